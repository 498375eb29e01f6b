// Yams, the package, is libyaml (its module CYaml) and a layer of Swift over it. The layer refuses the first duplicate
// key without saying where the other one is, copies what an alias stands for and forgets where the alias was; so the
// events are taken from libyaml itself.
import CYaml
internal import Domain

/// The nodes of one YAML document, as written: tags unresolved, aliases as references.
struct YAMLTree {
    /// A node by its place in ``nodes``.
    typealias Reference = Int

    struct Node {
        enum Content {
            case scalar(text: String, isPlain: Bool)
            case sequence([Reference])
            case mapping([(key: Reference, value: Reference)])
        }

        var content: Content
        /// `nil` when the file has none.
        let tag: String?
        let position: SourcePosition
    }

    private(set) var nodes: [Node] = []
    /// `nil` for an empty document.
    private(set) var root: Reference?
    /// What is wrong with anchors and aliases; the tree holds an empty scalar in place of a bad alias.
    private(set) var findings: [YAMLFinding] = []

    private struct Anchor {
        let node: Reference
        let position: SourcePosition
    }

    private struct Open {
        let node: Reference
        /// What it holds so far; in a mapping, keys and values in turn.
        var children: [Reference] = []
    }

    private static let mostHints = 10

    private var anchors: [String: Anchor] = [:]
    private var open: [Open] = []
    private let limits: YAMLLimits
    /// What libyaml complained about, when it did.
    private var complaint: YAMLComplaint?

    /// Reads the events of a text.
    ///
    /// - Throws: ``YAMLFinding``: the text is no YAML, holds a second document, or passes a limit. libyaml cannot go on
    ///   after such a mistake.
    init(text: String, limits: YAMLLimits) throws(YAMLFinding) {
        if text.utf8.count > limits.bytes {
            throw YAMLFinding(
                .start, "the file is larger than \(limits.bytes / 1024 / 1024) MiB", found: "\(text.utf8.count) bytes")
        }
        var mending = YAMLMending(text, limits: limits)
        try Self.limitDirectives(mending.bytes, limits)
        while true {
            var attempt = YAMLTree(limits: limits)
            do throws(YAMLFinding) {
                try attempt.parse(mending.bytes)
                self = attempt.restored(mending)
                return
            } catch {
                if let complaint = attempt.complaint, mending.mend(complaint) { continue }
                throw error.restored(mending)
            }
        }
    }

    private init(limits: YAMLLimits) { self.limits = limits }

