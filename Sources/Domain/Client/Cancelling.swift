/// The command `cancel`: asks each target to give up what it is creating. Source: command-line contract, section 2.3.
package struct Cancelling: Sendable {
    private let servers: Servers
    private let limits: TreeWalk.Limits

    package init(servers: Servers, limits: TreeWalk.Limits = TreeWalk.Limits()) {
        self.servers = servers
        self.limits = limits
    }

    package func cancel(_ deployment: Deployment, chains: ChainFilter) async throws(ClientRefusal) -> RunReport {
        guard case .directorProject(let project) = deployment.content else {
            throw .wrongKind(deployment.kind, .cancel)
        }
        if project.isScaled { throw .scaled(deployment.kind) }
        let survey = try await TreeSurvey.of(
            deployment.deployIn.entrypoints, servers: servers, readingLabels: true, limits: limits)
        let selection = TargetSelection(labels: deployment.deployIn.selection, chains: chains)
        let targets = survey.visited.filter { selection.includes($0.node) }
        let reports = await targets.concurrentMap(limit: limits.concurrency) { target in
            var report = TargetReport(target: target)
            do throws(CallFailure) {
                let job = try await target.server.submit(["project", "cancel", project.name.text], body: nil)
                report.effects.append(.job(.cancel, project.name, job))
            } catch {
                report.note(.cancellingProject(project.name), error)
            }
            return report
        }
        var report = RunReport(discovery: survey.problems, targets: reports)
        report.nearMisses = NearMiss.find(in: selection, visited: survey.visited.map(\.node))
        return report
    }
}
