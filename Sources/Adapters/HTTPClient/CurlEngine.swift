internal import CLibCurl
internal import Domain

/// What the loop does with its mail, its transfers and its time. Lives on the loop's thread only.
struct CurlEngine {
    /// Requests share a limit of connections when they go to the same server in the same way.
    private struct Destination: Hashable {
        let server: Substring
        let trust: HTTPExchange.Trust
    }

    /// Transfers to one destination.
    private struct Lane {
        var active = 0
        var waiting: [CurlTransfer] = []
    }

    /// Handles that are kept for the next transfers rather than made anew.
    private static let sparesKept = 32
    /// Longest sleep; mail and sockets end it early.
    private static let longestWait = Duration.seconds(60)

    private let multi: UnsafeMutableRawPointer
    private let configuration: CurlClient.Configuration
    private var lanes: [Destination: Lane] = [:]
    private var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var tickets: [ObjectIdentifier: CurlTransfer] = [:]
    private var spares: [UnsafeMutableRawPointer] = []
    /// No deadline passes before this; it may be too early, never too late.
    private var nextDeadline: ContinuousClock.Instant?
    /// When what still runs is cancelled; set once the loop is to end.
    private var end: ContinuousClock.Instant?
    private(set) var statistics = CurlClient.Statistics()

    init(multi: UnsafeMutableRawPointer, configuration: CurlClient.Configuration) {
        self.multi = multi
        self.configuration = configuration
        curl_shim_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.keptConnections)
    }

    /// Takes the mail in and moves every transfer as far as it goes now.
    ///
    /// - Returns: `false` when the loop is to end and nothing runs any more.
    mutating func turn(_ mail: CurlLoop.Mail) -> Bool {
        for submission in mail.submissions { accept(submission) }
        for ticket in mail.cancellations {
            if let transfer = tickets[ObjectIdentifier(ticket)] { drop(transfer, .cancelled) }
        }
        if let grace = mail.grace { end = .now + grace }
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        collect()
        let now = ContinuousClock.now
        if let end, now >= end { for transfer in tickets.values { drop(transfer, .cancelled) } }
        sweep(now)
        statistics.active = active.count
        statistics.waiting = tickets.count - active.count
        return end == nil || !tickets.isEmpty
    }

    /// Sleeps until a socket, a deadline or mail.
    func wait() {
        var pause = Self.longestWait
        let now = ContinuousClock.now
        for time in [nextDeadline, end] {
            if let time { pause = min(pause, max(time - now, .zero)) }
        }
        // Rounded up, so that the deadline has passed when the sleep is over.
        curl_multi_poll(multi, nil, 0, Int32((pause.microseconds + 999) / 1000), nil)
    }

    /// Frees everything. Nothing may run any more.
    mutating func close() {
        precondition(tickets.isEmpty, "a transfer would be lost together with its caller")
        for handle in spares { curl_easy_cleanup(handle) }
        spares = []
        curl_multi_cleanup(multi)
    }

    private mutating func accept(_ submission: CurlSubmission) {
        guard tickets.count - active.count < configuration.largestQueue else {
            submission.finish(.failure(.connect("too many requests are waiting for a connection")))
            return
        }
        let transfer = CurlTransfer(submission)
        tickets[ObjectIdentifier(submission.ticket)] = transfer
        note(deadline: transfer.fixedDeadline)
        lanes[destination(of: transfer), default: Lane()].waiting.append(transfer)
        startNext(in: destination(of: transfer))
    }

    private func destination(of transfer: CurlTransfer) -> Destination {
        let url = transfer.request.url
        var slashes = 0
        let end = url.utf8.firstIndex { byte in
            if byte == UInt8(ascii: "/") { slashes += 1 }
            return slashes == 3
        }
        return Destination(server: url[..<(end ?? url.endIndex)], trust: transfer.request.trust)
    }

    private mutating func startNext(in destination: Destination) {
        while let lane = lanes[destination] {
            guard let transfer = lane.waiting.first else {
                if lane.active == 0 { lanes[destination] = nil }
                return
            }
            guard lane.active < max(transfer.request.timeouts.maximumConnections, 1) else { return }
            lanes[destination]?.waiting.removeFirst()
            guard let handle = spares.popLast() ?? curl_easy_init() else {
                forget(transfer)
                transfer.submission.finish(.failure(.connect("no memory for a transfer")))
                continue
            }
            if let failure = transfer.prepare(handle, keptSeconds: configuration.keptSeconds) {
                recycle(handle)
                forget(transfer)
                transfer.submission.finish(.failure(failure))
                continue
            }
            guard curl_multi_add_handle(multi, handle) == CURLM_OK else {
                transfer.detach()
                recycle(handle)
                forget(transfer)
                transfer.submission.finish(.failure(.connect("no memory for a transfer")))
                continue
            }
            lanes[destination]?.active += 1
            active[handle] = transfer
            note(deadline: transfer.nextDeadline(.now))
        }
    }

    /// Answers the callers of transfers that libcurl is through with.
    private mutating func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = active[handle]
            else { continue }
            // The message is gone with the handle.
            let code = message.pointee.data.result
            let outcome = transfer.outcome(code)
            release(handle, of: transfer)
            transfer.submission.finish(outcome)
        }
    }

    /// Ends a transfer before its time.
    private mutating func drop(_ transfer: CurlTransfer, _ failure: PeerFailure) {
        // Dropping one may have started, and ended, another that is dropped in the same breath.
        guard tickets[ObjectIdentifier(transfer.submission.ticket)] === transfer else { return }
        if let handle = transfer.handle {
            release(handle, of: transfer)
        } else {
            lanes[destination(of: transfer)]?.waiting.removeAll { $0 === transfer }
            forget(transfer)
            startNext(in: destination(of: transfer))
        }
        transfer.submission.finish(.failure(failure))
    }

    private mutating func release(_ handle: UnsafeMutableRawPointer, of transfer: CurlTransfer) {
        statistics.connectionsOpened += transfer.connectionsOpened
        curl_multi_remove_handle(multi, handle)
        transfer.detach()
        active[handle] = nil
        recycle(handle)
        forget(transfer)
        lanes[destination(of: transfer)]?.active -= 1
        startNext(in: destination(of: transfer))
    }

    private mutating func forget(_ transfer: CurlTransfer) {
        tickets[ObjectIdentifier(transfer.submission.ticket)] = nil
    }

    private mutating func recycle(_ handle: UnsafeMutableRawPointer) {
        guard spares.count < Self.sparesKept else {
            curl_easy_cleanup(handle)
            return
        }
        // Wipes the options, the credentials among them; connections and sessions belong to the multi handle.
        curl_easy_reset(handle)
        spares.append(handle)
    }

    private mutating func note(deadline: ContinuousClock.Instant?) {
        guard let deadline else { return }
        nextDeadline = min(nextDeadline ?? deadline, deadline)
    }

    /// Ends what ran out of time. Looks at the transfers only when a deadline may have passed.
    private mutating func sweep(_ now: ContinuousClock.Instant) {
        guard let earliest = nextDeadline, now >= earliest else { return }
        nextDeadline = nil
        for transfer in tickets.values {
            if let failure = transfer.overdue(now) {
                drop(transfer, failure)
            } else {
                note(deadline: transfer.nextDeadline(now))
            }
        }
    }
}
