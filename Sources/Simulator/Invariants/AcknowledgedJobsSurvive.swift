import Domain

/// A job whose number the API has told is in the store, at that moment and ever after, until it is old history.
package struct AcknowledgedJobsSurvive: Invariant {
    package static let promise = Promise.s1

    /// The jobs that each server acknowledged, in order.
    private var acknowledged: [String: [JobID]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .answered(let answer):
            guard answer.status == 200, answer.method == "POST", !answer.target.contains("/chain/"),
                let number = answer.body?["job_id"]?.integer
            else { return nil }
            let job = JobID(number)
            acknowledged[answer.node, default: []].append(job)
            return missing([job], on: answer.node, world.jobs(on: answer.node))
        case .process(let node, _, .starts): return missing(acknowledged[node] ?? [], on: node, world.jobs(on: node))
        default: return nil
        }
    }

    package mutating func judge(_ end: WorldEnd) -> [Finding] {
        end.servers.compactMap { server in
            missing(acknowledged[server.name.text] ?? [], on: server.name.text, server.jobs)
        }
    }

    private func missing(_ jobs: [JobID], on node: String, _ table: JobTable) -> Finding? {
        // Ended jobs leave the history by a stated limit, oldest first; those before the oldest kept may be gone.
        let oldest = table.oldest
        guard let lost = jobs.first(where: { table.summary(of: $0) == nil && $0 > oldest ?? JobID(0) }) else {
            return nil
        }
        return Finding(node: node, "job \(lost) was acknowledged and is not in the store of \(node)")
    }
}
