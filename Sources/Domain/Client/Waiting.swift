/// The option `--wait`: watches the jobs that a command started until each has ended.
package struct Waiting: Sendable {
    package struct Limits: Equatable, Sendable {
        /// Polls under way at once. At least 1.
        package var concurrency: Int
        /// The pause before the second look at a job; doubled for each further one.
        package var shortestPause: Duration
        package var longestPause: Duration
        /// The most that one look may take.
        package var poll: Duration
        /// How long a chain may be silent before it is given up.
        package var silence: Duration

        package init(
            concurrency: Int = 16, shortestPause: Duration = .milliseconds(100), longestPause: Duration = .seconds(1),
            poll: Duration = .seconds(30), silence: Duration = .seconds(300)
        ) {
            self.concurrency = concurrency
            self.shortestPause = shortestPause
            self.longestPause = longestPause
            self.poll = poll
            self.silence = silence
        }
    }

    /// Where the wait for one job stands.
    package struct Status: Equatable, Sendable {
        package fileprivate(set) var sight: JobSight
        /// `nil` while the wait goes on.
        package fileprivate(set) var verdict: Verdict?
        /// Since the beginning of the wait; stands still once there is a verdict.
        package fileprivate(set) var elapsed: Duration

        package init(sight: JobSight = .queued, verdict: Verdict? = nil, elapsed: Duration = .zero) {
            self.sight = sight
            self.verdict = verdict
            self.elapsed = elapsed
        }
    }

    package enum Verdict: Equatable, Sendable {
        case succeeded
        /// The job ended otherwise than it should.
        case failed(JobConclusion)
        /// The chain refuses to tell, or was silent for too long; how the job ended is not known.
        case lost(CallFailure)
        /// The chain answers and does not tell of the job any more; how it ended is not known.
        case untold(Untold)
        /// The time of the wait was over first; the job goes on.
        case timedOut
    }

    package enum Untold: Equatable, Sendable {
        /// A later job of the same project has taken its place.
        case replaced(by: JobID)
        /// There was a record of it that runs, and there has been none for a while.
        case forgotten
    }

    private let clock: any Timekeeper
    private let limits: Limits

    package init(clock: any Timekeeper, limits: Limits = Limits()) {
        self.clock = clock
        self.limits = limits
    }

    /// Waits for all jobs.
    ///
    /// - Parameters:
    ///   - patience: How long at the most; `nil` for as long as it takes.
    ///   - progress: Called with all of them in their order at the start, and then at least every second and whenever
    ///     something was learned.
    /// - Returns: In the order of `watches`, each with a verdict.
    package func wait(
        for watches: [JobWatch], patience: Duration?, progress: ([Status]) -> Void
    ) async -> [Status] {
        var board = Board(count: watches.count, start: clock.uptime, limits: limits)
        progress(board.statuses)
        let deadline = patience.map { clock.uptime + $0 }
        await withTaskGroup(of: Event.self) { group in
            var wake: Duration?
            while board.isUndecided, !Task.isCancelled {
                let now = clock.uptime
                if let deadline, now >= deadline { break }
                let budget = min(limits.poll, deadline.map { $0 - now } ?? limits.poll)
                for position in board.due(at: now) {
                    let watch = watches[position]
                    group.addTask { .looked(position, await Self.look(at: watch, within: budget)) }
                }
                let next = [board.nextDue, deadline, now + limits.longestPause].compactMap { $0 }.min()!
                if wake.map({ next < $0 }) ?? true {
                    wake = next
                    let clock = clock
                    group.addTask { await Self.alarm(at: next, clock: clock) }
                }
                guard let event = await group.next() else { break }
                switch event {
                case .alarm(let time):
                    if time == wake { wake = nil }
                case .looked(let position, let result):
                    board.note(result, of: watches[position], position, clock.uptime)
                }
                board.tick(clock.uptime)
                progress(board.statuses)
            }
            group.cancelAll()
        }
        board.giveUp(at: clock.uptime)
        progress(board.statuses)
        return board.statuses
    }

    /// The status that a command ends with: a job that failed counts most, then a chain that was lost, then time.
    package static func exitStatus(of statuses: [Status]) -> Int32 {
        var worst = Exit.ok
        for status in statuses {
            switch status.verdict {
            case .succeeded: break
            case .failed: return Exit.software
            case .lost, .untold: worst = Exit.unavailable
            case .timedOut, nil: if worst == Exit.ok { worst = Exit.temporaryFailure }
            }
        }
        return worst
    }

    private enum Event: Sendable {
        case looked(Int, Result<JSONObject?, CallFailure>)
        case alarm(Duration)
    }

    /// One look at the record; a project or machine that is not known is no failure.
    private static func look(at watch: JobWatch, within budget: Duration) async -> Result<JSONObject?, CallFailure> {
        do throws(CallFailure) {
            let server = watch.target.server.limited(to: budget)
            let (segments, member) = watch.source
            return .success(try await server.object(segments, member: member))
        } catch .refused(let refusal) where refusal.status == 404 {
            return .success(nil)
        } catch {
            return .failure(error)
        }
    }

    private static func alarm(at time: Duration, clock: any Timekeeper) async -> Event {
        do throws(CancellationError) {
            try await clock.sleep(for: max(.zero, time - clock.uptime))
        } catch {
            // The wait is over, and nobody hears the alarm any more.
            return .alarm(time)
        }
        return .alarm(time)
    }
}

