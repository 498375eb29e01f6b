/// The key `autoScale.load-balancer`. Source: deployment-file contract, section 5.3.
enum LoadBalancerRules {
    private static let sides = ["frontend", "backend"]
    private static let groups = ["or", "and"]
    private static let path = "autoScale.load-balancer"

    static func check(_ document: Document, _ values: inout DocumentDecoder) {
        guard
            let section = values.section(
                document, at: path, keys: sides, of: "'load-balancer'",
                expected: "a mapping with 'frontend' or 'backend'")
        else { return }
        for entry in section.entries { checkSide(entry, at: section.path(of: entry.name), &values) }
    }

    private static func checkSide(_ entry: Section.Entry, at path: String, _ values: inout DocumentDecoder) {
        guard
            let side = values.section(
                entry.value, at: path, position: entry.key.position, keys: ["name", "rules"],
                of: "a side of the balancer",
                expected: "a mapping with 'name' and 'rules'")
        else { return }
        if let name = side["name"] {
            _ = values.text(name, at: side.path(of: "name"), isFilled: true)
        } else {
            values.missing(
                at: side.position, path: side.path(of: "name"), "the required key 'name' is missing",
                expected: "the name of a proxy of HAProxy")
        }
        guard let rules = side["rules"] else {
            values.missing(
                at: side.position, path: side.path(of: "rules"), "the required key 'rules' is missing",
                expected: "a mapping with 'or' or 'and'")
            return
        }
        guard
            let section = values.section(
                rules, at: side.path(of: "rules"), keys: groups, of: "'rules'", expected: "a mapping with 'or' or 'and'"
            )
        else { return }
        if case .mapping(let entries) = rules.content, entries.isEmpty {
            values.refuse(rules, at: section.path, "at least one key is needed", expected: "'or' or 'and'")
        }
        for group in section.entries { checkGroup(group, at: section.path(of: group.name), &values) }
    }

    private static func checkGroup(_ entry: Section.Entry, at path: String, _ values: inout DocumentDecoder) {
        guard let metrics = values.mapping(entry.value, at: path, expected: "a mapping of metrics to rules") else {
            return
        }
        for metric in metrics.entries {
            let path = metrics.path(of: metric.name)
            guard
                let rule = values.section(
                    metric.value, at: path, position: metric.key.position, keys: ["value", "each"], of: "a rule",
                    expected: "a mapping with 'value'")
            else { continue }
            if let value = rule["value"] {
                checkValue(value, at: rule.path(of: "value"), &values)
            } else {
                values.missing(
                    at: rule.position, path: rule.path(of: "value"), "the required key 'value' is missing",
                    expected: "an integer, a range such as [1, 9], or a text")
            }
            if let each = rule["each"] {
                _ = values.integer(each, at: rule.path(of: "each"), in: 1...Int.max, rule: "an integer > 0")
            }
        }
    }

    private static func checkValue(_ document: Document, at path: String, _ values: inout DocumentDecoder) {
        switch document.content {
        case .string: return
        case .integer:
            _ = values.integer(document, at: path, in: 0...Int.max, rule: "an integer ≥ 0")
        case .sequence(let items):
            guard items.count == 2 else {
                values.refuse(
                    document, at: path, "a range needs two integers, and here are \(items.count)",
                    expected: "a range such as [1, 9]")
                return
            }
            let bounds = items.enumerated().compactMap { index, item in
                values.integer(item, at: "\(path)[\(index)]", in: 0...Int.max, rule: "an integer ≥ 0")
            }
            if bounds.count == 2, bounds[0] > bounds[1] {
                values.refuse(
                    items[0], at: "\(path)[0]", "the range begins above its end",
                    expected: "an integer ≤ \(bounds[1])", hint: "did you mean [\(bounds[1]), \(bounds[0])]?")
            }
        default: values.refuseType(document, at: path, expected: "an integer, a range such as [1, 9], or quoted text")
        }
    }
}
