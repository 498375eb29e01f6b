import Domain

/// Runs async code on one thread, in an order drawn from a seed, over a clock that jumps to the next timer.
///
/// `@unchecked Sendable`: everything here is touched only by the thread that called ``run(seed:_:)``, which also runs
/// every job; the code under test starts no unstructured task that could escape to another one.
final class VirtualWorld: TaskExecutor, Timekeeper, @unchecked Sendable {
    private struct Timer {
        let time: Duration
        let number: Int
        let wake: CheckedContinuation<Bool, Never>
    }

    private var ready: [UnownedJob] = []
    private var timers: [Timer] = []
    private var timersMade = 0
    private var random: Shuffle
    private(set) var uptime: Duration = .zero

    private init(seed: UInt64) { random = Shuffle(state: seed) }

    /// - Returns: What `body` returned; `nil` when it waits for something that never happens.
    static func run<Output: Sendable>(
        seed: UInt64 = 0, _ body: @escaping @Sendable (VirtualWorld) async -> Output
    ) -> Output? {
        let world = VirtualWorld(seed: seed)
        let box = Box<Output>()
        Task(executorPreference: world) { box.value = await body(world) }
        world.runToTheEnd()
        return box.value
    }

    var wallTime: WallTime { WallTime(seconds: 0) + uptime }

    func sleep(for duration: Duration) async throws(CancellationError) {
        timersMade += 1
        let number = timersMade
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                if Task.isCancelled {
                    wake.resume(returning: false)
                } else {
                    timers.append(Timer(time: uptime + duration, number: number, wake: wake))
                }
            }
        } onCancel: {
            guard let position = timers.firstIndex(where: { $0.number == number }) else { return }
            timers.remove(at: position).wake.resume(returning: false)
        }
        if !isOver { throw CancellationError() }
    }

    /// A number that depends on the seed.
    func draw(below bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    func enqueue(_ job: consuming ExecutorJob) { ready.append(UnownedJob(job)) }

    private func runToTheEnd() {
        while true {
            while !ready.isEmpty {
                ready.remove(at: draw(below: ready.count)).runSynchronously(on: asUnownedTaskExecutor())
            }
            let next = timers.indices.min { left, right in
                (timers[left].time, timers[left].number) < (timers[right].time, timers[right].number)
            }
            guard let next else { return }
            let timer = timers.remove(at: next)
            uptime = max(uptime, timer.time)
            timer.wake.resume(returning: true)
        }
    }

    /// `@unchecked Sendable`: written and read by the one thread of the world.
    private final class Box<Value>: @unchecked Sendable { var value: Value? }
}

/// SplitMix64.
private struct Shuffle {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
