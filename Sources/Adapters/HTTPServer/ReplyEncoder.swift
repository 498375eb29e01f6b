internal import Crypto
internal import Domain
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Turns the answers of the API into those of HTTP: the headers that every answer has, entity tags, and which bodies are
/// sent and compressed. Source: HTTP contract, sections 1, 3.2 and 3.6.
///
/// Unlike 0.25 it sends no `Access-Control-Allow-*`: they grant nothing, as a preflight cannot carry the token.
struct ReplyEncoder: Sendable {
    /// Bodies below this are sent as they are.
    static let smallestCompressed = 1024
    /// Bodies above this are sent as they are: compressing occupies the thread that serves other connections.
    static let largestCompressed = 4 << 20

    let compresses: Bool
    private let date = HTTPDate()

    init(compresses: Bool) { self.compresses = compresses }

    func reply(to request: RequestHead, with response: Domain.Response) -> HTTPReply {
        var status = response.status
        var body = response.envelope ?? []
        var headers = HTTPHeaders()
        headers.reserveCapacity(8 + response.headers.count)
        headers.add(name: "Server", value: "Overlord")
        headers.add(name: "Date", value: date.now())
        if compresses { headers.add(name: "Vary", value: "Accept-Encoding") }
        if status == 200 && (request.method == "GET" || request.method == "HEAD") {
            let tag = Self.tag(of: body)
            headers.add(name: "Etag", value: tag)
            if let known = request.knownTags, Self.isKnown(tag, in: known) { status = 304 }
        }
        let hasContent = status != 204 && status != 304
        if hasContent {
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: String(body.count))
        }
        for header in response.headers { headers.add(name: header.name, value: Self.oneLine(header.value)) }
        if !hasContent || request.method == "HEAD" { body = [] }
        let isCompressed =
            compresses && body.count >= Self.smallestCompressed && body.count <= Self.largestCompressed
            && request.acceptedEncodings.map(Self.acceptsGzip) ?? false
        return HTTPReply(
            head: HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers),
            body: body.isEmpty ? nil : ByteBuffer(bytes: body), isCompressed: isCompressed,
            closes: !request.keepsAlive)
    }

    /// An answer after which the connection is closed.
    ///
    /// - Parameter request: `nil` when the request could not even be read.
    func refusal(_ refusal: HTTPRefusal, of request: RequestHead?) -> HTTPReply {
        let anything = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
        var reply = reply(to: request ?? RequestHead(anything), with: refusal.response)
        reply.closes = true
        reply.lingers = true
        return reply
    }

    /// The SHA-1 of the uncompressed body, in quotes.
    private static func tag(of body: [UInt8]) -> String {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        text.reserveCapacity(42)
        for byte in Insecure.SHA1.hash(data: body) {
            text.append(hexadecimal[Int(byte >> 4)])
            text.append(hexadecimal[Int(byte & 15)])
        }
        text.append(UInt8(ascii: "\""))
        return String(decoding: text, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// Whether a list of tags (`"a", W/"b"`, or `*`) has this one.
    private static func isKnown(_ tag: String, in list: String) -> Bool {
        list.utf8.split(separator: UInt8(ascii: ",")).contains { item in
            var item = trimmed(item)
            if item.elementsEqual("*".utf8) { return true }
            if item.starts(with: "W/".utf8) { item = item.dropFirst(2) }
            return item.elementsEqual(tag.utf8)
        }
    }

    /// Whether a list of encodings names gzip without forbidding it (`gzip;q=0`).
    private static func acceptsGzip(_ list: String) -> Bool {
        list.utf8.split(separator: UInt8(ascii: ",")).contains { item in
            let parts = item.split(separator: UInt8(ascii: ";"))
            guard let name = parts.first.map(trimmed), name.elementsEqual("gzip".utf8) else { return false }
            return !parts.dropFirst().contains { part in
                let part = trimmed(part)
                guard part.starts(with: "q=".utf8) || part.starts(with: "Q=".utf8) else { return false }
                return part.dropFirst(2).allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
            }
        }
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }

    /// A value that cannot begin another header.
    private static func oneLine(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return value }
        return String(decoding: value.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
    }
}
