/// Pings every neighbour in rounds of its own, so that one which is slow to answer keeps no other waiting, and tells
/// ``NeighbourHealth``.
package struct HeartbeatLoop: Sendable {
    private let neighbours: [NodeConfiguration.Neighbour]
    private let pause: Duration
    private let skew: ClosedRange<Int>
    private let ports: NodePorts
    private let health: NeighbourHealth

    /// The least rest between two pings of a neighbour, whatever the configuration says.
    private static let leastPause = Duration.seconds(1)

    /// - Returns: `nil` when the heartbeat is switched off, or nobody is there to be asked.
    package init?(_ configuration: NodeConfiguration, _ ports: NodePorts, health: NeighbourHealth) {
        guard let pause = configuration.polling.heartbeat else { return nil }
        self.pause = pause
        neighbours = configuration.neighbours.filter { !$0.isDisabled }
        if neighbours.isEmpty { return nil }
        skew = configuration.polling.skew
        self.ports = ports
        self.health = health
    }

    /// Runs the rounds until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for neighbour in neighbours { group.addTask { await rounds(neighbour) } }
        }
    }

    private func rounds(_ neighbour: NodeConfiguration.Neighbour) async {
        do throws(CancellationError) {
            while true {
                await ping(neighbour)
                let pause = pause + .seconds(ports.chance.integer(in: skew))
                try await ports.clock.sleep(for: max(pause, Self.leastPause))
            }
        } catch {
            // Cancelled: the node stops.
        }
    }

    private func ping(_ neighbour: NodeConfiguration.Neighbour) async {
        if await isAlive(neighbour) {
            await health.succeeded(neighbour.name)
        } else {
            ports.journal.record(
                .debug, "a neighbour did not answer the heartbeat", [("chain", neighbour.name.text)])
            await health.missed(neighbour.name, within: neighbour.timeLimit)
        }
    }

    private func isAlive(_ neighbour: NodeConfiguration.Neighbour) async -> Bool {
        do throws(PeerFailure) {
            let request = PeerRequest(method: "GET", path: "/v1/ping", timeout: neighbour.timeLimit)
            return try await ports.peers.send(request, to: neighbour.name).status == 200
        } catch {
            return false
        }
    }
}
