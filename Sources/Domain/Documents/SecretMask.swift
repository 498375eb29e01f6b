/// Hides secrets in one line of a YAML file, or of a file of variables, before it is shown.
package enum SecretMask {
    /// The line with every value under a secret name replaced (`token: x`, `TOKEN=x`), and the password of every URL.
    ///
    /// - Parameters:
    ///   - path: Where in the document the shown place is. When that is a secret itself, all from the place on is
    ///     hidden even if its key stands on an earlier line.
    ///   - column: The shown place, counted from 1.
    /// - Returns: The line as it is shown, and where the place is in it.
    package static func masked(_ line: String, path: String, column: Int) -> (line: String, column: Int) {
        var scalars = Array(line.unicodeScalars)
        var place = min(max(column - 1, 0), scalars.count)
        if SecretName.isSecret(path: path), !holdsKey(scalars, lastOf: path) {
            // Nothing stands behind the mask, and the mark belongs to its beginning.
            scalars.replaceSubrange(place..., with: SecretName.mask.unicodeScalars)
        }
        for range in values(in: scalars).reversed() {
            scalars.replaceSubrange(range, with: SecretName.mask.unicodeScalars)
            if place >= range.upperBound {
                place += SecretName.mask.unicodeScalars.count - range.count
            } else if place >= range.lowerBound {
                place = range.lowerBound
            }
        }
        let result = SecretName.withoutUserInformation(text(scalars[...]))
        // Up to the place both texts are the same, unless the place is within what is hidden.
        let before = SecretName.withoutUserInformation(text(scalars[..<place])).unicodeScalars
        let common = zip(before, result.unicodeScalars).prefix { $0 == $1 }.count
        return (result, common + 1)
    }

    /// Whether ``masked(_:path:column:)`` hides what stands at the place itself.
    ///
    /// - Parameter values: The values under secret names in the line.
    static func hides(_ values: [Range<Int>], in line: [Unicode.Scalar], path: String, column: Int) -> Bool {
        if SecretName.isSecret(path: path), !holdsKey(line, lastOf: path) { return true }
        return values.contains { $0.contains(min(max(column - 1, 0), line.count)) }
    }

    /// A text with every value under a secret name replaced.
    package static func masked(_ text: String) -> String { masked(text, path: "", column: 1).line }

    /// Where values under secret names stand in a line, in their order.
    static func values(in scalars: [Unicode.Scalar]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = 0
        while index < scalars.count {
            let isAssignment = scalars[index] == "="
            guard isAssignment || scalars[index] == ":" else {
                index += 1
                continue
            }
            // Without a blank behind the colon it is no key in YAML, and yet what somebody wrote for one.
            let isKey = isAssignment || isEndOfKey(scalars, index)
            let name = isKey ? key(scalars, before: index) : word(scalars, before: index)
            var start = index + 1
            while start < scalars.count, scalars[start] == " " || scalars[start] == "\t" { start += 1 }
            if SecretName.isSecret(name), start < scalars.count, scalars[start] != "#" {
                let end = isAssignment ? scalars.count : endOfValue(scalars, from: start)
                ranges.append(start..<end)
                index = max(end, index + 1)
            } else {
                index += 1
            }
        }
        return ranges
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private static func holdsKey(_ scalars: [Unicode.Scalar], lastOf path: String) -> Bool {
        let names = path.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }).map(String.init)
        guard let name = names.last(where: { SecretName.isSecret($0) }) else { return false }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text).contains(name)
    }

    private static func isEndOfKey(_ scalars: [Unicode.Scalar], _ colon: Int) -> Bool {
        let next = colon + 1
        return next == scalars.count || scalars[next] == " " || scalars[next] == "\t"
            || colon > 0 && (scalars[colon - 1] == "'" || scalars[colon - 1] == "\"")
    }

    /// Longest name of a key that is looked at, from its end.
    private static let longestKey = 256

    private static func key(_ scalars: [Unicode.Scalar], before colon: Int) -> String {
        var colon = colon
        while colon > 0, scalars[colon - 1] == " " || scalars[colon - 1] == "\t" { colon -= 1 }
        var start = colon
        while start > max(0, colon - longestKey), !" \t{,[".unicodeScalars.contains(scalars[start - 1]) { start -= 1 }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<colon])
        return String(text)
    }

    /// The word that ends at a colon; empty when it is a part of something else, such as a URL.
    private static func word(_ scalars: [Unicode.Scalar], before colon: Int) -> String {
        func isPart(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isASCII && NameGrammar.isLetter(UInt8(scalar.value), upperCase: true)
                || "_-'\"".unicodeScalars.contains(scalar)
        }
        var start = colon
        while start > max(0, colon - longestKey), isPart(scalars[start - 1]) { start -= 1 }
        guard start == 0 || " \t{,[".unicodeScalars.contains(scalars[start - 1]) else { return "" }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<colon])
        return String(text)
    }

    /// In flow style a value ends at a comma or brace; telling the styles apart in one line is not possible, so an
    /// unquoted value is taken to the end of the line unless a key follows a comma.
    private static func endOfValue(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        var index = start
        var quote: Unicode.Scalar?
        while index < scalars.count {
            let scalar = scalars[index]
            if let open = quote {
                if scalar == open { quote = nil }
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
            } else if scalar == ",", followsKey(scalars, after: index) {
                return index
            }
            index += 1
        }
        return index
    }

    private static func followsKey(_ scalars: [Unicode.Scalar], after comma: Int) -> Bool {
        guard comma + 1 < scalars.count, scalars[comma + 1] == " " else { return false }
        for index in (comma + 1)..<scalars.count {
            if scalars[index] == ":" { return isEndOfKey(scalars, index) }
            if scalars[index] == "," { return false }
        }
        return false
    }
}
