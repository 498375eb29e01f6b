internal import CLibCurl
internal import Domain
internal import Foundation
internal import Synchronization

/// What a caller holds of its request, to cancel it.
final class CurlTicket: Sendable {
    enum State { case new, submitted, cancelled, finished }

    private let state = Mutex(State.new)

    /// - Returns: Whether the request may go on; it may not when it was cancelled before.
    func submit() -> Bool {
        state.withLock { state in
            guard state == .new else { return false }
            state = .submitted
            return true
        }
    }

    /// - Returns: Whether the loop knows of the request and has to be told.
    func cancel() -> Bool {
        state.withLock { state in
            defer { if state == .new { state = .cancelled } }
            return state == .submitted
        }
    }

    func finish() { state.withLock { $0 = .finished } }
}

/// A request on its way to the loop.
struct CurlSubmission: Sendable {
    typealias Outcome = Result<HTTPExchange.Response, PeerFailure>

    let request: HTTPExchange.Request
    let ticket: CurlTicket
    let continuation: CheckedContinuation<Outcome, Never>
    let time = ContinuousClock.now

    /// Answers the caller. Called once.
    func finish(_ outcome: Outcome) {
        ticket.finish()
        continuation.resume(returning: outcome)
    }
}

/// The thread that owns all handles of libcurl, and the mailbox through which the rest of the program talks to it.
final class CurlLoop: Sendable {
    /// A multi handle.
    ///
    /// Sendable because the only thing that is done with it outside the loop's thread is `curl_multi_wakeup`, which
    /// libcurl allows from any thread, and that under the lock of the mailbox, in which the thread takes the handle away
    /// before it is freed.
    private struct Handle: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
    }

    /// What arrived since the loop last looked.
    struct Mail {
        var submissions: [CurlSubmission] = []
        var cancellations: [CurlTicket] = []
        /// Set when the loop is to end: the time that running transfers may still take.
        var grace: Duration?
    }

    private struct State {
        var mail = Mail()
        var handle: Handle?
        /// Whether the thread sleeps, or is about to, and so must be told of new mail.
        var isAsleep = false
        var isClosed = false
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var statistics = CurlClient.Statistics()

        /// Wakes the loop if it sleeps. One that is at work looks for mail itself before it goes to sleep: under load most
        /// requests cost no system call here.
        mutating func wake() {
            guard isAsleep, let handle else { return }
            isAsleep = false
            curl_multi_wakeup(handle.pointer)
        }

        /// - Returns: `false` when there is mail to be read first.
        mutating func mayFallAsleep() -> Bool {
            isAsleep = mail.submissions.isEmpty && mail.cancellations.isEmpty && mail.grace == nil
            return isAsleep
        }
    }

    /// libcurl wants this called once, before anything else.
    private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let configuration: CurlClient.Configuration
    private let state = Mutex(State())

    init(configuration: CurlClient.Configuration) { self.configuration = configuration }

    var statistics: CurlClient.Statistics { state.withLock { $0.statistics } }

    func start() {
        precondition(Self.isInitialised, "libcurl cannot be set up: no request could ever be sent")
        let thread = Thread { self.run() }
        thread.name = "http-client"
        thread.start()
    }

    func submit(_ submission: CurlSubmission) {
        let isTaken = state.withLock { state in
            guard !state.isClosed, submission.ticket.submit() else { return false }
            state.mail.submissions.append(submission)
            state.wake()
            return true
        }
        if !isTaken { submission.finish(.failure(.cancelled)) }
    }

    func cancel(_ ticket: CurlTicket) {
        state.withLock { state in
            guard ticket.cancel(), !state.hasEnded else { return }
            state.mail.cancellations.append(ticket)
            state.wake()
        }
    }

    func stop(grace: Duration) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            state.mail.grace = grace
            state.wake()
        }
    }

    /// Waits until the thread is through.
    func end() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiters.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func run() {
        guard let multi = curl_multi_init() else { preconditionFailure("no memory for libcurl's multi handle") }
        let handle = Handle(pointer: multi)
        state.withLock { $0.handle = handle }
        var engine = CurlEngine(multi: multi, configuration: configuration)
        while true {
            let mail = state.withLock { state in
                state.isAsleep = false
                let mail = state.mail
                state.mail = Mail()
                return mail
            }
            guard engine.turn(mail) else { break }
            let statistics = engine.statistics
            let maySleep = state.withLock { state in
                state.statistics = statistics
                return state.mayFallAsleep()
            }
            if maySleep { engine.wait() }
        }
        let (left, waiters) = state.withLock { state in
            state.handle = nil
            state.hasEnded = true
            state.statistics.active = 0
            state.statistics.waiting = 0
            defer {
                state.mail = Mail()
                state.waiters = []
            }
            return (state.mail.submissions, state.waiters)
        }
        engine.close()
        for submission in left { submission.finish(.failure(.cancelled)) }
        for waiter in waiters { waiter.resume() }
    }
}
