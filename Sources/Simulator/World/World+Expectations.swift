import Domain

/// Watches what the scenario says about how its story goes.
extension World {
    /// Watches an expectation that is about times of the run.
    func watch(_ expectation: Expectation, _ index: Int) async {
        do throws(CancellationError) {
            switch expectation.when {
            case .eventually: return
            case .sometimes:
                if case .happens = expectation.condition { return }
                try await poll(.zero...plan.length, of: expectation.condition) { seen in
                    if seen == nil { self.judges.reach(index) }
                    return seen == nil
                }
            case .at(let time):
                try await sleep(until: time)
                if let seen = await observe(expectation.condition) { miss(expectation, seen) }
            case .within(let times):
                if case .happens(let text) = expectation.condition {
                    try await sleep(until: times.upperBound)
                    guard !judges.happened(text, in: times) else { return }
                    return miss(expectation, "nothing like it happened")
                }
                var last: String?
                try await poll(times, of: expectation.condition) { seen in
                    last = seen
                    return seen == nil
                }
                if let last { miss(expectation, last) }
            case .always(let times):
                try await poll(times, of: expectation.condition) { seen in
                    if let seen { self.miss(expectation, seen) }
                    return seen != nil
                }
            }
        } catch {
            // The run is over before its time.
        }
    }

    /// Looks every second until `isEnough` of what was seen instead of the condition.
    private func poll(
        _ times: ClosedRange<Duration>, of condition: Condition, _ isEnough: (String?) -> Bool
    ) async throws(CancellationError) {
        var time = times.lowerBound
        while time <= min(times.upperBound, plan.length) {
            try await sleep(until: time)
            if isEnough(await observe(condition)) { return }
            time += .seconds(1)
        }
    }

    /// Judges an expectation about the end.
    func judge(_ expectation: Expectation, _ index: Int, at end: WorldEnd) async {
        guard expectation.when == .eventually else { return }
        if case .happens(let text) = expectation.condition {
            if !judges.happened(text, in: .zero...now) { miss(expectation, "nothing like it happened") }
        } else if let seen = await observe(expectation.condition) {
            miss(expectation, seen)
        }
    }

    private func miss(_ expectation: Expectation, _ seen: String) {
        judges.violate(
            Violation(
                promise: expectation.promise, invariant: "expectation", node: expectation.condition.node,
                text: "expected \(expectation.text); observed \(seen)"),
            simulation)
        alarm.raise()
    }

    /// - Returns: What is so instead; `nil` when the condition holds.
    private func observe(_ condition: Condition) async -> String? {
        switch condition {
        case .chains(let server, let wanted):
            guard let chains = await listedChains(of: server) else { return "\(server) does not answer" }
            return chains == wanted ? nil : "\(server) lists \(Self.list(chains))"
        case .operation(let project, let server, let wanted):
            let records = jobs(on: server.text).records(of: project)
            let shown = records.up?.content["operation"]?.string
            return shown == wanted ? nil : "the last up of \(project) on \(server) is \(shown ?? "unknown")"
        case .project(let project, let server, let exists):
            guard let machine = self[server] else { return "there is no \(server)" }
            let isThere = await machine.host.snapshot().description(of: project.text) != nil
            return isThere == exists ? nil : "\(project) is \(isThere ? "" : "not ")on \(server)"
        case .jails(let server, let wanted):
            guard let machine = self[server] else { return "there is no \(server)" }
            let host = await machine.host.snapshot()
            let count = host.jailNames.count { host.jail($0)?.isRunning == true }
            return wanted.contains(count) ? nil : "\(count) jails run on \(server)"
        case .jobs(let server, let state, let wanted):
            let count = jobs(on: server.text).all.count { $0.summary.state.name == state }
            return wanted.contains(count) ? nil : "\(count) jobs of \(server) are \(state)"
        case .metadata(let key, let server, let wanted):
            let value = metadata(on: server.text)[key]
            return value == wanted ? nil : "\(key) on \(server) is \(value.map { "'\($0)'" } ?? "absent")"
        case .happens(let text):
            return judges.happened(text, in: .zero...now) ? nil : "nothing like it happened"
        case .wholeTree:
            for server in scenario.topology.servers where isReachable(server.name) {
                guard let chains = await listedChains(of: server.name) else { return "\(server.name) does not answer" }
                let missing = scenario.topology.children(of: server.name).map(\.name)
                    .filter { isReachable($0) && !chains.contains($0) }
                if !missing.isEmpty { return "\(server.name) does not list \(Self.list(missing))" }
            }
            return nil
        }
    }

    private func listedChains(of server: ChainName) async -> [ChainName]? {
        await ask(server, "chains")?["chains"]?.array?.compactMap { $0.string.flatMap { ChainName($0) } }
    }

    private static func list(_ names: [ChainName]) -> String {
        names.isEmpty ? "nothing" : names.map(\.text).joined(separator: ", ")
    }
}
