/// What all entry points of a deployment show together.
package struct TreeSurvey: Sendable {
    /// Entry points in their order, each tree in the order of its walk, each server once however many entry points
    /// lead to it (deployment-file contract, section 15).
    package let visited: [Target]
    /// What could not be seen, in the same order.
    package let problems: [ClientProblem]

    /// Looks at the trees of all entry points at once.
    ///
    /// - Throws: ``ClientRefusal/unknownDatacenter(_:)``, before anything is sent.
    package static func of(
        _ entrypoints: [Entrypoint], servers: Servers, readingLabels: Bool, limits: TreeWalk.Limits = TreeWalk.Limits()
    ) async throws(ClientRefusal) -> TreeSurvey {
        var starts: [Start] = []
        var named: Set<Entrypoint> = []
        for entrypoint in entrypoints where named.insert(entrypoint).inserted {
            guard let (datacenter, access) = servers[entrypoint.datacenter] else {
                throw .unknownDatacenter(entrypoint.datacenter)
            }
            let server = ChainServer(
                access: access, chain: entrypoint.chain, timeout: datacenter.timeouts.wholeRequest)
            starts.append(Start(datacenter: datacenter, server: server))
        }
        let walk = TreeWalk(limits: limits)
        let findings = await starts.concurrentMap(limit: limits.concurrency) { start in
            await walk.findings(from: start.server, readingLabels: readingLabels)
        }
        return TreeSurvey(starts: starts, findings: findings)
    }

    private struct Start: Sendable {
        let datacenter: Datacenter
        let server: ChainServer
    }

    private init(starts: [Start], findings: [[TreeWalk.Finding]]) {
        var visited: [Target] = []
        var problems: [ClientProblem] = []
        var places: [String: Int] = [:]
        /// Of what is visited: whether anything could not be seen there.
        var isTroubled: [Bool] = []
        for (start, findings) in zip(starts, findings) {
            for finding in findings {
                let node = TreeNode(
                    datacenter: start.datacenter.name,
                    url: SecretName.withoutUserInformation(start.datacenter.entrypoint), chain: finding.chain,
                    labels: finding.labels)
                let target = Target(node: node, server: start.server.at(finding.chain))
                if let place = places[node.identity] {
                    // An entry point with another token may be let in where the first one was not.
                    if isTroubled[place], finding.troubles.isEmpty {
                        visited[place] = target
                        isTroubled[place] = false
                    }
                    continue
                }
                places[node.identity] = visited.count
                visited.append(target)
                isTroubled.append(!finding.troubles.isEmpty)
                problems += finding.troubles.map { trouble in
                    switch trouble {
                    case .children(let failure): ClientProblem(node: node, activity: .listingChains, failure: failure)
                    case .labels(let failure): ClientProblem(node: node, activity: .readingLabels, failure: failure)
                    default: ClientProblem(node: node, activity: .walking(trouble))
                    }
                }
            }
        }
        self.visited = visited
        self.problems = problems
    }
}
