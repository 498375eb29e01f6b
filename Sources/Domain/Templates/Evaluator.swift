/// Works out expressions in a frame.
struct Evaluator {
    let renderer: TemplateRenderer
    let frame: Frame

    var meter: Meter { renderer.meter }

    func value(of expression: Expression) throws(TemplateFault) -> TemplateValue {
        try meter.enter()
        defer { meter.leave() }
        do throws(TemplateFault) {
            switch expression.node {
            case .literal(let value): return value
            case .name(let name): return try named(name)
            case .list(let items): return .list(try TemplateSequence(try values(of: items), meter))
            case .tuple(let items): return .tuple(try TemplateSequence(try values(of: items), meter))
            case .set(let items): return .set(try TemplateSet(try values(of: items), meter))
            case .mapping(let entries): return try mapping(entries)
            case .comprehension(let comprehension): return try collect(comprehension)
            case .chain(let first, let rest): return try chain(first, rest)
            case .power(let base, let exponent):
                return try Arithmetic.apply(.power, try value(of: base), try value(of: exponent), meter)
            case .signs(let signs, let operand): return try signed(signs, operand)
            case .not(let count, let operand):
                let isTrue = try value(of: operand).isTrue
                return .bool(count % 2 == 0 ? isTrue : !isTrue)
            case .comparison(let first, let rest): return .bool(try compare(first, rest))
            case .and(let operands): return try decide(operands, stopsAt: false)
            case .or(let operands): return try decide(operands, stopsAt: true)
            case .conditional(let branches, let otherwise):
                return try value(of: try branch(of: branches, otherwise))
            case .postfix(let base, let parts): return try postfix(base, parts)
            case .joined(let parts): return .text(try joined(parts))
            }
        } catch {
            throw error.placed(at: expression.position)
        }
    }

    private func named(_ name: String) throws(TemplateFault) -> TemplateValue {
        switch name {
        case "loop":
            guard !frame.loops.isEmpty else { throw Self.noLoop }
            return .loop(frame.loops.count - 1)
        case "context": return .context
        case "caller", "self", "local", "capture":
            throw TemplateFault(
                .value, "'\(name)' has no value of its own", found: name,
                hint: name == "caller"
                    ? "write ${caller.body()}" : name == "capture" ? "write capture(f, …)" : "write ${\(name).f(…)}")
        default: return try frame.value(of: name)
        }
    }

    static var noLoop: TemplateFault {
        TemplateFault(.name, "'loop' has no meaning outside of '% for'", found: "loop")
    }

    private func values(of expressions: [Expression]) throws(TemplateFault) -> [TemplateValue] {
        var values: [TemplateValue] = []
        for expression in expressions { values.append(try value(of: expression)) }
        return values
    }

    private func mapping(
        _ entries: [(key: Expression, value: Expression)]
    ) throws(TemplateFault) -> TemplateValue {
        var mapping = TemplateMapping()
        for (key, item) in entries {
            let key = try value(of: key)
            try mapping.set(try value(of: item), for: key, meter)
        }
        return .mapping(mapping)
    }

    private func chain(
        _ first: Expression, _ rest: [(operation: BinaryOperator, operand: Expression)]
    ) throws(TemplateFault) -> TemplateValue {
        var result = try value(of: first)
        for (operation, operand) in rest {
            let right = try value(of: operand)
            do throws(TemplateFault) {
                result = try Arithmetic.apply(operation, result, right, meter)
            } catch {
                throw error.placed(at: first.position)
            }
        }
        return result
    }

    private func signed(_ signs: [Unicode.Scalar], _ operand: Expression) throws(TemplateFault) -> TemplateValue {
        var result = try value(of: operand)
        for sign in signs.reversed() {
            switch sign {
            case "-": result = try Arithmetic.negative(result)
            case "+": result = try Arithmetic.positive(result)
            default: result = try Arithmetic.inverted(result)
            }
        }
        return result
    }

    private func decide(_ operands: [Expression], stopsAt stop: Bool) throws(TemplateFault) -> TemplateValue {
        for operand in operands.dropLast() {
            let result = try value(of: operand)
            if result.isTrue == stop { return result }
        }
        return try value(of: operands[operands.count - 1])
    }

    func branch(
        of branches: [(value: Expression, condition: Expression)], _ otherwise: Expression
    ) throws(TemplateFault) -> Expression {
        for (value, condition) in branches where try self.value(of: condition).isTrue { return value }
        return otherwise
    }

    // MARK: - Comparisons

    private func compare(
        _ first: Expression, _ rest: [(operation: ComparisonOperator, operand: Expression)]
    ) throws(TemplateFault) -> Bool {
        var left = try value(of: first)
        for (operation, operand) in rest {
            let right = try value(of: operand)
            guard try holds(left, operation, right) else { return false }
            left = right
        }
        return true
    }

    private func holds(
        _ left: TemplateValue, _ operation: ComparisonOperator, _ right: TemplateValue
    ) throws(TemplateFault) -> Bool {
        switch operation {
        case .equal: return try ValueComparison.areEqual(left, right, meter)
        case .different: return try !ValueComparison.areEqual(left, right, meter)
        case .contained: return try ValueComparison.contains(right, left, meter)
        case .notContained: return try !ValueComparison.contains(right, left, meter)
        case .same: return Self.areSame(left, right)
        case .notSame: return !Self.areSame(left, right)
        case .less: return try ValueComparison.order(left, right, meter) == .less
        case .greater: return try ValueComparison.order(left, right, meter) == .greater
        case .lessOrEqual: return [.less, .same].contains(try ValueComparison.order(left, right, meter))
        case .greaterOrEqual: return [.greater, .same].contains(try ValueComparison.order(left, right, meter))
        }
    }

    /// `is`, of which the parser has seen that one side is a word with an identity.
    private static func areSame(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
        switch (left, right) {
        case (.none, .none), (.undefined, .undefined): true
        case (.bool(let left), .bool(let right)): left == right
        default: false
        }
    }

    // MARK: - Texts with values in them

    func joined(_ parts: [FormatPart]) throws(TemplateFault) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        for part in parts {
            result += part.text
            guard let expression = part.value else { continue }
            var value = try value(of: expression)
            if part.conversion == "r" { value = .text(try ValueText.literal(value, meter)) }
            if part.conversion == "s" { value = .text(try ValueText.plain(value, meter)) }
            do throws(TemplateFault) {
                result +=
                    part.specification.isEmpty
                    ? try ValueText.plain(value, meter)
                    : try FormatSpecification(part.specification).apply(to: value, meter)
            } catch {
                throw error.placed(at: expression.position)
            }
            if result.count > meter.limits.textLength { break }
        }
        try meter.text(result.count)
        return result
    }
}
