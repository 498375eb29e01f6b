/// The patterns of `--filter`: regular expressions, searched anywhere in a text; one that is found is enough.
/// Source: command-line contract, section 2.4.
package struct TextFilter: Equatable, Sendable {
    /// Characters that one pattern may have.
    package static let longestPattern = 1000
    /// Characters of a text that is searched; in a longer one nothing is found.
    package static let longestText = 10_000

    /// Kept as text, because a compiled expression cannot be shared between tasks.
    private let patterns: [String]

    /// Everything passes.
    package static let all = TextFilter(checked: [])

    private init(checked patterns: [String]) { self.patterns = patterns }

    package init(_ patterns: [String]) throws(TextFilterError) {
        for pattern in patterns { _ = try Self.compiled(pattern) }
        self.patterns = patterns
    }

    /// Exactly these texts.
    package static func exactly(_ texts: [String]) -> TextFilter {
        TextFilter(checked: texts.map { "\\A" + escaped($0) + "\\z" })
    }

    /// Whether there is no pattern, so that everything passes.
    package var isEmpty: Bool { patterns.isEmpty }

    /// The texts that pass, in their order.
    package func passing(_ texts: [String]) -> [String] { passing(texts) { $0 } }

    /// The elements whose text passes; one without a text passes only a filter without patterns.
    package func passing<Element>(_ elements: [Element], by text: (Element) -> String?) -> [Element] {
        if isEmpty { return elements }
        let expressions = patterns.map { pattern in
            do throws(TextFilterError) {
                return try Self.compiled(pattern)
            } catch {
                preconditionFailure("'\(pattern)' was compiled before")
            }
        }
        return elements.filter { element in
            guard let text = text(element), text.unicodeScalars.count <= Self.longestText else { return false }
            let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
            return expressions.contains { text.contains(isASCII ? $0.forASCII : $0.forOthers) }
        }
    }

    /// A pattern for two kinds of texts. The edges of words that Python knows, Swift 6.3 finds in ASCII only where it
    /// compares characters; where it compares scalars, as Python does, digits are no part of a word.
    private struct Expression {
        let forASCII: Regex<AnyRegexOutput>
        let forOthers: Regex<AnyRegexOutput>
    }

    private static func compiled(_ pattern: String) throws(TextFilterError) -> Expression {
        guard pattern.unicodeScalars.count <= longestPattern else { throw .tooLong(limit: longestPattern) }
        do {
            let expression = try Regex(PythonPattern.inSwift(pattern))
            return Expression(
                forASCII: expression.wordBoundaryKind(.simple),
                forOthers: expression.matchingSemantics(.unicodeScalar))
        } catch {
            throw .malformed(pattern: pattern, reason: "\(error)")
        }
    }

    /// The pattern that finds just `text`: every ASCII character that could be an operator is escaped.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII && !NameGrammar.isWord(String(scalar), extra: []) { result.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}

/// Why a text cannot be a filter.
package enum TextFilterError: Error, Equatable, Sendable {
    case tooLong(limit: Int)
    case malformed(pattern: String, reason: String)

    /// The sentence for people.
    package var text: String {
        switch self {
        case .tooLong(let limit): "a filter may have at most \(limit) characters"
        case .malformed(let pattern, let reason): "'\(pattern)' is no regular expression: \(reason)"
        }
    }
}
