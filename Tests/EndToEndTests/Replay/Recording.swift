import Domain
import Foundation

/// An exchange that was recorded with servers of 0.25.
struct Recording: Sendable {
    let name: String
    let method: String
    private(set) var path: String
    /// Beside the token.
    let headers: [(String, String)]
    /// The value of `Authentication`, with `<TOKEN>` for a token; `nil` when there was none.
    let credentials: String?
    /// `nil` when only the start of it was kept.
    private(set) var body: [UInt8]?
    /// `nil` when no answer ever came.
    let status: Int?
    let json: JSONValue?
    /// Of the answer, by names in small letters.
    let answerHeaders: [String: String]
    /// JSON pointers to what differs from run to run.
    let variable: [[String]]

    static let folder = Bundle.module.resourceURL?.appendingPathComponent("Wire").path ?? "Wire"

    /// The names of all recordings.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
            .map { String($0.dropLast(5)) }.sorted()
    }

    static func document(_ name: String) throws -> JSONValue {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).json"))
        return try JSONReader.value(of: Array(data))
    }

    /// The one exchange of a file.
    init(_ name: String) throws { self.init(name, try Self.document(name)) }

    init(_ name: String, _ document: JSONValue) {
        self.name = name
        let request = document["request"]
        method = request?["method"]?.string ?? ""
        path = request?["path"]?.string ?? ""
        let fields = request?["headers"]?.object?.members ?? []
        credentials = fields.first { $0.name == "Authentication" }?.value.string
        // The body is compared as it is, and connections are ours.
        let ours = ["Authentication", "Accept-Encoding", "Connection"]
        headers = fields.filter { !ours.contains($0.name) }.map { ($0.name, $0.value.string ?? "") }
        let sent = request?["body"]
        if sent == nil {
            body = []
        } else if let value = sent?["json"] {
            body = JSONWriter.bytes(of: value)
        } else if let text = sent?["base64"]?.string, let data = Data(base64Encoded: text) {
            body = Array(data)
        } else if sent?["length"] == nil, let text = sent?["text"]?.string {
            body = Array(text.utf8)
        } else {
            body = nil
        }
        status = document["response"]?["status"]?.integer
        json = document["response"]?["body"]?["json"]
        let given = document["response"]?["headers"]?.object?.members ?? []
        answerHeaders = Dictionary(
            given.map { ($0.name.lowercased(), $0.value.string ?? "") }, uniquingKeysWith: { $1 })
        variable = (document["variable"]?.array ?? []).map { pointer in
            (pointer.string ?? "").split(separator: "/").map { String($0) }
        }
    }
}

extension Recording {
    /// The exchange as a client has it who asks one hop further up.
    func through(_ chain: String) -> Recording {
        var copy = self
        let beyond = "/v1/chain/"
        copy.path =
            path.hasPrefix(beyond)
            ? "\(beyond)\(chain).\(path.dropFirst(beyond.count))" : "\(beyond)\(chain)/\(path.dropFirst("/v1/".count))"
        return copy
    }

    /// The exchange without those members of what was sent that have these values.
    func without(_ members: [String: JSONValue]) -> Recording {
        guard let body, case .object(let sent)? = JSONReader.valueIfWellFormed(String(decoding: body, as: UTF8.self))
        else { return self }
        var copy = self
        copy.body = JSONWriter.bytes(of: .object(JSONObject(sent.members.filter { members[$0.name] != $0.value })))
        return copy
    }
}

extension JSONValue {
    /// Without what differs from run to run: the members at the pointers, and the addresses and folders of servers.
    func comparable(without pointers: [[String]]) -> JSONValue {
        var value = self
        for pointer in pointers { value = value.removing(pointer[...]) }
        return value.withoutAddresses
    }

    private func removing(_ pointer: ArraySlice<String>) -> JSONValue {
        guard let name = pointer.first, case .object(var object) = self, let member = object[name] else { return self }
        object[name] = pointer.count == 1 ? .string("(varies)") : member.removing(pointer.dropFirst())
        return .object(object)
    }

    private var withoutAddresses: JSONValue {
        switch self {
        case .string(let text):
            .string(
                text.replacing(/http:\/\/127\.0\.0\.1:[^\/]+/, with: "http://SERVER")
                    .replacing(/(<ROOT>|\/)[^' ]*\/namespace\//, with: "<ROOT>/namespace/"))
        case .array(let items): .array(items.map(\.withoutAddresses))
        // Order carries no meaning for clients (HTTP contract, section 3.1).
        case .object(let object):
            .object(
                JSONObject(
                    object.members.sorted { $0.name < $1.name }.map {
                        (name: $0.name, value: $0.value.withoutAddresses)
                    }
                ))
        default: self
        }
    }

    subscript(names: [String]) -> JSONValue? {
        names.reduce(Optional.some(self)) { value, name in value?[name] }
    }

    /// The same with every value replaced by the name of its type: of lists the first item, of nothing nothing.
    var shape: JSONValue {
        switch self {
        case .null: .null
        case .bool: "truth"
        case .integer, .largeInteger, .double: "number"
        case .string: "text"
        case .array(let items): .array(items.prefix(1).map(\.shape))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.sorted { $0.name < $1.name }.map {
                        let kind = Self.kind(of: $0.name)
                        return (name: kind, value: kind == "date" ? $0.value.oneService : $0.value.shape)
                    }
                    // Of the folders that are called by their date one is enough.
                    .reversed()))
        }
    }

    /// What was built within one second has one folder; how much that is depends on the machine.
    private var oneService: JSONValue {
        guard let service = object?.members.first else { return shape }
        return .object(JSONObject([(name: "service", value: service.value.shape)]))
    }

    /// A name, or the word for names that differ from run to run.
    private static func kind(of name: String) -> String { name.contains(/^\d{4}-\d{2}-\d{2}_/) ? "date" : name }

    /// Whether a shape could be that of the same thing; what is null in either may be anything.
    func agrees(with other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, _), (_, .null): true
        case (.array(let left), .array(let right)):
            zip(left, right).allSatisfy { $0.agrees(with: $1) } && left.count == right.count
        case (.object(let left), .object(let right)):
            left.names == right.names && zip(left.values, right.values).allSatisfy { $0.agrees(with: $1) }
        default: self == other
        }
    }
}