    private mutating func parse(_ bytes: [UInt8]) throws(YAMLFinding) {
        let result: Result<Void, YAMLFinding> = bytes.withUnsafeBufferPointer { bytes in
            var parser = yaml_parser_t()
            guard yaml_parser_initialize(&parser) == 1 else {
                return .failure(YAMLFinding(.start, "there is not enough memory to read the file"))
            }
            defer { yaml_parser_delete(&parser) }
            yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
            do throws(YAMLFinding) {
                try read(&parser, bytes)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// The tree with the places and texts of the text that was given.
    private func restored(_ mending: YAMLMending) -> YAMLTree {
        guard mending.isMended else { return self }
        var tree = self
        tree.findings = findings.map { $0.restored(mending) }
        tree.nodes = nodes.map { node in
            var content = node.content
            if case .scalar(let text, let isPlain) = content {
                content = .scalar(text: mending.original(text), isPlain: isPlain)
            }
            return Node(content: content, tag: node.tag, position: mending.original(node.position))
        }
        return tree
    }

    /// libyaml compares every directive `%TAG` with all before it.
    private static func limitDirectives(
        _ bytes: [UInt8], _ limits: YAMLLimits
    ) throws(YAMLFinding) {
        let word = Array("%TAG".utf8)
        // A line end of any kind, or the last byte of one; a directive stands at the beginning of a line.
        let lineEnds: [UInt8] = [0x0A, 0x0D, 0x85, 0xA8, 0xA9]
        var count = 0
        for place in bytes.indices where bytes[place] == word[0] && bytes[place...].starts(with: word) {
            guard place == 0 || lineEnds.contains(bytes[place - 1]) else { continue }
            count += 1
            guard count <= limits.directives else {
                throw YAMLFinding(
                    SourcePosition(offset: place, in: bytes), "the file has more than \(limits.directives) directives")
            }
        }
    }

    private mutating func read(
        _ parser: inout yaml_parser_t, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(YAMLFinding) {
        var documents = 0
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(&parser, &event) == 1 else {
                complaint = YAMLComplaint(parser)
                throw YAMLFinding(parser, bytes)
            }
            defer { yaml_event_delete(&event) }
            let position = SourcePosition(event.start_mark)
            switch event.type {
            case YAML_STREAM_END_EVENT: return
            case YAML_DOCUMENT_START_EVENT:
                documents += 1
                if documents > 1 {
                    throw YAMLFinding(
                        position, "a file holds one document, and here a second one begins", found: "---",
                        hint: "put it in a file of its own")
                }
            case YAML_ALIAS_EVENT: try alias(text(event.data.alias.anchor) ?? "", position)
            case YAML_SCALAR_EVENT:
                let data = event.data.scalar
                let text = String(
                    decoding: UnsafeBufferPointer(start: data.value, count: Int(data.length)), as: UTF8.self)
                let node = try add(
                    .scalar(text: text, isPlain: data.style == YAML_PLAIN_SCALAR_STYLE),
                    tag: self.text(data.tag), position)
                remember(self.text(data.anchor), node, position)
                place(node)
            case YAML_SEQUENCE_START_EVENT:
                let data = event.data.sequence_start
                try begin(.sequence([]), tag: text(data.tag), anchor: text(data.anchor), position)
            case YAML_MAPPING_START_EVENT:
                let data = event.data.mapping_start
                try begin(.mapping([]), tag: text(data.tag), anchor: text(data.anchor), position)
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
                if let closed = open.popLast() { close(closed) }
            default: break
            }
        }
    }

    private mutating func add(
        _ content: Node.Content, tag: String?, _ position: SourcePosition
    ) throws(YAMLFinding) -> Reference {
        guard nodes.count < limits.nodes else {
            throw YAMLFinding(position, "the file has more than \(limits.nodes) values")
        }
        nodes.append(Node(content: content, tag: tag, position: position))
        return nodes.count - 1
    }

    private mutating func begin(
        _ content: Node.Content, tag: String?, anchor: String?, _ position: SourcePosition
    ) throws(YAMLFinding) {
        guard open.count < limits.depth else {
            throw YAMLFinding(position, "the values are nested deeper than \(limits.depth) levels")
        }
        let node = try add(content, tag: tag, position)
        remember(anchor, node, position)
        open.append(Open(node: node))
    }

    /// Puts a finished node into the collection that is open.
    private mutating func place(_ node: Reference) {
        guard let last = open.indices.last else {
            root = node
            return
        }
        open[last].children.append(node)
    }

    /// Writes what a collection holds into its node, once.
    private mutating func close(_ closed: Open) {
        let children = closed.children
        if case .mapping = nodes[closed.node].content {
            nodes[closed.node].content = .mapping(
                stride(from: 0, to: children.count - 1, by: 2).map { (key: children[$0], value: children[$0 + 1]) })
        } else {
            nodes[closed.node].content = .sequence(children)
        }
        place(closed.node)
    }

    // MARK: - Anchors

    private mutating func remember(_ anchor: String?, _ node: Reference, _ position: SourcePosition) {
        guard let anchor else { return }
        if let first = anchors[anchor] {
            findings.append(
                YAMLFinding(
                    position,
                    "the anchor '\(anchor)' is defined twice; the first time at \(YAMLFinding.placeMark)",
                    reference: first.position, found: "&\(anchor)"))
        }
        anchors[anchor] = Anchor(node: node, position: position)
    }

    private mutating func alias(_ name: String, _ position: SourcePosition) throws(YAMLFinding) {
        if let anchor = anchors[name] {
            if open.contains(where: { $0.node == anchor.node }) {
                findings.append(
                    YAMLFinding(position, "the value '\(name)' contains itself", found: "*\(name)"))
            } else {
                return place(anchor.node)
            }
        } else {
            // To compare all with all would take for ever, and nobody reads so many hints.
            let hint = findings.count < Self.mostHints ? Suggestion.hint(for: name, among: anchors.keys.sorted()) : nil
            findings.append(
                YAMLFinding(position, "there is no anchor '\(name)' before this alias", found: "*\(name)", hint: hint))
        }
        place(try add(.scalar(text: "", isPlain: true), tag: nil, position))
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}

/// What a reader of YAML takes at the most.
struct YAMLLimits: Sendable {
    var bytes = 4 * 1024 * 1024
    /// Levels of nesting, also through aliases.
    var depth = 100
    /// Values, counted once an alias.
    var nodes = 250_000
    /// Directives `%TAG`.
    var directives = 100
    /// How often, all in all, a text may be read again because of places that libyaml wants to have written in another
    /// way. Once is enough for nearly every text.
    var rereadings = 16
}

extension SourcePosition {
    init(_ mark: yaml_mark_t) { self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1) }
}
