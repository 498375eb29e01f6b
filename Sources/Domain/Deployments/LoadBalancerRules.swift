/// The key `autoScale.load-balancer`. Source: deployment-file contract, section 5.3.
enum LoadBalancerRules {
    private static let sides = AutoScale.ProxyRules.Side.allCases.map(\.rawValue)
    private static let groups = ["or", "and"]
    private static let sideKeys = ["name", "rules"]
    private static let ruleKeys = ["value", "each"]
    private static let path = "autoScale.load-balancer"
    static let keyTables = [
        KeyTable(kind: "directorProject", path: path, keys: sides),
        KeyTable(kind: "directorProject", path: "\(path).SIDE", keys: sideKeys),
        KeyTable(kind: "directorProject", path: "\(path).SIDE.rules", keys: groups),
        KeyTable(kind: "directorProject", path: "\(path).SIDE.rules.GROUP.METRIC", keys: ruleKeys),
    ]

    static func decode(_ document: Document, _ values: inout DocumentDecoder) -> [AutoScale.ProxyRules] {
        guard
            let section = values.section(
                document, at: path, keys: sides, of: "'load-balancer'",
                expected: "a mapping with 'frontend' or 'backend'")
        else { return [] }
        let found = section.entries.compactMap { side($0, at: section.path(of: $0.name), &values) }
        // The frontend is tested first, wherever it stands.
        return AutoScale.ProxyRules.Side.allCases.compactMap { side in found.first { $0.side == side } }
    }

    private static func side(
        _ entry: Section.Entry, at path: String, _ values: inout DocumentDecoder
    ) -> AutoScale.ProxyRules? {
        guard
            let side = values.section(
                entry.value, at: path, position: entry.key.position, keys: sideKeys,
                of: "a side of the balancer",
                expected: "a mapping with 'name' and 'rules'")
        else { return nil }
        var name: String?
        if let value = side["name"] {
            name = values.text(value, at: side.path(of: "name"), isFilled: true)
        } else {
            values.missing(
                at: side.position, path: side.path(of: "name"), "the required key 'name' is missing",
                expected: "the name of a proxy of HAProxy")
        }
        guard let rules = side["rules"] else {
            values.missing(
                at: side.position, path: side.path(of: "rules"), "the required key 'rules' is missing",
                expected: "a mapping with 'or' or 'and'")
            return nil
        }
        guard
            let section = values.section(
                rules, at: side.path(of: "rules"), keys: groups, of: "'rules'", expected: "a mapping with 'or' or 'and'"
            )
        else { return nil }
        if case .mapping(let entries) = rules.content, entries.isEmpty {
            values.refuse(rules, at: section.path, "at least one key is needed", expected: "'or' or 'and'")
        }
        var groups: [String: [AutoScale.MetricRule]] = [:]
        for group in section.entries {
            groups[group.name] = self.group(group, at: section.path(of: group.name), &values)
        }
        guard let name, let kind = AutoScale.ProxyRules.Side(rawValue: entry.name) else { return nil }
        return AutoScale.ProxyRules(side: kind, name: name, all: groups["or"] ?? [], any: groups["and"] ?? [])
    }

    private static func group(
        _ entry: Section.Entry, at path: String, _ values: inout DocumentDecoder
    ) -> [AutoScale.MetricRule] {
        guard let metrics = values.mapping(entry.value, at: path, expected: "a mapping of metrics to rules") else {
            return []
        }
        return metrics.entries.compactMap { metric in
            let path = metrics.path(of: metric.name)
            guard
                let rule = values.section(
                    metric.value, at: path, position: metric.key.position, keys: ruleKeys, of: "a rule",
                    expected: "a mapping with 'value'")
            else { return nil }
            var condition: AutoScale.MetricRule.Condition?
            if let value = rule["value"] {
                condition = self.condition(value, at: rule.path(of: "value"), &values)
            } else {
                values.missing(
                    at: rule.position, path: rule.path(of: "value"), "the required key 'value' is missing",
                    expected: "an integer, a range such as [1, 9], or a text")
            }
            let each = rule["each"].flatMap {
                values.integer($0, at: rule.path(of: "each"), in: 1...Int.max, rule: "an integer > 0")
            }
            return condition.map { AutoScale.MetricRule(metric: metric.name, condition: $0, each: each) }
        }
    }

    private static func condition(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> AutoScale.MetricRule.Condition? {
        switch document.content {
        case .string(let text): return .differs(text)
        case .integer:
            return values.integer(document, at: path, in: 0...Int.max, rule: "an integer ≥ 0").map { .atLeast($0) }
        case .sequence(let items):
            guard items.count == 2 else {
                values.refuse(
                    document, at: path, "a range needs two integers, and here are \(items.count)",
                    expected: "a range such as [1, 9]")
                return nil
            }
            let bounds = items.enumerated().compactMap { index, item in
                values.integer(item, at: "\(path)[\(index)]", in: 0...Int.max, rule: "an integer ≥ 0")
            }
            guard bounds.count == 2 else { return nil }
            if bounds[0] > bounds[1] {
                values.refuse(
                    items[0], at: "\(path)[0]", "the range begins above its end",
                    expected: "an integer ≤ \(bounds[1])", hint: "did you mean [\(bounds[1]), \(bounds[0])]?")
                return nil
            }
            return .within(bounds[0]...bounds[1])
        default:
            values.refuseType(document, at: path, expected: "an integer, a range such as [1, 9], or quoted text")
            return nil
        }
    }
}