extension Waiting {
    /// Who is looked at when. Pure: told the time, never asking for it.
    private struct Board {
        private struct Entry {
            var status = Status()
            var due: Duration
            var pause: Duration
            var isUnderWay = false
            /// Whether there was a record of the job.
            var wasSeen = false
            var lastAnswer: Duration
        }

        private var entries: [Entry]
        private let start: Duration
        private let limits: Limits

        init(count: Int, start: Duration, limits: Limits) {
            let entry = Entry(due: start, pause: limits.shortestPause, lastAnswer: start)
            self.entries = Array(repeating: entry, count: count)
            self.start = start
            self.limits = limits
        }

        var statuses: [Status] { entries.map(\.status) }
        var isUndecided: Bool { entries.contains { $0.status.verdict == nil } }

        /// The jobs to look at now, as many as the bound leaves room for; they count as under way from here on.
        mutating func due(at now: Duration) -> [Int] {
            var room = limits.concurrency - entries.count { $0.isUnderWay }
            var positions: [Int] = []
            for position in entries.indices where room > 0 && isWaiting(position) && entries[position].due <= now {
                entries[position].isUnderWay = true
                positions.append(position)
                room -= 1
            }
            return positions
        }

        /// When the next look is due; `nil` when there is no room for one before another ends.
        var nextDue: Duration? {
            guard entries.count(where: { $0.isUnderWay }) < limits.concurrency else { return nil }
            return entries.indices.filter(isWaiting).map { entries[$0].due }.min()
        }

        private func isWaiting(_ position: Int) -> Bool {
            entries[position].status.verdict == nil && !entries[position].isUnderWay
        }

        mutating func note(
            _ result: Result<JSONObject?, CallFailure>, of watch: JobWatch, _ position: Int, _ now: Duration
        ) {
            entries[position].isUnderWay = false
            entries[position].due = now + entries[position].pause
            entries[position].pause = min(entries[position].pause * 2, limits.longestPause)
            entries[position].status.elapsed = now - start
            switch result {
            case .success(let info): note(watch.sight(in: info), position, now)
            case .failure(let failure):
                entries[position].status.sight = .unseen(failure)
                if failure.isFinal || now - entries[position].lastAnswer >= limits.silence {
                    entries[position].status.verdict = .lost(failure)
                }
            }
        }

        private mutating func note(_ sight: JobSight, _ position: Int, _ now: Duration) {
            // A record that was there and is not may come back: a server of 0.25 drops what it has no room for.
            if sight == .queued, entries[position].wasSeen {
                if now - entries[position].lastAnswer >= limits.silence {
                    entries[position].status.verdict = .untold(.forgotten)
                }
                return
            }
            entries[position].lastAnswer = now
            entries[position].status.sight = sight
            switch sight {
            case .queued, .unseen: break
            case .running: entries[position].wasSeen = true
            case .ended(let conclusion):
                entries[position].status.verdict = conclusion.isSuccess ? .succeeded : .failed(conclusion)
            case .replaced(let job): entries[position].status.verdict = .untold(.replaced(by: job))
            }
        }

        mutating func tick(_ now: Duration) {
            for position in entries.indices where entries[position].status.verdict == nil {
                entries[position].status.elapsed = now - start
            }
        }

        mutating func giveUp(at now: Duration) {
            tick(now)
            for position in entries.indices where entries[position].status.verdict == nil {
                entries[position].status.verdict = .timedOut
            }
        }
    }
}

extension CallFailure {
    /// Whether asking again brings the same: the chain understood, and said no.
    fileprivate var isFinal: Bool {
        guard case .refused(let refusal) = self else { return false }
        return (400..<500).contains(refusal.status) && ![408, 425, 429].contains(refusal.status)
    }
}
