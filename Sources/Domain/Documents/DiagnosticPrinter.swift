/// Writes diagnostics for people: where, what, the line itself with a mark under the place, and what to do.
///
/// ```
/// app.yml:7:10: error: this is not a label (deployIn.labels[0])
///     7 |   labels: [Web]
///       |            ^
///   found: Web
///   expected: groups of lower-case letters and digits, …
///   hint: did you mean 'web'?
/// ```
/// Values under names that sound like secrets are masked, also where they only stand on the shown line, or began on a line
/// above it. Control
/// characters are written as escapes, so that a file cannot talk to the terminal.
package struct DiagnosticPrinter: Sendable {
    /// Longest line that is shown, in characters. Of a longer one, the part around the mark.
    private static let longestLine = 120

    /// A line beyond this is not shown at all: no person wrote it, and secrets are looked for in whole lines.
    private static let longestMaskedLine = 4096

    /// A line that has more mistakes than this is not shown with the others of them: who has seen it so often has seen it,
    /// and time grows with the text and not with its square.
    private static let mostRepeats = 20

    /// Whether to colour with ANSI sequences.
    package let isColoured: Bool

    package init(isColoured: Bool = false) { self.isColoured = isColoured }

    /// - Parameter source: The text of a file by its name, or `nil` when it cannot be had; then no line is shown.
    /// - Returns: The diagnostics in their order, each ending with a line end.
    package func text(of diagnostics: [Diagnostic], source: (String) -> String?) -> String {
        let texts = Self.texts(of: diagnostics, source)
        var repeats: [Place: Int] = [:]
        return diagnostics.map { diagnostic in
            let place = Place(file: diagnostic.file, line: diagnostic.position.line)
            repeats[place, default: 0] += 1
            let isShown = repeats[place, default: 0] <= Self.mostRepeats
            return text(of: diagnostic, texts[diagnostic.file], isShown: isShown)
        }.joined()
    }

    /// The diagnostics as programs are told them: what was found, and what to try, without secrets.
    package static func withoutSecrets(_ diagnostics: [Diagnostic], source: (String) -> String?) -> [Diagnostic] {
        let texts = texts(of: diagnostics, source)
        return diagnostics.map { withoutSecrets($0, isHidden: texts[$0.file]?.isHidden($0) ?? false) }
    }

    /// The lines of a file, and what of them is no one's to see. A class, since it remembers the line that was asked for
    /// last: a line may have thousands of mistakes.
    private final class Text {
        let lines: [Substring]
        let secrets: SecretLines
        private var last: (line: Int, scalars: [Unicode.Scalar], hidden: [Range<Int>])?

        init(_ text: String) {
            // A CR LF is one Character.
            lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
            secrets = SecretLines(lines)
        }

        func line(_ number: Int) -> Substring? { lines.indices.contains(number - 1) ? lines[number - 1] : nil }

        /// Whether what a diagnostic is about is a secret, or a part of one.
        func isHidden(_ diagnostic: Diagnostic) -> Bool {
            let position = diagnostic.position
            guard !secrets.contains(position.line) else { return true }
            // The column says nothing of a whole file.
            guard position != .whole, let line = line(position.line) else { return false }
            if last?.line != position.line {
                let scalars = canBeMasked(line) ? Array(line.unicodeScalars) : []
                last = (position.line, scalars, SecretMask.values(in: scalars))
            }
            guard let last, !last.scalars.isEmpty else { return false }
            return SecretMask.hides(last.hidden, in: last.scalars, path: diagnostic.path, column: position.column)
        }
    }

    private static func texts(of diagnostics: [Diagnostic], _ source: (String) -> String?) -> [String: Text] {
        var texts: [String: Text] = [:]
        for file in Set(diagnostics.map(\.file)) { texts[file] = source(file).map { Text($0) } }
        return texts
    }

    private static func withoutSecrets(_ diagnostic: Diagnostic, isHidden: Bool) -> Diagnostic {
        var shown = diagnostic
        shown.found = diagnostic.found.map { found in
            let isSecret = SecretName.isSecret(path: diagnostic.path) && !diagnostic.path.hasSuffix(found)
            return isHidden || isSecret ? SecretName.mask : SecretName.withoutUserInformation(SecretMask.masked(found))
        }
        guard isHidden else { return shown }
        shown.hint = nil
        if let found = diagnostic.found, !found.isEmpty {
            // Of an alias the name may be told too.
            let names = [found, String(found.drop { $0 == "*" || $0 == "&" })].filter { !$0.isEmpty }
            for name in names { shown.message = shown.message.replacing(name, with: SecretName.mask) }
        }
        return shown
    }

    private struct Place: Hashable {
        let file: String
        let line: Int
    }

    /// - Parameter source: The text of the file; `nil` when it cannot be had.
    package func text(of diagnostic: Diagnostic, source: String?) -> String {
        text(of: diagnostic, source.map { Text($0) }, isShown: true)
    }

    private func text(of diagnostic: Diagnostic, _ text: Text?, isShown: Bool) -> String {
        let diagnostic = Self.withoutSecrets(diagnostic, isHidden: text?.isHidden(diagnostic) ?? false)
        let position = diagnostic.position
        let file = diagnostic.file.isEmpty ? "''" : Self.escaped(diagnostic.file)
        let place = position == .whole ? "\(file):" : "\(file):\(position.line):\(position.column):"
        let isError = diagnostic.severity == .error
        let severity = coloured(diagnostic.severity.rawValue + ":", isError ? "1;31" : "1;35")
        var result = "\(coloured(place, "1")) \(severity) \(Self.shown(diagnostic.message))"
        if !diagnostic.path.isEmpty { result += " (\(Self.escaped(diagnostic.path)))" }
        result += "\n"
        if isShown, let text, let line = text.line(position.line), Self.canBeMasked(line) {
            result += excerpt(
                of: String(line), at: position, path: diagnostic.path, isSecret: text.secrets.contains(position.line))
        }
        if let found = diagnostic.found { result += "  found: \(Self.shown(found))\n" }
        if let expected = diagnostic.expected { result += "  expected: \(Self.shown(expected))\n" }
        if let hint = diagnostic.hint { result += "  \(coloured("hint:", "1;36")) \(Self.shown(hint))\n" }
        return result
    }

    private static func canBeMasked(_ line: Substring) -> Bool {
        // Bytes are counted at once, characters one by one; each has four bytes at the most.
        line.utf8.count <= 4 * longestMaskedLine && line.unicodeScalars.count <= longestMaskedLine
    }

    private func excerpt(of line: String, at position: SourcePosition, path: String, isSecret: Bool) -> String {
        let blanks = String(line.prefix { $0 == " " })
        let masked =
            isSecret
            ? (line: blanks + SecretName.mask, column: blanks.count + 1)
            : SecretMask.masked(line, path: path, column: position.column)
        var scalars = Array(masked.line.unicodeScalars)
        var column = max(0, min(masked.column - 1, scalars.count))
        if scalars.count > Self.longestLine {
            let start = max(0, min(column - Self.longestLine / 2, scalars.count - Self.longestLine))
            scalars = Array(scalars[start..<(start + Self.longestLine)])
            column -= start
        }
        var text = ""
        var mark = ""
        for (index, scalar) in scalars.enumerated() {
            let piece = scalar == "\t" ? "    " : Self.escaped(String(scalar))
            text += piece
            if index < column { mark += String(repeating: " ", count: piece.count) }
        }
        let number = String(position.line)
        let margin = String(repeating: " ", count: number.count)
        let end = text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? text.startIndex
        return "  \(number) | \(text[..<end])\n  \(margin) | \(mark)\(coloured("^", "1;32"))\n"
    }

    private static func shown(_ text: String) -> String { SecretName.withoutUserInformation(escaped(text)) }

    private func coloured(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// The text with control characters, and those that turn the direction of writing, as escapes.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: result += "\\n"
            case 0x0D: result += "\\r"
            case 0x09: result += "\\t"
            case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF:
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
