internal import Adapters
internal import Domain
internal import Foundation
internal import Simulator

/// A node with all its ports.
struct ServerAssembly: Sendable {
    let node: Node
    private let client: CurlClient
    private let state: SQLiteState

    /// Opens everything that a server needs.
    ///
    /// - Parameter sandbox: The folder of a modelled host; `nil` for AppJail and Director.
    static func make(
        _ configuration: Configuration, sandbox: String?
    ) async throws -> ServerAssembly {
        let journal = LogJournal()
        let clock = SystemClock()
        let chance = SystemChance()
        let folder = sandbox ?? configuration.stateFolder
        let state = try await SQLiteState.open(folder: folder)
        let client = CurlClient()
        let peers = try ChainClients(
            configuration.chains.filter { !$0.isDisabled }.map { ChainClients.Neighbour($0) }, client: client)
        let tokens = TokenChecker(keys: TokenKeyring(try LocalConfiguration.authenticator(of: configuration))) {
            journal.about(.tokens).record(.debug, "a token was refused", [("reason", "\($0)")])
        }
        let host =
            if let sandbox {
                try await Host.modelled(folder: sandbox, clock: clock, chance: chance, journal: journal)
            } else {
                try await Host.real(configuration, state: state, clock: clock, chance: chance, journal: journal)
            }
        let ports = NodePorts(
            clock: clock, chance: chance, tokens: tokens, peers: peers, state: state,
            metadata: MetadataFiles(folder: configuration.metadataFolder),
            namespaces: NamespaceFiles(folder: configuration.namespaceFolder), logs: host.logs, jails: host.jails,
            projects: host.projects, runner: host.runner, ports: host.ports, journal: journal)
        return ServerAssembly(
            node: Node(configuration: NodeConfiguration(configuration), ports: ports), client: client, state: state)
    }

    /// Closes what was opened, once nothing uses it any more.
    func close() async {
        await client.shutDown()
        await state.close()
    }
}

/// The ports behind which AppJail and Director stand, real or modelled.
private struct Host {
    let logs: any LogStore
    let jails: any JailHost
    let projects: any ProjectHost
    let runner: any DeploymentRunner
    let ports: any PortReserver

    /// The absolute path of this program, which runs deployments too.
    private static var program: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

    static func modelled(
        folder: String, clock: any Timekeeper, chance: any Chance, journal: any Journal
    ) async throws(StorageFailure) -> Host {
        let host = try await SandboxHost.open(
            storage: SandboxFiles(folder: folder), timekeeper: clock, chance: chance, journal: journal)
        return Host(logs: host, jails: host, projects: host, runner: host, ports: host)
    }

    static func real(
        _ configuration: Configuration, state: SQLiteState, clock: any Timekeeper, chance: any Chance,
        journal: any Journal
    ) async throws(StorageFailure) -> Host {
        let environment = ProcessEnvironment.base(of: ProcessInfo.processInfo.environment)
        let folder = configuration.stateFolder
        let programs = try HostPrograms(environment: environment, emptyFolder: folder + "/empty")
        let runner = DetachedRunner(
            DetachedRunner.Settings(
                folder: folder + "/runs", program: Self.program, environment: environment,
                grace: configuration.stopGrace))
        let unfinished = try await state.unfinishedJobs()
        let tickets = unfinished.compactMap { job -> RunTicket? in
            guard case .running(let attempt) = job.state else { return nil }
            return RunTicket(job: job.id, attempt: attempt, project: job.request.project)
        }
        _ = try await runner.sweep(keeping: Set(tickets))
        return Host(
            logs: LogFiles(jailRoot: configuration.appJailLogs, projectRoot: configuration.directorLogs),
            jails: AppJailHost(jailsFolder: configuration.appJailJails, programs: programs),
            projects: DirectorHost(
                folders: DirectorHost.Folders(
                    projects: configuration.directorProjects, locks: configuration.directorLocks),
                programs: programs, isRunnerBusy: { runner.isBusy($0) }),
            runner: runner,
            ports: Adapters.PortTable(jails: configuration.appJailJails, chance: chance, clock: clock))
    }
}
