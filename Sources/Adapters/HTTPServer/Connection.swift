internal import HummingbirdCore
internal import NIOCore

/// A connection as the task that serves it sees it.
struct Connection: ServerChildChannelValue {
    /// What is written before the task waits until it has left.
    private static let largestUnwaited = 32 << 10

    let channel: any Channel
    /// The address of the client.
    let origin: String
    private let handler: NIOLoopBound<ConnectionHandler>

    init(channel: any Channel, handler: NIOLoopBound<ConnectionHandler>) {
        self.channel = channel
        self.handler = handler
        origin = channel.remoteAddress?.ipAddress ?? ""
    }

    /// Waits for what the client sends next.
    ///
    /// - Returns: Nothing once the connection has ended.
    func events() async -> [ConnectionEvent] {
        await withCheckedContinuation { continuation in
            channel.eventLoop.execute { handler.value.take(continuation) }
        }
    }

    /// Waits until the client has closed its side, or the connection has ended.
    func untilPeerIsGone() async {
        await withCheckedContinuation { continuation in
            channel.eventLoop.execute { handler.value.watchPeer(continuation) }
        }
    }

    func sendContinue() { channel.eventLoop.execute { handler.value.sendContinue() } }

    /// Sends an answer, and waits for a client that takes its answers more slowly than it asks for them.
    ///
    /// - Returns: Whether another request may follow.
    func send(_ reply: HTTPReply) async -> Bool {
        guard (reply.body?.readableBytes ?? 0) > Self.largestUnwaited || !channel.isWritable else {
            channel.eventLoop.execute { handler.value.send(reply, written: nil) }
            return !reply.closes
        }
        let written = channel.eventLoop.makePromise(of: Void.self)
        channel.eventLoop.execute { handler.value.send(reply, written: written) }
        do {
            try await written.futureResult.get()
        } catch {
            // The client has gone: what it asked for is nobody's any more.
            return false
        }
        return !reply.closes
    }
}
