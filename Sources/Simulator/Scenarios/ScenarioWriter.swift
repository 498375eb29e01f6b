import Domain

/// Writes a scenario as a file that reads back as the same scenario.
package enum ScenarioWriter {
    /// - Parameters:
    ///   - plan: What to do in place of the steps and faults, so that nothing is left to luck: how a failure that was
    ///     made smaller is kept. ``Scenario/seeds`` are written as they are.
    ///   - comment: Lines for the head of the file.
    package static func text(_ scenario: Scenario, plan: Plan? = nil, comment: String? = nil) -> String {
        let scenario = plan.map { scenario.following($0) } ?? scenario
        var text = ""
        for line in (comment ?? "").split(separator: "\n", omittingEmptySubsequences: false) where comment != nil {
            text += line.isEmpty ? "#\n" : "# \(DiagnosticPrinter.escaped(String(line)))\n"
        }
        text += "name: \(YAMLText.quoted(scenario.name))\n"
        if !scenario.purpose.isEmpty { text += YAMLText.prose("learn", scenario.purpose) }
        if !scenario.promises.isEmpty {
            text += "promises: \(YAMLText.flow(scenario.promises.map(\.rawValue)))\n"
        }
        text += "servers:\n"
        for server in scenario.topology.servers { text += "  \(YAMLText.scalar(server.name.text)): \(flow(server))\n" }
        text += settings(scenario.settings)
        if scenario.settings.host != HostBehaviour() { text += "host: \(flow(scenario.settings.host))\n" }
        text += block("deployments", scenario.deployments) {
            "\(YAMLText.scalar($0.name)): \(YAMLText.scalar($0.file))"
        }
        text += block("steps", scenario.steps) { "- \(flow($0))" }
        text += block("faults", scenario.faults) { "- \(flow($0))" }
        if !scenario.faults.isEmpty || scenario.storm != .zero...(.seconds(600)) {
            let storm = scenario.storm
            // One duration would say how long it lasts.
            text +=
                "storm: \(ScenarioDuration.text(storm.lowerBound))..\(ScenarioDuration.text(storm.upperBound))\n"
        }
        text += "quiet: \(ScenarioDuration.text(scenario.quiet))\n"
        text += block("expect", scenario.expectations) { "- \(flow($0))" }
        return text + "seeds: \(scenario.seeds.lowerBound)..\(scenario.seeds.upperBound)\n"
    }

    static func block<Item>(_ key: String, _ items: [Item], _ line: (Item) -> String) -> String {
        items.isEmpty ? "" : "\(key):\n" + items.map { "  \(line($0))\n" }.joined()
    }

    static func flow(_ behaviour: HostBehaviour) -> String { YAMLText.flow(behaviour.json) }

    // MARK: - Servers

    private static func flow(_ server: Topology.Server) -> String {
        var members: [(name: String, value: String)] = []
        if let parent = server.parent { members.append(("below", YAMLText.scalar(parent.text))) }
        if server.labels != [.all] {
            // `all` is put first unless it stands elsewhere.
            let labels = server.labels.first == .all ? Array(server.labels.dropFirst()) : server.labels
            members.append(("labels", YAMLText.flow(labels.map { YAMLText.scalar($0.text) })))
        }
        if server.version != .current { members.append(("version", YAMLText.quoted(server.version.rawValue))) }
        if server.skew != .zero { members.append(("clock", ScenarioDuration.text(server.skew))) }
        if server.driftPartsPerMillion != 0 { members.append(("drift", "\(server.driftPartsPerMillion)ppm")) }
        if let host = server.host { members.append(("host", flow(host))) }
        if server.isAbsent { members.append(("absent", "true")) }
        return YAMLText.flow(members)
    }

    // MARK: - Settings

    private static func settings(_ settings: ScenarioSettings) -> String {
        let usual = ScenarioSettings()
        var members: [(name: String, value: String)] = []
        func add(_ name: String, _ value: Duration, _ usual: Duration) {
            if value != usual { members.append((name, ScenarioDuration.text(value))) }
        }
        func add(_ name: String, _ value: Int, _ usual: Int) {
            if value != usual { members.append((name, String(value))) }
        }
        if let heartbeat = settings.heartbeat { members.append(("heartbeat", ScenarioDuration.text(heartbeat))) }
        add("execution-time", settings.executionTime, usual.executionTime)
        add("parallel-jobs", settings.parallelJobs, usual.parallelJobs)
        add("queue", settings.queueLimit, usual.queueLimit)
        add("history", settings.historyLimit, usual.historyLimit)
        add("request-time", settings.timeLimit, usual.timeLimit)
        add("patience", settings.operatorPatience, usual.operatorPatience)
        if let life = settings.tokenLife { members.append(("token-life", ScenarioDuration.text(life))) }
        let smart = smartTimeouts(settings.smartTimeouts, usual.smartTimeouts)
        if !smart.isEmpty { members.append(("smart-timeouts", YAMLText.flow(smart))) }
        return block("settings", members) { "\($0.name): \($0.value)" }
    }

    private static func smartTimeouts(
        _ smart: SmartTimeouts.Settings, _ usual: SmartTimeouts.Settings
    ) -> [(name: String, value: String)] {
        var members: [(name: String, value: String)] = []
        func add(_ name: String, _ value: Duration, _ usual: Duration) {
            if value != usual { members.append((name, ScenarioDuration.text(value))) }
        }
        if smart.isEnabled != usual.isEnabled { members.append(("enabled", "\(smart.isEnabled)")) }
        if smart.failures != usual.failures { members.append(("failures", "\(smart.failures)")) }
        add("interval", smart.interval, usual.interval)
        add("increase", smart.increase, usual.increase)
        add("largest", smart.largestIncrease, usual.largestIncrease)
        if smart.isStrict != usual.isStrict { members.append(("strict", "\(smart.isStrict)")) }
        return members
    }
}

extension Scenario {
    /// The scenario with the entries of a plan in place of its steps and faults.
    ///
    /// It takes as long as the plan says: where entries were left out at the end, the quiet time is longer for it.
    package func following(_ plan: Plan) -> Scenario {
        var scenario = self
        scenario.steps = plan.entries.compactMap { entry in
            guard entry.action.kind.isCommand || !entry.servers.isEmpty else { return nil }
            let lasts = entry.action.kind.isUndone ? entry.lasts : nil
            return ScenarioStep(
                at: entry.at...entry.at, lasts: lasts.map { $0...$0 }, entry.action,
                servers: entry.action.kind.isCommand ? .all : .named(entry.servers),
                operator: entry.action.kind.isCommand ? entry.operator : "operator")
        }
        scenario.faults = []
        scenario.storm = .zero...(.seconds(600))
        scenario.quiet = plan.length - (scenario.steps.map(\.longestEnd).max() ?? .zero)
        return scenario
    }
}
