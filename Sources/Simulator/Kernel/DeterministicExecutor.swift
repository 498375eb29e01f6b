import Synchronization

/// Runs a tree of tasks on one thread, in an order drawn from a seed, in virtual time.
///
/// Everything that is ready runs before time moves; then time jumps to the next timer. Of what is ready, the seed picks
/// the next, so another seed tries another interleaving of the same program.
///
/// A turn lasts until its task waits, or lets others go first (``letOthersGoFirst()``, which every port calls). That a
/// task hops from one actor to another in between is no end of its turn: how many hops there are is the optimiser's
/// choice, and the order of turns must be the same in debug and release.
///
/// It holds task groups, `async let` and the default actors that they call (SE-0417). `Task {}` and `Task.detached {}`
/// escape it; escapes are counted, and a run that has one proves nothing.
///
/// `@unchecked Sendable`, because: every stored variable but ``foreign`` is touched only on the thread that is inside
/// ``run(limits:_:)``, which ``isHome`` tells and which cannot change during the run; what comes from other threads goes
/// through the lock of ``foreign``.
package final class DeterministicExecutor: TaskExecutor, EscapeCounter, @unchecked Sendable {
    /// How far a run may go.
    package struct Limits: Equatable, Sendable {
        /// Turns in one instant, and hops in one instant, before it counts as a livelock. Default 1,000,000.
        package var turnsInAnInstant: Int
        /// Turns of the whole run. Default 500,000,000.
        package var turns: Int
        /// Virtual time of the whole run. Default 10 years.
        package var time: Duration

        package init(
            turnsInAnInstant: Int = 1_000_000, turns: Int = 500_000_000, time: Duration = .seconds(315_360_000)
        ) {
            self.turnsInAnInstant = turnsInAnInstant
            self.turns = turns
            self.time = time
        }
    }

    /// How a run ended.
    package enum Ending: Equatable, Sendable {
        case finished
        /// Nothing is ready, no timer is set, and the main work is not done.
        case deadlock
        /// Work goes on and on without time moving.
        case livelock
        case tooManyTurns
        case tooMuchTime
    }

    /// Who waits for a time. A timer leaves the heap when it is used, so that none is used twice; unchecked, because
    /// what the check keeps for each is one more thing to fetch from far memory in a large tree.
    fileprivate enum Waiting {
        /// Resumed with whether the time came; if not, its task was cancelled.
        case task(UnsafeContinuation<Bool, Never>)
        case call(@Sendable () -> Void)
    }

    /// A call that is going to be made, or the end of a sleep.
    package struct Pending: Sendable { fileprivate let place: TimerHeap<Waiting>.Place }

    private struct Foreign {
        var jobs: [UnownedJob] = []
        var cancelledTimers: [TimerHeap<Waiting>.Place] = []
        var escapes = 0
    }

    private var ready: [UnownedJob] = []
    /// What the turn of now goes on with, after a hop.
    private var hopping: [UnownedJob] = []
    private var isInTurn = false
    /// The task from which the run is made, if it is made from one. It waits for the run, so it lives.
    private var outerTask: UnsafeCurrentTask?
    private var timers = TimerHeap<Waiting>()
    private var random: SplitMix64
    private var nanoseconds: Int64 = 0
    private var turns = 0
    private var turnsNow = 0
    private var hops = 0
    private var hopsNow = 0
    private var schedule = Fingerprint()
    private var isMainDone = false
    private let foreign = Mutex(Foreign())
    private let hasForeign = Atomic<Bool>(false)

    /// Jobs run so far: turns, and the hops within them, whose number differs between debug and release.
    package var steps: Int { turns + hops }

    /// When the run forks, and with what.
    private let fork: (at: Int64, seed: UInt64)?
    /// Set at the fork.
    let salt = Salt()

    package init(seed: UInt64, fork: SimulationFork? = nil) {
        random = SplitMix64(seed: seed)
        self.fork = fork.map { ($0.at.wholeNanoseconds, $0.seed) }
    }

    private var isHome: Bool { ThreadSlot.object === self }

    /// Virtual time since the start. Only the code of the run may ask.
    package var now: Duration {
        guard isHome else {
            countEscape()
            return .zero
        }
        return .nanoseconds(nanoseconds)
    }

    /// Virtual time that passed, for who ran the run, once it is over.
    package var elapsed: Duration { .nanoseconds(nanoseconds) }

    /// How often work left the simulation or came from outside it.
    package var escapes: Int { foreign.withLock { $0.escapes } }

    /// A hash over how much was ready at each turn, and when: two runs that part, part here first.
    package var scheduleHash: UInt64 { schedule.value }

    func countEscape() { foreign.withLock { $0.escapes += 1 } }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isHome {
            // The runtime puts a task down before it hands over the rest of it: then none of the run's is current.
            if isInTurn, withUnsafeCurrentTask(body: { $0 == nil || $0 == outerTask }) {
                hopping.append(job)
            } else {
                ready.append(job)
            }
        } else {
            foreign.withLock {
                $0.jobs.append(job)
                $0.escapes += 1
            }
            hasForeign.store(true, ordering: .releasing)
        }
    }

    /// Ends the turn of the calling task, if another is ready: the seed decides who is next. Of code that no such
    /// executor runs it asks nothing.
    package static func letOthersGoFirst() async {
        guard let executor = ThreadSlot.object as? DeterministicExecutor, !executor.ready.isEmpty else { return }
        await Task.yield()
    }

    /// Waits until virtual time reaches `deadline`.
    ///
    /// - Parameter begins: Told of what ``cancel(_:)`` takes to end the sleep early, before it begins.
    /// - Throws: `CancellationError` when the task is cancelled first, and to code that is not of this run.
    package func sleep(
        until deadline: Duration, begins: (Pending) -> Void = { _ in }
    ) async throws(CancellationError) {
        guard isHome else {
            countEscape()
            throw CancellationError()
        }
        let place = timers.takePlace()
        begins(Pending(place: place))
        let due = max(deadline.wholeNanoseconds, nanoseconds)
        let isDue = await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
                if Task.isCancelled {
                    _ = timers.remove(place)
                    continuation.resume(returning: false)
                } else {
                    timers.insert(.task(continuation), at: place, due: due)
                }
            }
        } onCancel: {
            cancelTimer(place)
        }
        if !isDue, Task.isCancelled { throw CancellationError() }
    }

    /// Calls a function at `deadline`, before the tasks that are ready then. It is in no task and must not wait.
    ///
    /// - Returns: `nil` to code that is not of this run: there will be no call.
    package func call(at deadline: Duration, _ function: @escaping @Sendable () -> Void) -> Pending? {
        guard isHome else {
            countEscape()
            return nil
        }
        let place = timers.takePlace()
        timers.insert(.call(function), at: place, due: max(deadline.wholeNanoseconds, nanoseconds))
        return Pending(place: place)
    }

    /// Makes a pending call not happen, or ends a sleep at once. Does nothing when it has happened.
    package func cancel(_ pending: Pending) { cancelTimer(pending.place) }

    private func cancelTimer(_ place: TimerHeap<Waiting>.Place) {
        if isHome {
            // A task that is cancelled before it waits will see that itself.
            guard timers.isFilled(place) else { return }
            if case .task(let continuation)? = timers.remove(place) { continuation.resume(returning: false) }
        } else {
            foreign.withLock {
                $0.cancelledTimers.append(place)
                $0.escapes += 1
            }
            hasForeign.store(true, ordering: .releasing)
        }
    }

    /// Runs `body` and all that it starts, on the calling thread, to the end.
    ///
    /// A run that does not end is cut off: its tasks are cancelled and get some steps to unwind; what does not unwind
    /// then stays suspended for ever.
    package func run(limits: Limits, _ body: @escaping @Sendable () async -> Void) -> Ending {
        _ = EscapeWatch.isInstalled
        let outer = ThreadSlot.object
        ThreadSlot.object = self
        withUnsafeCurrentTask { outerTask = $0 }
        defer {
            ThreadSlot.object = outer
            outerTask = nil
        }

        // The one unstructured task of a simulation: the root of its tree.
        let main = Task(executorPreference: self) {
            await body()
            self.isMainDone = true
        }
        let ending = loop(limits)
        if ending != .finished {
            main.cancel()
            for _ in 0..<100_000 where !isMainDone {
                guard takeTurn(limits.turnsInAnInstant) else { break }
            }
        }
        // Calls that are not made any more hold what made them, and that holds this.
        timers.removeAll()
        return ending
    }

    private func loop(_ limits: Limits) -> Ending {
        let lastInstant = limits.time.wholeNanoseconds
        while true {
            takeForeign()
            while takeTurn(limits.turnsInAnInstant) {
                if isMainDone { return .finished }
                if max(turnsNow, hopsNow) >= limits.turnsInAnInstant { return .livelock }
                if turns >= limits.turns { return .tooManyTurns }
                takeForeign()
            }
            guard let due = timers.nextDue else { return .deadlock }
            guard due <= lastInstant else { return .tooMuchTime }
            if let fork, due >= fork.at, salt.value == 0 {
                salt.set(SplitMix64.mix(fork.seed) | 1)
                random = SplitMix64(seed: salt.value)
            }
            nanoseconds = due
            turnsNow = 0
            hopsNow = 0
            // All that is due now becomes ready together, so that the seed decides who is first.
            while timers.nextDue == due, let waiting = timers.removeEarliest() {
                switch waiting {
                case .task(let continuation): continuation.resume(returning: true)
                case .call(let function):
                    function()
                    turnsNow += 1
                    if turnsNow >= limits.turnsInAnInstant { return .livelock }
                }
            }
        }
    }

    /// One turn of a task that is ready, with all its hops.
    ///
    /// - Returns: Whether there was one.
    private func takeTurn(_ hopLimit: Int) -> Bool {
        guard let job = takeReady() else { return false }
        turns += 1
        turnsNow += 1
        isInTurn = true
        job.runSynchronously(on: asUnownedTaskExecutor())
        // Mostly one at a time; an actor that several tasks waited for lets them go one after the other.
        var next = 0
        while next < hopping.count, hopsNow < hopLimit {
            let job = hopping[next]
            next += 1
            hops += 1
            hopsNow += 1
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
        isInTurn = false
        ready.append(contentsOf: hopping[next...])
        hopping.removeAll(keepingCapacity: true)
        return true
    }

    private func takeReady() -> UnownedJob? {
        guard !ready.isEmpty else { return nil }
        schedule.add(byte: UInt8(truncatingIfNeeded: ready.count))
        schedule.add(UInt64(bitPattern: nanoseconds))
        if ready.count > 1 {
            ready.swapAt(Int(random.next() % UInt64(ready.count)), ready.count - 1)
        }
        return ready.removeLast()
    }

    private func takeForeign() {
        guard hasForeign.exchange(false, ordering: .acquiring) else { return }
        let (jobs, cancelled) = foreign.withLock { foreign in
            defer {
                foreign.jobs = []
                foreign.cancelledTimers = []
            }
            return (foreign.jobs, foreign.cancelledTimers)
        }
        ready.append(contentsOf: jobs)
        for place in cancelled { cancelTimer(place) }
    }
}
