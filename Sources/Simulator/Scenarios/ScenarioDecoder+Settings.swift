import Domain

/// The keys `settings`, `host` and `deployments`.
extension ScenarioDecoder {
    private static let settingKeys = [
        "heartbeat", "execution-time", "parallel-jobs", "queue", "history", "request-time", "patience",
        "smart-timeouts", "token-life",
    ]
    private static let smartKeys = ["enabled", "failures", "interval", "increase", "largest", "strict"]
    /// Of settings that must not be nothing.
    private static let positive = Duration.milliseconds(1)...ScenarioLimits.longest

    mutating func settings(_ root: Section) -> ScenarioSettings {
        var settings = ScenarioSettings()
        if let document = root["host"] { settings.host = host(document, at: "host") ?? settings.host }
        guard let document = root["settings"],
            let section = values.section(
                document, at: "settings", keys: Self.settingKeys,
                slips: ["timeout": "request-time", "jobs": "parallel-jobs", "autodisable": "smart-timeouts"],
                of: "'settings'")
        else { return settings }
        settings.heartbeat = positive("heartbeat", section)
        settings.executionTime = positive("execution-time", section) ?? settings.executionTime
        settings.timeLimit = positive("request-time", section) ?? settings.timeLimit
        settings.operatorPatience = positive("patience", section) ?? settings.operatorPatience
        settings.tokenLife = section["token-life"].flatMap {
            values.duration($0, at: section.path(of: "token-life"), in: ScenarioLimits.tokenLives)
        }
        settings.parallelJobs = number("parallel-jobs", section, in: 1...1_000) ?? settings.parallelJobs
        settings.queueLimit = number("queue", section, in: 1...1_000_000) ?? settings.queueLimit
        settings.historyLimit = number("history", section, in: 0...1_000_000) ?? settings.historyLimit
        if let document = section["smart-timeouts"],
            let section = values.section(
                document, at: "settings.smart-timeouts", keys: Self.smartKeys, of: "'smart-timeouts'")
        {
            smartTimeouts(section, &settings.smartTimeouts)
        }
        return settings
    }

    private mutating func smartTimeouts(_ section: Section, _ smart: inout SmartTimeouts.Settings) {
        func path(_ name: String) -> String { section.path(of: name) }
        if let flag = section["enabled"] { smart.isEnabled = values.boolean(flag, at: path("enabled")) ?? true }
        if let flag = section["strict"] { smart.isStrict = values.boolean(flag, at: path("strict")) ?? true }
        smart.failures = number("failures", section, in: 1...1_000_000) ?? smart.failures
        if let time = section["interval"] {
            smart.interval = values.duration(time, at: path("interval")) ?? smart.interval
        }
        if let time = section["increase"] {
            smart.increase = values.duration(time, at: path("increase")) ?? smart.increase
        }
        if let time = section["largest"] {
            smart.largestIncrease = values.duration(time, at: path("largest")) ?? smart.largestIncrease
        }
    }

    private mutating func positive(_ name: String, _ section: Section) -> Duration? {
        section[name].flatMap { values.duration($0, at: section.path(of: name), in: Self.positive) }
    }

    private mutating func number(_ name: String, _ section: Section, in range: ClosedRange<Int>) -> Int? {
        section[name].flatMap {
            values.integer(
                $0, at: section.path(of: name), in: range,
                rule: "an integer from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    // MARK: - Deployments

    /// Reads all deployment files. The mistakes of a file are reported beside the place that names it.
    mutating func deployments(
        _ root: Section, _ load: (String) -> Result<Deployment, DiagnosticList>
    ) -> [NamedDeployment] {
        guard let document = root["deployments"],
            let section = values.mapping(
                document, at: "deployments", expected: "a mapping of names to files, such as {shop: shop.yml}")
        else { return [] }
        guard section.entries.count <= ScenarioLimits.deployments else {
            values.refuse(
                document, at: "deployments", "\(section.entries.count) deployments are too many",
                expected: "at most \(ScenarioLimits.deployments)")
            return []
        }
        var list: [NamedDeployment] = []
        for entry in section.entries {
            let path = section.path(of: entry.name)
            let name = values.key(entry, in: section, as: ProjectName.self, called: "the name of a deployment")
            guard let file = values.text(entry.value, at: path, isFilled: true) else {
                deployments.append((entry.name, nil))
                continue
            }
            switch load(file) {
            case .success(let deployment):
                deployments.append((entry.name, deployment))
                guard name != nil else { continue }
                list.append(NamedDeployment(name: entry.name, file: file, deployment: deployment))
            case .failure(let mistakes):
                deployments.append((entry.name, nil))
                values.add(mistakes.diagnostics)
                let count = mistakes.diagnostics.count { $0.severity == .error }
                values.refuse(
                    entry.value, at: path,
                    count == 1 ? "this deployment file has a mistake" : "this deployment file has \(count) mistakes",
                    expected: "a deployment file, named relative to the scenario")
            }
        }
        return list
    }
}
