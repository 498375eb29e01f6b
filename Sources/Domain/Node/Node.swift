/// The engine of one server: its loops and its request handler, over the ports.
///
/// The same code runs in production and in the simulator; only the ports differ.
package struct Node: Sendable {
    package let handler: RequestHandler
    private let configuration: NodeConfiguration
    private let poller: Poller
    private let jobs: JobRunner
    private let heartbeat: HeartbeatLoop?

    package init(configuration: NodeConfiguration, ports: NodePorts) {
        self.configuration = configuration
        let health = NeighbourHealth(configuration, clock: ports.clock)
        let observed = Observed(configuration.polling.adaptive, clock: ports.clock)
        poller = Poller(configuration, ports.about(.polling), observed: observed)
        jobs = JobRunner(configuration, ports.about(.jobs), observed: observed)
        heartbeat = HeartbeatLoop(configuration, ports.about(.chains), health: health)
        handler = RequestHandler(
            configuration, ports.about(.requests), health: health, observed: observed, poller: poller, jobs: jobs)
    }

    /// Runs all loops until the task is cancelled. Deployments that are under way then go on in their runners.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await jobs.run() }
            group.addTask { await poller.run() }
            if let heartbeat { group.addTask { await heartbeat.run() } }
        }
    }

    package func handle(_ request: Request) async -> Response { await handler.handle(request) }
}
