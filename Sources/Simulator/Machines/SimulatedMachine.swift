package import Domain
import Synchronization

/// A machine of a simulation: a clock, a disk and a host that last, and one process at a time that lives on them.
package final class SimulatedMachine: Sendable {
    private struct State {
        var fence: Fence?
        var incarnations = 0
        var isOn = true
    }

    package let name: String
    package let clock: VirtualClock
    package let disk: Disk
    package let host: SandboxHost
    private let simulation: Simulation
    private let network: SimulatedNetwork
    private let routes: [ChainName: SimulatedTransport.Route]
    private let secret: String
    private let observer: (@Sendable (PortCall) -> Void)?
    private let state = Mutex(State())
    private let switched = Signal()

    /// - Parameters:
    ///   - name: Also its address on the network.
    ///   - routes: The neighbours below it.
    ///   - secret: The key of its tokens; its name unless said.
    ///   - observer: Told of every call that its processes make of the host.
    ///   - isOn: Whether a process starts when ``run(_:)`` is called; if not, the first ``restart()`` starts it.
    package init(
        _ name: String, simulation: Simulation, network: SimulatedNetwork,
        routes: [ChainName: SimulatedTransport.Route] = [:], secret: String? = nil, skew: Duration = .zero,
        driftPartsPerMillion: Int = 0, limits: JobTable.Limits = .init(), isOn: Bool = true,
        observer: (@Sendable (PortCall) -> Void)? = nil
    ) async throws(StorageFailure) {
        self.name = name
        self.simulation = simulation
        self.network = network
        self.routes = routes
        self.secret = secret ?? name
        self.observer = observer
        state.withLock { $0.isOn = isOn }
        clock = simulation.clock(skew: skew, driftPartsPerMillion: driftPartsPerMillion)
        disk = Disk(
            timekeeper: clock, chance: simulation.chance("\(name), disk"), limits: limits,
            observer: { change in
                switch change {
                case .job(let change): simulation.tell(.job(node: name, change))
                case .metadata(let key, let value): simulation.tell(.metadata(node: name, key: key, value: value))
                case .namespace(let key, let entries):
                    simulation.tell(.namespace(node: name, key: key, entries: entries))
                }
            })
        host = try await SandboxHost.open(
            storage: DiskHostStorage(disk: disk), timekeeper: clock, chance: simulation.chance("\(name), host"),
            journal: MemoryJournal(simulation: simulation, node: name, fence: nil), settings: .init(name: name))
        await host.observe { simulation.tell(.host(node: name, $0)) }
    }

    /// Whether a process lives on it now.
    package var isUp: Bool { state.withLock { $0.fence?.isUp == true } }

    /// Runs `process`, and a new one after each ``crash()`` that a ``restart()`` follows.
    ///
    /// - Returns: How the process ended that ended by itself; `nil` when the task was cancelled.
    package func run(
        _ process: @escaping @Sendable (MachinePorts) async throws -> Void
    ) async -> Fence.Ending<Void>? {
        while !Task.isCancelled {
            let seen = switched.generation
            guard let fence = nextFence() else {
                do throws(CancellationError) { try await switched.wait(after: seen) } catch { return nil }
                continue
            }
            let ports = MachinePorts(
                node: name, fence: fence, simulation: simulation, clock: clock, disk: disk, host: host,
                network: network, routes: routes, secret: secret, observer: observer)
            simulation.tell(.process(node: name, incarnation: fence.incarnation, .starts))
            let ending = await fence.run { try await process(ports) }
            if case .crashed = ending { continue }
            fence.fall()
            network.reset(name)
            return Task.isCancelled ? nil : ending
        }
        return nil
    }

    private func nextFence() -> Fence? {
        state.withLock { state in
            guard state.isOn else { return nil }
            state.incarnations += 1
            let fence = Fence(node: name, incarnation: state.incarnations)
            state.fence = fence
            return fence
        }
    }

    /// The process that lives on it now; `nil` when none does.
    package var fence: Fence? { state.withLock { $0.fence.flatMap { $0.isUp ? $0 : nil } } }

    /// Stops the process as SIGSTOP does. Does nothing when none lives; the next one is not stopped.
    package func pause() {
        guard let fence, !fence.isPaused else { return }
        simulation.tell(.process(node: name, incarnation: fence.incarnation, .pauses))
        fence.pause()
    }

    package func resume() {
        guard let fence, fence.isPaused else { return }
        simulation.tell(.process(node: name, incarnation: fence.incarnation, .resumes))
        fence.resume()
    }

    /// Kills the process as SIGKILL does: at once, with everything that it had in memory. The host goes on.
    package func crash() {
        let living = state.withLock { state in
            state.isOn = false
            return state.fence
        }
        guard let fence = living, fence.isUp else { return }
        simulation.tell(.process(node: name, incarnation: fence.incarnation, .killed))
        fence.fall()
        disk.crash(of: fence)
        network.reset(name)
    }

    /// Starts a new process after a ``crash()``. Does nothing while one lives.
    package func restart() {
        state.withLock { $0.isOn = true }
        switched.raise()
    }
}
