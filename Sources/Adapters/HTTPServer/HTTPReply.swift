internal import Domain
internal import NIOCore
internal import NIOHTTP1

/// An answer that is ready to be written.
struct HTTPReply: Sendable {
    var head: HTTPResponseHead
    /// `nil` for none, whatever `Content-Length` says.
    var body: ByteBuffer?
    /// Whether the body is still to be compressed.
    var isCompressed = false
    /// Whether the connection ends with this answer.
    var closes = false
    /// Whether the client may still be sending, so that closing at once could destroy the answer on its way.
    var lingers = false
}

/// Why the server itself turns a request down, before the API sees it.
enum HTTPRefusal: Equatable, Sendable {
    /// What came is no HTTP/1.
    case malformed
    /// The client took too long over its request.
    case tooSlow
    case bodyTooLarge(limit: Int)
    case targetTooLong
    case headTooLarge

    var response: Domain.Response {
        switch self {
        case .malformed: Response(400, ["message": "Bad Request"])
        case .tooSlow: Response(408, ["message": "Request Timeout"])
        case .bodyTooLarge(let limit):
            Response(413, ["message": .string("The body of the request is larger than \(limit) bytes.")])
        case .targetTooLong: Response(414, ["message": "URI Too Long"])
        case .headTooLarge: Response(431, ["message": "Request Header Fields Too Large"])
        }
    }
}
