internal import Domain
internal import NIOHTTP1

/// What the server acts on of the head of a request. Everything else in it is of no meaning to the API.
struct RequestHead: Sendable {
    let method: String
    /// Still percent-encoded, with its query.
    let target: String
    /// The value of `Authentication`. Given twice, both values with a comma between, which no token has.
    private(set) var credentials: String?
    /// How long the caller still waits; `nil` when it does not say or says nonsense.
    private(set) var remaining: Duration?
    /// As stated; `nil` for a body of unknown length, and for none.
    private(set) var contentLength: Int?
    private(set) var hasBody = false
    /// Whether the client waits for a go-ahead before it sends the body.
    private(set) var expectsContinue = false
    private(set) var acceptedEncodings: String?
    private(set) var knownTags: String?
    /// Whether another request may follow on the connection.
    private(set) var keepsAlive: Bool

    /// Whether others may read the request in another way than we: it names several hosts (RFC 9112, section 3.2), or its
    /// body is coded in a way that we cannot read (section 6.1).
    private(set) var isAmbiguous = false

    init(_ head: HTTPRequestHead) {
        var hosts = 0
        method = head.method.rawValue
        target = head.uri
        // A client of HTTP/1.0 would have to be told that the connection stays; it costs it nothing to open another.
        keepsAlive = head.isKeepAlive && head.version.minor >= 1 && head.method != .CONNECT
        // The length of a name, which costs nothing, rules out nearly all of the comparisons.
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4 where Self.isSame(name, "host"): hosts += 1
            case 6 where Self.isSame(name, "expect"):
                expectsContinue = Self.isSame(Self.withoutTrailingBlanks(value), "100-continue")
            case 7 where Self.isSame(name, "upgrade"):
                // The parser takes what follows for another protocol.
                keepsAlive = false
            case 13 where Self.isSame(name, "if-none-match"): knownTags = value
            case 14 where Self.isSame(name, "authentication"):
                let value = Self.withoutTrailingBlanks(value)
                credentials = credentials.map { $0 + "," + value } ?? value
            case 14 where Self.isSame(name, "content-length"):
                contentLength = Int(value)
                hasBody = hasBody || contentLength != 0
            case 15 where Self.isSame(name, "accept-encoding"): acceptedEncodings = value
            case 17 where Self.isSame(name, "transfer-encoding"):
                hasBody = true
                isAmbiguous = isAmbiguous || !Self.isSame(Self.withoutTrailingBlanks(value), "chunked")
            case Request.deadlineHeader.utf8.count where Self.isSame(name, Request.deadlineHeader):
                remaining = Self.milliseconds(value)
            default: break
            }
        }
        isAmbiguous = isAmbiguous || hosts > 1
    }

    /// Compares ASCII texts without regard to case.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { lowered($0) == lowered($1) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// The parser takes away the blanks in front of a value but not those behind it.
    private static func withoutTrailingBlanks(_ value: String) -> String {
        guard let last = value.utf8.last, last == 0x20 || last == 0x09 else { return value }
        let end = value.utf8.lastIndex { $0 != 0x20 && $0 != 0x09 }
        return end.map { String(value[...$0]) } ?? ""
    }

    /// A whole number of up to twelve digits, which is 31 years.
    private static func milliseconds(_ text: String) -> Duration? {
        guard !text.isEmpty, text.utf8.count <= 12, text.utf8.allSatisfy(NameGrammar.isDigit) else { return nil }
        return Int64(text).map { .milliseconds($0) }
    }
}
