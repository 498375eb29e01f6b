/// `[… for … in … if …]` and its kin.
extension Evaluator {
    func collect(_ comprehension: Comprehension) throws(TemplateFault) -> TemplateValue {
        frame.comprehensions.append([:])
        defer { frame.comprehensions.removeLast() }
        var elements: [TemplateValue] = []
        var mapping = TemplateMapping()
        try loop(comprehension.clauses[...]) { () throws(TemplateFault) in
            let element = try value(of: comprehension.element)
            if let expression = comprehension.value {
                try mapping.set(try value(of: expression), for: element, meter)
            } else {
                elements.append(element)
                if elements.count > meter.limits.elements { try meter.elements(elements.count) }
            }
        }
        switch comprehension.result {
        case .list: return .list(try TemplateSequence(elements, meter))
        case .set: return .set(try TemplateSet(elements, meter))
        case .mapping: return .mapping(mapping)
        case .generator: return .iterable("generator", try TemplateSequence(elements, meter))
        }
    }

    private func loop(
        _ clauses: ArraySlice<Comprehension.Clause>, _ work: () throws(TemplateFault) -> Void
    ) throws(TemplateFault) {
        guard let clause = clauses.first else { return try work() }
        try meter.enter()
        defer { meter.leave() }
        var iterator = try ValueIterator(try value(of: clause.source), meter)
        rounds: while let element = try iterator.next() {
            try meter.loopStep()
            var pairs: [(String, TemplateValue)] = []
            try Frame.unpack(element, into: clause.target, &pairs, meter)
            for (name, value) in pairs { frame.comprehensions[frame.comprehensions.count - 1][name] = value }
            for condition in clause.conditions where try !value(of: condition).isTrue { continue rounds }
            try loop(clauses.dropFirst(), work)
        }
    }
}
