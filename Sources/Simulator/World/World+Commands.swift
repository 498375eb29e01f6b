import Domain

/// What operators do: the real client, over the simulated network.
extension World {
    private struct OperatorAccess: ServerAccess {
        let transport: SimulatedTransport
        let root: ChainName

        func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerResponse {
            try await transport.send(request, to: root)
        }
    }

    private func access(
        _ name: String, token: @autoclosure @escaping @Sendable () -> String
    ) -> OperatorAccess {
        let root = scenario.topology.root.name
        return OperatorAccess(
            transport: SimulatedTransport(
                node: name, network: network, fence: Fence(node: name, incarnation: 1),
                clock: simulation.clock(),
                routes: [root: .init(node: root.text, token: token())]),
            root: root)
    }

    func command(_ entry: Plan.Entry) async {
        let root = scenario.topology.root.name
        let access = access(entry.operator, token: self.tokens.token(of: root))
        switch entry.action {
        case .apply(let name, let restart):
            await run(entry, name, access) { servers, deployment throws(ClientRefusal) in
                try await Applying(servers: servers, readYAML: Self.refuseYAML).apply(deployment, restart: restart)
            }
        case .destroy(let name, let force):
            await run(entry, name, access) { servers, deployment throws(ClientRefusal) in
                try await Destroying(servers: servers, readYAML: Self.refuseYAML)
                    .destroy(deployment, force: force, chains: ChainFilter())
            }
        case .cancel(let name):
            await run(entry, name, access) { servers, deployment throws(ClientRefusal) in
                try await Cancelling(servers: servers).cancel(deployment, chains: ChainFilter())
            }
        case .request(let method, let path, let body): await request(entry, access, method, path, body)
        case .forgedRequest(let method, let path, let body):
            let forged = Token.issue(metadata: [], randomChunk: 1, with: TestAuthenticator(key: "somebody else"))
            await request(entry, self.access(entry.operator, token: forged), method, path, body)
        default: break
        }
    }

    /// Scenarios keep no environments in metadata.
    @Sendable private static func refuseYAML(_ text: String) throws(DiagnosticList) -> Document {
        throw DiagnosticList([
            Diagnostic(file: "metadata", position: .start, message: "environments in metadata are not simulated")
        ])
    }

    private func run(
        _ entry: Plan.Entry, _ name: String, _ access: OperatorAccess,
        _ work: (Servers, Deployment) async throws(ClientRefusal) -> RunReport
    ) async {
        guard let deployment = scenario.deployments.first(where: { $0.name == name })?.deployment else { return }
        let servers = Servers(deployment.datacenters.map { ($0, access) })
        let report: RunReport
        do throws(ClientRefusal) {
            report = try await work(servers, deployment)
        } catch {
            simulation.note(entry.operator, "\(entry.text) was refused: \(error)")
            return
        }
        guard !Task.isCancelled else { return }
        let root = scenario.topology.root.name
        let jobs = report.watches.map { watch in
            CommandEvent.Acknowledged(
                node: (watch.target.node.chain.names.last ?? root).text, kind: watch.kind, project: watch.project,
                job: watch.job)
        }
        for problem in report.problems {
            simulation.note(
                entry.operator, "\(problem.chain): \(problem.activity), \(problem.failure.map { "\($0)" } ?? "")")
        }
        simulation.tell(
            .command(
                CommandEvent(
                    operator: entry.operator, command: entry.text, exitStatus: report.exitStatus, jobs: jobs)))
    }

    private func request(
        _ entry: Plan.Entry, _ access: OperatorAccess, _ method: String, _ path: String, _ body: JSONValue?
    ) async {
        let request = PeerRequest(
            method: method, path: "/v1/" + path, body: body, timeout: scenario.settings.operatorPatience)
        let outcome: String
        do throws(PeerFailure) {
            outcome = "\(try await access.send(request).status)"
        } catch {
            outcome = "no answer, \(error)"
        }
        guard !Task.isCancelled else { return }
        simulation.note(entry.operator, "\(method) \(path): \(outcome)")
    }
}
