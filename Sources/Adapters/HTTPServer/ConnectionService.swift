internal import Domain
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Serves the connections of a listener: one task each, one request after the other.
struct ConnectionService: ServerChildChannel {
    let limits: HTTPServerConfiguration.Limits
    let encoder: ReplyEncoder
    let bodyLimit: HTTPServer.BodyLimit
    let handler: HTTPServer.Handler

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            var decoderLimits = NIOHTTPDecoderLimitConfiguration()
            decoderLimits.maxHeaderFieldSize = limits.head
            decoderLimits.maxHeaderListSize = limits.head
            decoderLimits.maxHeaderFieldCount = limits.headerFields
            let handler = ConnectionHandler(limits: limits)
            let operations = channel.pipeline.syncOperations
            // The parser keeps an unfinished head and the piece that came last: neither is larger than this.
            try operations.addHandler(
                ByteToMessageHandler(
                    HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoderLimits),
                    maximumBufferSize: limits.head + (1 << 20)))
            try operations.addHandler(HTTPResponseEncoder())
            try operations.addHandler(handler)
            return Connection(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
        }
    }

    /// Serves a connection until it ends. A client that goes away cancels what runs for it.
    func handle(value connection: Connection, logger: Logger) async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await connection.untilPeerIsGone() }
                group.addTask { await serve(connection) }
                await group.next()
                group.cancelAll()
            }
        } onCancel: {
            connection.channel.close(promise: nil)
        }
    }

    private func serve(_ connection: Connection) async {
        var events = Events(connection: connection)
        while let event = await events.next() {
            let reply: HTTPReply?
            switch event {
            case .request(let head): reply = await answer(head, &events)
            case .refused(let refusal): reply = encoder.refusal(refusal, of: nil)
            // A body without a head, or a head inside a body: whatever the parser makes of it, nothing we answer to.
            case .bodyPart, .bodyEnd: reply = encoder.refusal(.malformed, of: nil)
            }
            guard let reply, await connection.send(reply) else { return }
        }
    }

    /// - Returns: `nil` when the client went away in the middle of its request.
    private func answer(_ head: RequestHead, _ events: inout Events) async -> HTTPReply? {
        if head.isAmbiguous { return encoder.refusal(.malformed, of: head) }
        guard head.target.utf8.count <= limits.target else { return encoder.refusal(.targetTooLong, of: head) }
        var request = Domain.Request(
            method: head.method, target: head.target, credentials: head.credentials, remaining: head.remaining,
            origin: events.connection.origin)
        if head.hasBody {
            switch await body(of: head, request, &events) {
            case .complete(let bytes): request.body = bytes
            case .refused(let refusal): return encoder.refusal(refusal, of: head)
            case .abandoned: return nil
            }
        }
        return encoder.reply(to: head, with: await handler(request))
    }

    private enum Body {
        case complete([UInt8])
        case refused(HTTPRefusal)
        case abandoned
    }

    private func body(of head: RequestHead, _ request: Domain.Request, _ events: inout Events) async -> Body {
        let limit = await bodyLimit(request)
        if let length = head.contentLength, length > limit { return .refused(.bodyTooLarge(limit: limit)) }
        if head.expectsContinue { events.connection.sendContinue() }
        var bytes: [UInt8] = []
        while let event = await events.next() {
            switch event {
            case .bodyPart(let part):
                guard part.readableBytes <= limit - bytes.count else {
                    return .refused(.bodyTooLarge(limit: limit))
                }
                // What a head promises is no proof, so memory is set aside for what has come only.
                bytes.append(contentsOf: part.readableBytesView)
            case .bodyEnd: return .complete(bytes)
            case .refused(let refusal): return .refused(refusal)
            case .request: return .refused(.malformed)
            }
        }
        return .abandoned
    }

    /// The events of a connection one by one, fetched from the event loop as many at a time as there are.
    private struct Events {
        let connection: Connection
        private var batch: ArraySlice<ConnectionEvent> = []

        init(connection: Connection) { self.connection = connection }

        mutating func next() async -> ConnectionEvent? {
            if batch.isEmpty { batch = await connection.events()[...] }
            return batch.popFirst()
        }
    }
}
