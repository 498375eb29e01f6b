internal import Domain
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression

/// What happens on a connection, in the order in which the task that serves it learns of it.
enum ConnectionEvent: Sendable {
    /// A head. If it ``RequestHead/hasBody``, body parts and an end follow.
    case request(RequestHead)
    case bodyPart(ByteBuffer)
    case bodyEnd
    /// The request under way, or what should have been one, is not taken. Nothing follows.
    case refused(HTTPRefusal)
}

/// The end of a connection's pipeline: collects what the parser reads for the task that serves the connection, writes
/// its answers, and watches over time. Lives on the connection's event loop.
///
/// Reading pauses while a batch waits to be taken, so that a client which sends without waiting for answers is held back
/// by TCP.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a client whose request was refused has to read the answer and stop sending.
    private static let linger = TimeAmount.seconds(2)

    /// How often a connection that is to be closed is looked at while an answer is still leaving.
    private static let drainCheck = TimeAmount.milliseconds(20)

    private let limits: HTTPServerConfiguration.Limits
    private var context: ChannelHandlerContext?

    // What was read.
    private var bodyless: RequestHead?
    private var events: [ConnectionEvent] = []
    private var taker: CheckedContinuation<[ConnectionEvent], Never>?
    private var isReadHeld = false
    private var isInsideBody = false
    /// The parser gave up, or the client will send nothing more.
    private var inputHasEnded = false

    // Where the exchange stands.
    /// Requests that were read and not yet answered.
    private var unanswered = 0
    private var answered = 0
    private var isQuiescing = false
    /// The last answer has been given; what comes in is thrown away.
    private var isClosing = false
    private var hasCompressor = false
    private var watcher: CheckedContinuation<Void, Never>?
    private var peerIsGone = false

    // Time.
    private var watch: Scheduled<Void>?
    private var lastActivity = NIODeadline.now()
    private var bodyBegan = NIODeadline.now()
    /// What there was to see of answers at the last look at the clock: how many were given, and bytes not yet written.
    private var progress = (answered: 0, left: 0)

    init(limits: HTTPServerConfiguration.Limits) { self.limits = limits }

    // MARK: For the task that serves the connection

    /// Hands over what was read, as soon as there is something; nothing once the connection has ended.
    func take(_ continuation: CheckedContinuation<[ConnectionEvent], Never>) {
        precondition(taker == nil, "two tasks would each serve half of a connection")
        if events.isEmpty && !inputHasEnded && !isClosing {
            taker = continuation
        } else {
            continuation.resume(returning: takeEvents())
        }
        resumeReading()
    }

    /// Resumes the continuation when the client has gone, or the connection has ended.
    func watchPeer(_ continuation: CheckedContinuation<Void, Never>) {
        if peerIsGone { continuation.resume() } else { watcher = continuation }
    }

    /// Tells the client that the body may come.
    func sendContinue() {
        guard let context, !isClosing else { return }
        write(.head(HTTPResponseHead(version: .http1_1, status: .continue)), context)
        context.flush()
    }

    /// Writes an answer.
    ///
    /// - Parameter written: Completed when the last byte is with the system, or cannot be.
    func send(_ reply: HTTPReply, written: EventLoopPromise<Void>?) {
        guard let context, !isClosing, context.channel.isActive else {
            written?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        unanswered -= 1
        answered += 1
        lastActivity = .now()
        let closes = reply.closes || isQuiescing || inputHasEnded && unanswered == 0
        var head = reply.head
        if closes { head.headers.add(name: "Connection", value: "close") }
        var promise = written
        if closes {
            isClosing = true
            events = []
            let end = written ?? context.eventLoop.makePromise(of: Void.self)
            end.futureResult.assumeIsolated().whenComplete { _ in self.end(lingers: reply.lingers) }
            promise = end
        }
        if reply.isCompressed {
            writeCompressed(head, reply.body, promise, context)
        } else {
            write(.head(head), context)
            if let body = reply.body { write(.body(.byteBuffer(body)), context) }
            context.write(wrapOutboundOut(.end(nil)), promise: promise)
            context.flush()
        }
    }

    private func write(_ part: HTTPServerResponsePart, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(part), promise: nil)
    }

    /// Sends an answer the long way round, through a compressor that stands behind this handler.
    ///
    /// It counts an answer for each request that it has seen, so it is shown one for each answer that it is to compress
    /// and never any other; interim answers and refusals would confuse its counting.
    private func writeCompressed(
        _ head: HTTPResponseHead, _ body: ByteBuffer?, _ promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        let operations = context.pipeline.syncOperations
        if !hasCompressor {
            do {
                try operations.addHandler(HTTPResponseCompressor(), position: .after(self))
            } catch {
                promise?.fail(error)
                context.close(promise: nil)
                return
            }
            hasCompressor = true
        }
        var request = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
        request.headers.add(name: "Accept-Encoding", value: "gzip")
        context.fireChannelRead(wrapInboundOut(.head(request)))
        operations.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body { operations.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        operations.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        lastActivity = .now()
        switch unwrapInboundIn(data) {
        case .head(let head):
            unanswered += 1
            let request = RequestHead(head)
            if request.hasBody {
                isInsideBody = true
                bodyBegan = lastActivity
                events.append(.request(request))
            } else {
                bodyless = request
            }
        case .body(let part): events.append(.bodyPart(part))
        case .end:
            if let request = bodyless {
                events.append(.request(request))
                bodyless = nil
            } else {
                isInsideBody = false
                events.append(.bodyEnd)
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        deliver()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if events.isEmpty || isClosing { context.read() } else { isReadHeld = true }
    }

    private func resumeReading() {
        guard isReadHeld, let context else { return }
        isReadHeld = false
        context.read()
    }

    private func deliver() {
        guard let waiting = taker, !events.isEmpty || inputHasEnded || isClosing else { return }
        taker = nil
        waiting.resume(returning: takeEvents())
    }

    private func takeEvents() -> [ConnectionEvent] {
        defer { events = [] }
        return events
    }

    private func refuse(_ refusal: HTTPRefusal) {
        guard !inputHasEnded, !isClosing else { return }
        inputHasEnded = true
        // What is broken may be the body of a request that is counted already, or what should have been a new one.
        if !isInsideBody && bodyless == nil { unanswered += 1 }
        events.append(.refused(refusal))
        deliver()
    }

    // MARK: Beginning and end

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { keepWatch(after: limits.idle) }
    }

    func channelActive(context: ChannelHandlerContext) {
        lastActivity = .now()
        keepWatch(after: limits.idle)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish()
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow: refuse(.headTooLarge)
        case is HTTPParserError, is ByteToMessageDecoderError: refuse(.malformed)
        default: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            inputHasEnded = true
            reportPeerGone()
            if isClosing || unanswered == 0 { closeWhenWritten() } else { deliver() }
        case is ChannelShouldQuiesceEvent:
            isQuiescing = true
            if unanswered == 0 { closeWhenWritten() }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// After the last answer was written.
    private func end(lingers: Bool) {
        deliver()
        guard let context else { return }
        guard lingers, !peerIsGone else {
            context.close(promise: nil)
            return
        }
        let halfClosed = context.eventLoop.makePromise(of: Void.self)
        halfClosed.futureResult.assumeIsolated().whenFailure { _ in context.close(promise: nil) }
        context.close(mode: .output, promise: halfClosed)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) { context.close(promise: nil) }
        resumeReading()
    }

    /// Closes once the answers that were given have left. One that is not taken is left to the watch.
    private func closeWhenWritten() {
        guard let context else { return }
        isClosing = true
        deliver()
        guard bytesLeftToWrite(context) > 0 else {
            context.close(promise: nil)
            return
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.drainCheck) { self.closeWhenWritten() }
    }

    private func finish() {
        inputHasEnded = true
        isClosing = true
        watch?.cancel()
        watch = nil
        reportPeerGone()
        deliver()
    }

    private func reportPeerGone() {
        peerIsGone = true
        watcher?.resume()
        watcher = nil
    }

    // MARK: Time

    private func keepWatch(after time: Duration) {
        guard let context else { return }
        watch?.cancel()
        watch = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { self.lookAtClock() }
    }

    private func lookAtClock() {
        guard let context else { return }
        let now = NIODeadline.now()
        let left = bytesLeftToWrite(context)
        let seen = progress
        progress = (answered, left)
        if left > 0 {
            // What is on its way must have grown less, or have been joined by an answer that could not have been
            // written before, since the last look.
            let isStuck = seen.answered == answered && seen.left > 0 && left >= seen.left
            if isStuck { context.close(promise: nil) } else { keepWatch(after: limits.idle) }
            return
        }
        let silence = Duration(now - lastActivity)
        // While requests are worked on, or are kept from being read, it is not the client that is silent.
        let isClientsTurn = unanswered == 0 || (isInsideBody && !isReadHeld && events.isEmpty)
        let isTooSlow = silence >= limits.idle || isInsideBody && Duration(now - bodyBegan) >= limits.body
        guard isClientsTurn, isTooSlow else {
            keepWatch(after: isClientsTurn ? max(limits.idle - silence, .milliseconds(1)) : limits.idle)
            return
        }
        if isInsideBody && !isClosing {
            refuse(.tooSlow)
            keepWatch(after: limits.idle)
        } else {
            context.close(promise: nil)
        }
    }

    private func bytesLeftToWrite(_ context: ChannelHandlerContext) -> Int {
        do {
            return try context.channel.syncOptions?.getOption(.bufferedWritableBytes) ?? 0
        } catch {
            // Closed in this moment: nothing will be written any more.
            return 0
        }
    }
}
