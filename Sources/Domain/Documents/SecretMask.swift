/// Hides secrets in one line of a YAML file, or of a file of variables, before it is shown.
package enum SecretMask {
    /// The line with every value under a secret name replaced (`token: x`, `TOKEN=x`), and the password of every URL.
    ///
    /// - Parameters:
    ///   - path: Where in the document the shown place is. When that is a secret itself, all from the place on is
    ///     hidden even if its key stands on an earlier line.
    ///   - column: The shown place, counted from 1.
    package static func masked(_ line: String, path: String, column: Int) -> String {
        var scalars = Array(line.unicodeScalars)
        if SecretName.isSecret(path: path), !holdsKey(scalars, lastOf: path) {
            let start = min(max(column - 1, 0), scalars.count)
            scalars.replaceSubrange(start..., with: SecretName.mask.unicodeScalars)
        }
        var index = 0
        while index < scalars.count {
            let isAssignment = scalars[index] == "="
            guard isAssignment || scalars[index] == ":" && isEndOfKey(scalars, index) else {
                index += 1
                continue
            }
            let name = key(scalars, before: index)
            var start = index + 1
            while start < scalars.count, scalars[start] == " " { start += 1 }
            if SecretName.isSecret(name), start < scalars.count, scalars[start] != "#" {
                let end = isAssignment ? scalars.count : endOfValue(scalars, from: start)
                scalars.replaceSubrange(start..<end, with: SecretName.mask.unicodeScalars)
                index = start + SecretName.mask.unicodeScalars.count
            } else {
                index += 1
            }
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return SecretName.withoutUserInformation(String(result))
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
        var start = colon
        while start > max(0, colon - longestKey), !" \t{,[".unicodeScalars.contains(scalars[start - 1]) { start -= 1 }
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
