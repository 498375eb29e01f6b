/// Elements and parts of texts, lists, tuples and ranges by their place.
enum Slicing {
    static func element(of value: TemplateValue, at key: TemplateValue) throws(TemplateFault) -> TemplateValue {
        let count: Int
        switch value {
        case .text(let scalars): count = scalars.count
        case .list(let items), .tuple(let items): count = items.elements.count
        case .range(let range): count = range.count
        default:
            throw TemplateFault(
                .value, "a value of type '\(value.typeName)' has no elements by number",
                hint: value.depth > 0 ? "write list(…) around it" : nil)
        }
        guard let number = key.asInteger else {
            throw TemplateFault(
                .value, "an index is an integer, and this is of type '\(key.typeName)'",
                hint: key.typeName == "str" ? "write int(…) around the text" : nil)
        }
        let index = number < 0 ? number + count : number
        guard (0..<count).contains(index) else {
            throw TemplateFault(
                .value, "there is no element \(number)", found: String(number),
                expected: count == 0 ? "an element, and there is none" : "from \(-count) to \(count - 1)")
        }
        switch value {
        case .text(let scalars): return .text([scalars[index]])
        case .list(let items), .tuple(let items): return items.elements[index]
        case .range(let range): return .integer(range[index])
        default: return .none
        }
    }

    static func slice(
        _ value: TemplateValue, from: Int?, to: Int?, step: Int?, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        switch value {
        case .text(let scalars):
            let result = try pick(scalars, from, to, step)
            try meter.text(result.count)
            return .text(result)
        case .list(let items): return .list(try TemplateSequence(try pick(items.elements, from, to, step), meter))
        case .tuple(let items): return .tuple(try TemplateSequence(try pick(items.elements, from, to, step), meter))
        case .undefined(let name): throw TemplateValue.fault(undefined: name, in: "cut")
        default:
            throw TemplateFault(
                .value, "a value of type '\(value.typeName)' cannot be cut",
                hint: value.depth > 0 ? "write list(…) around it" : nil)
        }
    }

    private static func pick<Element>(
        _ elements: [Element], _ from: Int?, _ to: Int?, _ step: Int?
    ) throws(TemplateFault) -> [Element] {
        let stride = step ?? 1
        guard stride != 0 else { throw TemplateFault(.value, "the step of a slice is zero") }
        let count = elements.count
        func clipped(_ bound: Int, _ low: Int, _ high: Int) -> Int {
            let place = bound < 0 ? bound.addingReportingOverflow(count).partialValue : bound
            return min(max(place, low), high)
        }
        if stride > 0 {
            let start = from.map { clipped($0, 0, count) } ?? 0
            let end = to.map { clipped($0, 0, count) } ?? count
            if start >= end { return [] }
            if stride == 1 { return Array(elements[start..<end]) }
            return Swift.stride(from: start, to: end, by: min(stride, count)).map { elements[$0] }
        }
        let start = from.map { clipped($0, -1, count - 1) } ?? count - 1
        let end = to.map { clipped($0, -1, count - 1) } ?? -1
        return Swift.stride(from: start, to: end, by: max(stride, -max(1, count))).map { elements[$0] }
    }
}
