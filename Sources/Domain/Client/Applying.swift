/// The command `apply`: finds the targets of a deployment and sends each what it is meant to get.
///
/// Nothing is sent before all targets are known and everything that is sent to them is worked out. Targets are handled
/// at once, up to a bound, and the outcome is that of handling them one after the other.
/// Source: deployment-file contract, section 12.
package struct Applying: Sendable {
    private let servers: Servers
    private let readYAML: TargetEnvironment.YAMLReader
    private let limits: TreeWalk.Limits

    package init(
        servers: Servers, readYAML: @escaping TargetEnvironment.YAMLReader, limits: TreeWalk.Limits = TreeWalk.Limits()
    ) {
        self.servers = servers
        self.readYAML = readYAML
        self.limits = limits
    }

    /// - Parameter restart: Whether a project or a virtual machine that stands is brought down first. Without meaning for metadata and for
    ///   scaled projects.
    package func apply(_ deployment: Deployment, restart: Bool) async throws(ClientRefusal) -> RunReport {
        switch deployment.content {
        case .readOnly: throw .wrongKind(deployment.kind, .deploy)
        case .appConfig: throw .templateLoop
        case .directorProject(let project) where project.isScaled: _ = try AutoscaleKey.governing(project.name)
        case .directorProject, .metadata, .vmJail: break
        }
        let survey = try await TreeSurvey.of(
            deployment.deployIn.entrypoints, servers: servers, readingLabels: true, limits: limits)
        let selection = TargetSelection(labels: deployment.deployIn.selection)
        let targets = survey.visited.filter { selection.includes($0.node) }
        let prepared = await prepare(targets, for: deployment.content, restart: restart)
        var report = RunReport(discovery: survey.problems, targets: [])
        report.nearMisses = NearMiss.find(in: selection, visited: survey.visited.map(\.node))
        await send(prepared, allowed: deployment.maximumDeployments, into: &report)
        return report
    }

    private struct Prepared: Sendable {
        let target: Target
        let plan: Result<ApplyPlan, ClientProblem>
    }

    /// Works out what each target gets, reading from it what the file leaves to it.
    private func prepare(
        _ targets: [Target], for content: Deployment.Content, restart: Bool
    ) async -> [Prepared] {
        await targets.concurrentMap(limit: limits.concurrency) { [readYAML] target in
            switch content {
            case .metadata(let metadata): Prepared(target: target, plan: .success(.metadata(metadata)))
            case .directorProject(let project):
                Prepared(
                    target: target,
                    plan: await Self.plan(of: project, on: target, restart: restart, readYAML: readYAML))
            case .vmJail(let machine):
                Prepared(
                    target: target,
                    plan: .success(.virtualMachine(machine.name, body: machine.body(restart: restart))))
            case .readOnly, .appConfig: preconditionFailure("refused before the walk")
            }
        }
    }

    private static func plan(
        of project: DirectorProject, on target: Target, restart: Bool, readYAML: @escaping TargetEnvironment.YAMLReader
    ) async -> Result<ApplyPlan, ClientProblem> {
        do throws(ClientProblem) {
            let environment = try await TargetEnvironment(project.environment, readYAML: readYAML).resolve(on: target)
            let file = try await projectFile(project.file, on: target)
            do {
                return .success(
                    try ApplyPlan.of(project, projectFile: file, environment: environment, restart: restart))
            } catch {
                preconditionFailure("the name was checked before the walk: \(error)")
            }
        } catch {
            return .failure(error)
        }
    }

    private static func projectFile(_ source: TextSource, on target: Target) async throws(ClientProblem) -> String {
        switch source {
        case .inline(let text): return text
        case .metadata(let key):
            do {
                return try await target.server.metadata(key.text)
            } catch {
                throw ClientProblem(node: target.node, activity: .readingProjectFile(key), failure: error)
            }
        }
    }

    /// Sends in rounds: as many targets at once as are still allowed, then as many as failed for sure, so that the limit
    /// is never crossed and the same targets are chosen whatever the order of the answers.
    ///
    /// - Parameter allowed: 0 for no limit.
    private func send(_ prepared: [Prepared], allowed: Int, into report: inout RunReport) async {
        var rest = prepared[...]
        var made = 0
        while !rest.isEmpty {
            let width = allowed == 0 ? rest.count : allowed - made
            guard width > 0 else { break }
            let round = Array(rest.prefix(width))
            rest = rest.dropFirst(width)
            let reports = await round.concurrentMap(limit: limits.concurrency) { await Self.send($0) }
            report.targets += reports
            made += reports.count { $0.mayCount }
        }
        if allowed > 0 && made >= allowed { report.limitReached = RunReport.Limit(made: made, allowed: allowed) }
    }

    private static func send(_ prepared: Prepared) async -> TargetReport {
        switch prepared.plan {
        case .failure(let problem): TargetReport(target: prepared.target, problem: problem)
        case .success(.project(let name, let body)): await send(name, body, to: prepared.target)
        case .success(.scaledProject(let key, let document)):
            await write([MetadataDeployment.Item(key: key, value: document)], namespace: nil, to: prepared.target)
        case .success(.virtualMachine(let name, let body)): await send(name, body, to: prepared.target)
        case .success(.metadata(let metadata)):
            await write(metadata.items, namespace: metadata.namespace, to: prepared.target)
        }
    }

    private static func send(_ name: ProjectName, _ body: JSONObject, to target: Target) async -> TargetReport {
        var report = TargetReport(target: target)
        do throws(CallFailure) {
            let job = try await target.server.submit(["project", "up", name.text], body: body)
            report.effects.append(.job(.up, name, job))
        } catch {
            report.note(.creatingProject(name), error)
        }
        return report
    }

    private static func send(
        _ name: VirtualMachineName, _ body: JSONObject, to target: Target
    ) async -> TargetReport {
        var report = TargetReport(target: target)
        do throws(CallFailure) {
            report.effects.append(.virtualMachine(name, try await target.server.submit(["vm", name.text], body: body)))
        } catch {
            report.note(.creatingVirtualMachine(name), error)
        }
        return report
    }

    /// The items one after the other, then the namespace, which the server builds from items: with one of them missing
    /// it would fail, and count as a failure of the chain.
    private static func write(
        _ items: [MetadataDeployment.Item], namespace: MetadataDeployment.Namespace?, to target: Target
    ) async -> TargetReport {
        var report = TargetReport(target: target)
        for item in items {
            do throws(CallFailure) {
                try await target.server.upsert(["metadata", item.key.text], body: ["value": .string(item.value)])
                report.effects.append(.metadataWritten(item.key))
            } catch {
                report.note(.writingMetadata(item.key), error)
            }
        }
        guard let namespace else { return report }
        guard report.problems.isEmpty else {
            report.note(.namespaceLeftAlone(namespace.name))
            return report
        }
        do throws(CallFailure) {
            try await target.server.upsert(
                ["namespace", namespace.name.text], body: ["mapping": .array(namespace.mapping)])
            report.effects.append(.namespaceWritten(namespace.name))
        } catch {
            report.note(.writingNamespace(namespace.name), error)
        }
        return report
    }
}
