/// The lines of a file that go on with a secret which began on a line above: what is quoted over several lines, a block,
/// a value below its key.
///
/// It is no reader of YAML, since what is shown is often no YAML; in doubt a line counts as secret. Takes time linear in
/// the text.
struct SecretLines {
    private var continued: Set<Int> = []
    private static let longestLine = 4096

    /// - Parameter lines: All lines of the file.
    init(_ lines: [Substring]) {
        var above: Open?
        for (index, line) in lines.enumerated() {
            // Of a long line the end says how it goes on.
            let scalars = Array(line.unicodeScalars.suffix(Self.longestLine))
            let indentation = Self.indentation(of: scalars)
            if let open = above {
                if open.takes(scalars, indentation: indentation) {
                    continued.insert(index + 1)
                    above = open.after(scalars)
                    continue
                }
                above = nil
            }
            if let start = Self.secret(in: scalars) {
                above = Open(value: scalars[start...], indentation: indentation)
            }
        }
    }

    /// Whether a line, counted from 1, is hidden whole.
    func contains(_ line: Int) -> Bool { continued.contains(line) }

    /// Where a line begins, the dashes of lists before it counted in.
    private static func indentation(of line: [Unicode.Scalar]) -> Int {
        line.indices.first { index in
            switch line[index] {
            case " ", "\t": false
            case "-": index + 1 < line.count && line[index + 1] != " "
            default: true
            }
        } ?? line.count
    }

    /// Where the value of the last secret of a line begins.
    private static func secret(in scalars: [Unicode.Scalar]) -> Int? {
        if let last = SecretMask.values(in: scalars).last { return last.lowerBound }
        // A key by itself, or one that is written '? KEY'.
        let words = String(String.UnicodeScalarView(scalars)).split(separator: " ")
        guard let last = words.last else { return nil }
        let isKey = last.hasSuffix(":") || words.count == 2 && words[0] == "?"
        return isKey && SecretName.isSecret(String(last)) ? scalars.count : nil
    }

    /// A secret that may go on.
    private struct Open {
        let indentation: Int
        /// Set while its quotation is open.
        var quote: Unicode.Scalar?
        /// Whether nothing of it has come yet.
        var isEmpty: Bool

        init(value: ArraySlice<Unicode.Scalar>, indentation: Int) {
            self.indentation = indentation
            let first = value.first { $0 != " " && $0 != "\t" }
            isEmpty = first.map { "|>&!#".unicodeScalars.contains($0) } ?? true
            if let first, first == "'" || first == "\"" {
                quote = value.count { $0 == first } % 2 == 1 ? first : nil
            }
        }

        func takes(_ line: [Unicode.Scalar], indentation own: Int) -> Bool {
            if quote != nil || own == line.count || own > indentation { return true }
            // Something that should have been further in, and is no key itself.
            return isEmpty && !Self.isKey(line[own...])
        }

        func after(_ line: [Unicode.Scalar]) -> Open {
            var open = self
            if let quote, line.contains(quote) { open.quote = nil }
            if line.contains(where: { $0 != " " && $0 != "\t" }) { open.isEmpty = false }
            return open
        }

        private static func isKey(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
            guard let colon = line.dropFirst().firstIndex(of: ":") else { return line.first == "-" }
            let next = line.index(after: colon)
            return next == line.endIndex || line[next] == " "
        }
    }
}
