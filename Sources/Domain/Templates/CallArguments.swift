/// The values that a function or method is called with.
struct CallArguments {
    var positional: [TemplateValue]
    var keywords: [(name: String, value: TemplateValue)]
    /// What is called, for messages: `split`.
    let callee: String

    init(_ positional: [TemplateValue], keywords: [(name: String, value: TemplateValue)] = [], of callee: String) {
        self.positional = positional
        self.keywords = keywords
        self.callee = callee
    }

    func named(_ name: String) -> TemplateValue? { keywords.first { $0.name == name }?.value }

    /// Checks how many values there are and that all keywords are known.
    ///
    /// - Parameter keywords: The names that values may be given by, and the place that each stands for; −1 for a
    ///   value that can only be given by its name.
    func check(_ counts: ClosedRange<Int>, keywords known: [String: Int] = [:]) throws(TemplateFault) {
        let count = positional.count
        for (name, _) in keywords {
            guard let place = known[name] else {
                throw TemplateFault(
                    .value, "'\(callee)' takes no argument '\(name)'", found: name,
                    hint: Suggestion.hint(for: name, among: known.keys.sorted()))
            }
            if (0..<count).contains(place) { throw TemplateFault(.value, "'\(callee)' is given '\(name)' twice") }
        }
        let most = count + keywords.count { known[$0.name] ?? -1 >= 0 }
        guard most >= counts.lowerBound, count <= counts.upperBound else {
            let expected =
                counts.lowerBound == counts.upperBound
                ? "\(counts.lowerBound)"
                : counts.upperBound == Int.max
                    ? "at least \(counts.lowerBound)"
                    : "\(counts.lowerBound) to \(counts.upperBound)"
            throw TemplateFault(
                .value, "'\(callee)' is called with \(most) arguments", expected: "\(expected) arguments")
        }
    }

    /// The value at a place, given by place or by name.
    func value(_ place: Int, _ name: String = "") -> TemplateValue? {
        positional.indices.contains(place) ? positional[place] : named(name)
    }

    func text(_ place: Int, _ name: String = "") throws(TemplateFault) -> [Unicode.Scalar]? {
        switch value(place, name) {
        case nil: return nil
        case .text(let scalars)?: return scalars
        case .undefined(let word)?: throw TemplateValue.fault(undefined: word, in: "given to '\(callee)'")
        case let other?:
            throw TemplateFault(
                .value, "'\(callee)' needs a text, and this is of type '\(other.typeName)'",
                hint: "write str(…) around it")
        }
    }

    func integer(_ place: Int, _ name: String = "") throws(TemplateFault) -> Int? {
        guard let value = value(place, name) else { return nil }
        if let number = value.asInteger { return number }
        if case .undefined(let word) = value {
            throw TemplateValue.fault(undefined: word, in: "given to '\(callee)'")
        }
        throw TemplateFault(
            .value, "'\(callee)' needs an integer, and this is of type '\(value.typeName)'",
            hint: value.typeName == "str" ? "write int(…) around the text" : nil)
    }
}
