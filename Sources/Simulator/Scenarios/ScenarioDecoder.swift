package import Domain

/// Makes a scenario of a file and judges all of it: every mistake is reported at once with its place.
///
/// The format is described in docs/scenarios.md. The keys of one concept are read in files of their own beside this.
package struct ScenarioDecoder {
    static let keys = [
        "name", "learn", "promises", "servers", "tree", "settings", "host", "deployments", "steps", "faults", "storm",
        "quiet", "expect", "seeds",
    ]
    private static let slips = [
        "title": "name", "purpose": "learn", "description": "learn", "nodes": "servers", "topology": "servers",
        "timeline": "steps", "actions": "steps", "expectations": "expect", "checks": "expect", "invariants": "promises",
        "settle": "quiet", "seed": "seeds", "behaviour": "host", "files": "deployments",
    ]

    var values: DocumentDecoder
    /// What is known of the servers so far; `nil` while nothing is, and then names are not judged.
    var servers: [Topology.Server]?
    /// The servers by their names.
    var places: [ChainName: Int] = [:]
    var serverNames: [String] = []
    /// The deployment files in the order of the scenario; `nil` for one with mistakes.
    var deployments: [(name: String, deployment: Deployment?)] = []
    /// Names that steps used.
    var usedDeployments: Set<String> = []
    /// Servers that steps add.
    var addedServers: Set<ChainName> = []
    /// Whether a step sends requests of its own, which may bring projects that no deployment file names.
    var sendsRequests = false
    /// Looking for the name that was meant takes time; a file full of wrong names gets help with the first of them.
    var suggestionsLeft = 25

    /// - Parameters:
    ///   - document: The file; `nil` when it is empty.
    ///   - file: The name for diagnostics.
    ///   - deployments: Loads a deployment file by its path as the scenario has it.
    ///   - findings: What reading the file as YAML found already. A value that an error was reported at is not judged
    ///     a second time.
    /// - Returns: The scenario and the warnings.
    /// - Throws: All mistakes and warnings, those of the deployment files included.
    package static func decode(
        _ document: Document?, file: String, deployments: (String) -> Result<Deployment, DiagnosticList>,
        findings: [Diagnostic] = []
    ) throws(DiagnosticList) -> (scenario: Scenario, warnings: [Diagnostic]) {
        var decoder = ScenarioDecoder(values: DocumentDecoder(file: file))
        let scenario = decoder.scenario(document, deployments)
        let known = Set(findings.filter { $0.severity == .error }.map { "\($0.file) \($0.position)" })
        let own = decoder.values.diagnostics.filter { !known.contains("\($0.file) \($0.position)") }
        let all = Diagnostic.unique(findings + own)
        guard let scenario, !all.contains(where: { $0.severity == .error }) else { throw DiagnosticList(all) }
        return (scenario, DiagnosticList(all).diagnostics)
    }

    private init(values: DocumentDecoder) { self.values = values }

    private mutating func scenario(
        _ document: Document?, _ load: (String) -> Result<Deployment, DiagnosticList>
    ) -> Scenario? {
        let expected = "a mapping with 'name', 'servers' or 'tree', 'steps' and 'expect'"
        guard let document else {
            values.missing(at: .start, path: "", "the file holds no scenario", expected: expected)
            return nil
        }
        guard case .mapping = document.content else {
            values.refuse(document, at: "", "a scenario file must be a mapping", expected: expected)
            return nil
        }
        guard let root = values.section(document, at: "", keys: Self.keys, slips: Self.slips, of: "a scenario") else {
            return nil
        }
        let name = name(root)
        let learn = root["learn"].flatMap { values.text($0, at: "learn") }
        let promises = promises(root)
        let topology = topology(root)
        let settings = settings(root)
        let files = deployments(root, load)
        let steps = steps(root)
        let faults = faults(root)
        let storm = storm(root, faults: faults)
        let quiet = root["quiet"].flatMap { values.duration($0, at: "quiet") } ?? .seconds(2700)
        let longest = longest(root, steps: steps, faults: faults, storm: storm, quiet: quiet)
        let expectations = expectations(root, longest: longest)
        let seeds = seeds(root)
        warnOfUnused(root)
        guard let name, let topology, !values.hasErrors else { return nil }
        return Scenario(
            name: name, purpose: learn ?? "", promises: promises, topology: topology, settings: settings,
            deployments: files, steps: steps.map(\.step), faults: faults.map(\.rule), storm: storm, quiet: quiet,
            expectations: expectations, seeds: seeds)
    }

    // MARK: - Simple keys

    private mutating func name(_ root: Section) -> String? {
        guard let document = root["name"] else {
            values.missing(
                at: root.entry("name")?.key.position ?? root.position, path: "name",
                "the required key 'name' is missing", expected: "a title of one line")
            return nil
        }
        guard let text = values.text(document, at: "name", isFilled: true) else { return nil }
        guard ScenarioLimits.isTitle(text) else {
            values.refuse(
                document, at: "name", "this cannot be the name", expected: ScenarioLimits.titleRule,
                hint: text.contains { !$0.isWhitespace } ? "say more under 'learn'" : nil)
            return nil
        }
        return text
    }

    private mutating func promises(_ root: Section) -> [Promise] {
        guard let document = root["promises"],
            let items = values.list(document, at: "promises", expected: "a list of promises such as [S1, L2]")
        else { return [] }
        var seen: Set<Promise> = []
        return items.enumerated().compactMap { index, item in
            let path = "promises[\(index)]"
            guard let promise = promise(item, at: path) else { return nil }
            if !seen.insert(promise).inserted { refuseTwice(promise.rawValue, item, at: path) }
            return promise
        }
    }

    mutating func promise(_ document: Document, at path: String) -> Promise? {
        let all = Promise.allCases.map(\.rawValue)
        let expected = "one of " + all.joined(separator: ", ")
        guard let text = values.word(document, at: path, expected: expected) else { return nil }
        if let promise = Promise(rawValue: text) { return promise }
        values.refuse(
            document, at: path, "there is no promise '\(text)'", expected: expected,
            hint: Suggestion.hint(for: text, among: all))
        return nil
    }

    private mutating func storm(_ root: Section, faults: [DecodedFault]) -> ClosedRange<Duration> {
        let usual = Duration.zero...(.seconds(600))
        guard let document = root["storm"] else { return usual }
        if root["faults"] == nil {
            values.warn(
                document, at: "storm", "a storm without faults changes nothing", hint: "add 'faults' or remove it")
        }
        guard let storm = values.durations(document, at: "storm") else { return usual }
        // One duration is how long it lasts.
        return ScenarioDuration.isRange(document) ? storm : .zero...storm.upperBound
    }

    private mutating func seeds(_ root: Section) -> ClosedRange<UInt64> {
        let usual: ClosedRange<UInt64> = 1...100
        let rule = "a number such as 7, or a range such as 1..1000"
        guard let document = root["seeds"], let text = values.word(document, at: "seeds", expected: rule) else {
            return usual
        }
        let halves = ScenarioDuration.halves(of: text) ?? (text, text)
        guard let first = UInt64(halves.first), let last = UInt64(halves.last), first <= last else {
            values.refuse(document, at: "seeds", "this is not a range of seeds", expected: rule)
            return usual
        }
        guard last - first < UInt64(ScenarioLimits.seeds) else {
            values.refuse(
                document, at: "seeds", "these are more than \(ScenarioLimits.seeds) seeds", expected: rule)
            return usual
        }
        return first...last
    }

    // MARK: - How long a run takes

    /// The longest that a run can take; `nil` when it is more than is allowed.
    private mutating func longest(
        _ root: Section, steps: [DecodedStep], faults: [DecodedFault], storm: ClosedRange<Duration>, quiet: Duration
    ) -> Duration? {
        var last = Duration.zero
        var entries = 0
        for step in steps {
            let end = step.step.longestEnd
            if end > ScenarioLimits.longest {
                values.refuse(
                    step.document, at: step.path, "the step may end only after \(ScenarioDuration.text(end))",
                    expected: "an end within \(ScenarioDuration.text(ScenarioLimits.longest))")
                return nil
            }
            last = max(last, end)
            entries += step.step.times
        }
        for fault in faults {
            last = max(last, storm.upperBound + fault.rule.lasts.upperBound)
            let pause = max(fault.rule.every.lowerBound, ScenarioLimits.shortestPause)
            entries += Int((storm.upperBound - storm.lowerBound) / pause) + 1
        }
        let length = last + quiet
        if length > ScenarioLimits.longest {
            let document = root["storm"] ?? root["quiet"] ?? root["steps"]
            values.missing(
                at: document?.position ?? root.position, path: "",
                "a run may take up to \(ScenarioDuration.text(length))",
                expected: "at most \(ScenarioDuration.text(ScenarioLimits.longest)), with storm and quiet")
            return nil
        }
        if entries > ScenarioLimits.entries {
            let document = root["faults"] ?? root["steps"]
            values.missing(
                at: document?.position ?? root.position, path: faults.isEmpty ? "steps" : "faults",
                "a run may draw \(entries) events", expected: "at most \(ScenarioLimits.entries)",
                hint: "make 'every' longer or 'storm' shorter")
            return nil
        }
        return length
    }

    // MARK: - What nothing uses

    private mutating func warnOfUnused(_ root: Section) {
        if let section = root["deployments"], case .mapping(let entries) = section.content {
            for entry in entries {
                guard case .string(let name) = entry.key.content, !usedDeployments.contains(name),
                    deployments.contains(where: { $0.name == name })
                else { continue }
                values.warn(
                    entry.key, at: "deployments.\(name)", "no step uses this deployment",
                    hint: "add a step such as {at: 1s, apply: \(name)}")
            }
        }
        if let section = root["servers"], case .mapping(let entries) = section.content {
            for entry in entries {
                guard case .string(let text) = entry.key.content, let name = ChainName(text),
                    let place = places[name], servers?[place].isAbsent == true, !addedServers.contains(name)
                else { continue }
                values.warn(
                    entry.key, at: "servers.\(text)", "this server is absent and no step adds it",
                    hint: "add a step such as {at: 1m, add: \(text)}")
            }
        }
    }
}

extension ScenarioStep {
    /// When its last repetition is over at the latest.
    var longestEnd: Duration {
        at.upperBound + every.upperBound * max(times - 1, 0) + (lasts?.upperBound ?? .zero)
    }
}

extension ScenarioDuration {
    static func isRange(_ document: Document) -> Bool {
        if case .string(let text) = document.content { halves(of: text) != nil } else { false }
    }
}
