/// The command `destroy`: takes away from each target what a deployment put there.
/// Source: command-line contract, section 2.2; deployment-file contract, section 12.4.
package struct Destroying: Sendable {
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

    /// - Parameters:
    ///   - force: Whether the server undoes the integrations of a project in any of its states.
    ///   - chains: Which of the chains that the file selects are meant.
    package func destroy(
        _ deployment: Deployment, force: Bool, chains: ChainFilter
    ) async throws(ClientRefusal) -> RunReport {
        if case .readOnly = deployment.content { throw .wrongKind(deployment.kind, .destroy) }
        if case .appConfig = deployment.content { throw .templateLoop }
        let survey = try await TreeSurvey.of(
            deployment.deployIn.entrypoints, servers: servers, readingLabels: true, limits: limits)
        let selection = TargetSelection(labels: deployment.deployIn.selection, chains: chains)
        let targets = survey.visited.filter { selection.includes($0.node) }
        let content = deployment.content
        let reports = await targets.concurrentMap(limit: limits.concurrency) { [readYAML] target in
            switch content {
            case .metadata(let metadata): await Self.delete(metadata, from: target)
            case .directorProject(let project):
                await Self.bringDown(project, force: force, on: target, readYAML: readYAML)
            case .vmJail(let machine): await Self.bringDown(machine, force: force, on: target)
            case .readOnly, .appConfig: preconditionFailure("refused before the walk")
            }
        }
        var report = RunReport(discovery: survey.problems, targets: reports)
        report.nearMisses = NearMiss.find(in: selection, visited: survey.visited.map(\.node))
        return report
    }

    /// A project that an autoscaler governs is ended by that autoscaler, once it is told to; every other one by a job.
    /// What the target holds decides, not the file, so that a project can be ended after its file lost `autoScale`.
    private static func bringDown(
        _ project: DirectorProject, force: Bool, on target: Target, readYAML: @escaping TargetEnvironment.YAMLReader
    ) async -> TargetReport {
        var report = TargetReport(target: target)
        let environment: [ProjectEnvironment.Variable]
        do {
            environment = try await TargetEnvironment(project.environment, readYAML: readYAML).resolve(on: target)
        } catch {
            return TargetReport(target: target, problem: error)
        }
        if let keys = autoscaleKeys(of: project.name) {
            do throws(CallFailure) {
                if try await target.server.exists(["metadata", keys.governing.text]) {
                    await askForCleanUp(keys.cleanUp, force: force, of: target, into: &report)
                    return report
                }
            } catch {
                report.note(.checkingAutoscale, error)
                return report
            }
        }
        do throws(CallFailure) {
            let job = try await target.server.submit(
                ["project", "down", project.name.text], body: ["environment": environment.json, "force": .bool(force)])
            report.effects.append(.job(.down, project.name, job))
        } catch {
            report.note(.destroyingProject(project.name), error)
        }
        return report
    }

    /// A virtual machine goes with the project that it is on its server. Source: command-line contract, section 2.2.
    private static func bringDown(
        _ machine: VirtualMachineDeployment, force: Bool, on target: Target
    ) async -> TargetReport {
        var report = TargetReport(target: target)
        do throws(CallFailure) {
            let job = try await target.server.submit(
                ["project", "down", machine.name.text], body: ["environment": [:], "force": .bool(force)])
            report.effects.append(.job(.down, machine.name.project, job))
        } catch {
            report.note(.destroyingVirtualMachine(machine.name), error)
        }
        return report
    }

    /// - Returns: `nil` for a name that makes no metadata key: such a project cannot be scaled, so nobody need ask.
    private static func autoscaleKeys(of name: ProjectName) -> (governing: MetadataKey, cleanUp: MetadataKey)? {
        do {
            return (try AutoscaleKey.governing(name), try AutoscaleKey.cleanUp(name))
        } catch {
            return nil
        }
    }

    private static func askForCleanUp(
        _ key: MetadataKey, force: Bool, of target: Target, into report: inout TargetReport
    ) async {
        // The form of Python's json.dumps, which scalers of 0.25 wrote and read.
        let value = force ? "{\"force\": true}" : "{\"force\": false}"
        do throws(CallFailure) {
            try await target.server.upsert(["metadata", key.text], body: ["value": .string(value)])
            report.effects.append(.metadataWritten(key))
        } catch {
            report.note(.writingMetadata(key), error)
        }
    }

    /// What is not there any more counts as deleted: destroying twice is destroying once.
    private static func delete(_ metadata: MetadataDeployment, from target: Target) async -> TargetReport {
        var report = TargetReport(target: target)
        for item in metadata.items {
            do throws(CallFailure) {
                if try await target.server.delete(["metadata", item.key.text]) {
                    report.effects.append(.metadataDeleted(item.key))
                }
            } catch {
                report.note(.deletingMetadata(item.key), error)
            }
        }
        guard let namespace = metadata.namespace else { return report }
        do throws(CallFailure) {
            if try await target.server.delete(["namespace", namespace.name.text]) {
                report.effects.append(.namespaceDeleted(namespace.name))
            }
        } catch {
            report.note(.deletingNamespace(namespace.name), error)
        }
        return report
    }
}
