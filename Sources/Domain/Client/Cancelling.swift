/// The command `cancel`: asks each target to give up what it is creating. Source: command-line contract, section 2.3.
package struct Cancelling: Sendable {
    private let servers: Servers
    private let limits: TreeWalk.Limits

    package init(servers: Servers, limits: TreeWalk.Limits = TreeWalk.Limits()) {
        self.servers = servers
        self.limits = limits
    }

    package func cancel(_ deployment: Deployment, chains: ChainFilter) async throws(ClientRefusal) -> RunReport {
        let name = try Self.project(of: deployment)
        let survey = try await TreeSurvey.of(
            deployment.deployIn.entrypoints, servers: servers, readingLabels: true, limits: limits)
        let selection = TargetSelection(labels: deployment.deployIn.selection, chains: chains)
        let targets = survey.visited.filter { selection.includes($0.node) }
        let reports = await targets.concurrentMap(limit: limits.concurrency) { target in
            var report = TargetReport(target: target)
            do throws(CallFailure) {
                let job = try await target.server.submit(["project", "cancel", name.text], body: nil)
                report.effects.append(.job(.cancel, name, job))
            } catch {
                report.note(.cancellingProject(name), error)
            }
            return report
        }
        var report = RunReport(discovery: survey.problems, targets: reports)
        report.nearMisses = NearMiss.find(in: selection, visited: survey.visited.map(\.node))
        return report
    }

    /// The project whose creation may be given up; a virtual machine is one too.
    private static func project(of deployment: Deployment) throws(ClientRefusal) -> ProjectName {
        switch deployment.content {
        case .directorProject(let project) where project.isScaled: throw .scaled(deployment.kind)
        case .directorProject(let project): return project.name
        case .vmJail(let machine): return machine.name.project
        case .appConfig: throw .templateLoop
        case .metadata, .readOnly: throw .wrongKind(deployment.kind, .cancel)
        }
    }
}
