import Domain

/// Reads the part of YAML that Director files are written in: block mappings and sequences, plain, quoted and block
/// scalars, one-line flow collections, comments, and the tag `!ENV` with `${NAME}` and `${NAME:default}`.
///
/// Anchors, aliases and flow collections over several lines are not read: a file that has them is refused.
struct DirectorFileReader {
    private var lines: [String]
    private var index = 0
    private let environment: [String: String]

    private init(_ text: String, environment: [String: String]) {
        // By bytes: "\r\n" is one Character.
        lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
        }
        self.environment = environment
    }

    /// - Parameter environment: What `!ENV` reads; absent names are empty.
    static func document(
        of text: String, environment: [String: String]
    ) throws(DirectorFileError) -> JSONValue {
        var reader = DirectorFileReader(text, environment: environment)
        return try reader.readDocument()
    }

    private mutating func readDocument() throws(DirectorFileError) -> JSONValue {
        if skipBlank(), lines[index].hasPrefix("---") { index += 1 }
        guard skipBlank() else { return .null }
        let value = try readBlock(indent: indent, depth: 0)
        if skipBlank(), !lines[index].hasPrefix("...") { throw trouble("expected the end of the document") }
        return value
    }

    private func trouble(_ message: String) -> DirectorFileError {
        .unreadable(message, line: min(index + 1, lines.count))
    }

    private var content: String { lines[index].trimmed }

    private var indent: Int { lines[index].prefix { $0 == " " }.count }

    /// - Returns: Whether a line with content is left; ``index`` is at it then.
    private mutating func skipBlank() -> Bool {
        while index < lines.count {
            if !content.isEmpty, !content.hasPrefix("#") { return true }
            index += 1
        }
        return false
    }

    /// Whether the next line with content is indented by exactly `indent` and does not end the document.
    private mutating func isAt(_ indent: Int) throws(DirectorFileError) -> Bool {
        guard skipBlank() else { return false }
        if lines[index].dropFirst(self.indent).first == "\t" {
            throw trouble("found character '\\t' that cannot start any token")
        }
        return self.indent == indent && !(indent == 0 && lines[index].hasPrefix("..."))
    }

    private static func isItem(_ content: String) -> Bool { content == "-" || content.hasPrefix("- ") }

    private mutating func readBlock(indent: Int, depth: Int) throws(DirectorFileError) -> JSONValue {
        guard depth < FlowReader.depthLimit else { throw trouble("collections are nested too deep") }
        if Self.isItem(content) { return try readSequence(indent: indent, depth: depth) }
        if Self.key(in: content) != nil { return try readMapping(indent: indent, depth: depth) }
        let text = content
        index += 1
        return try scalar(text)
    }

    private mutating func readSequence(indent: Int, depth: Int) throws(DirectorFileError) -> JSONValue {
        var items: [JSONValue] = []
        while try isAt(indent), Self.isItem(content) {
            let rest = String(content.dropFirst()).trimmed
            if rest.isEmpty || rest.hasPrefix("#") {
                index += 1
                if skipBlank(), self.indent > indent {
                    items.append(try readBlock(indent: self.indent, depth: depth + 1))
                } else {
                    items.append(.null)
                }
            } else if Self.isItem(rest) || Self.key(in: rest) != nil {
                // A collection that begins on the line of the dash is a block as far in as its first character.
                let width = indent + content.count - rest.count
                lines[index] = String(repeating: " ", count: width) + rest
                items.append(try readBlock(indent: width, depth: depth + 1))
            } else {
                items.append(try readValue(rest, indent: indent))
            }
        }
        return .array(items)
    }

    private mutating func readMapping(indent: Int, depth: Int) throws(DirectorFileError) -> JSONValue {
        var object = JSONObject()
        while try isAt(indent) {
            guard let (key, rest) = Self.key(in: content) else { throw trouble("could not find expected ':'") }
            guard object[key] == nil else { throw trouble("found duplicate key \"\(key)\"") }
            if !rest.isEmpty, !rest.hasPrefix("#") {
                object[key] = try readValue(rest, indent: indent)
                continue
            }
            index += 1
            if skipBlank(), self.indent > indent {
                object[key] = try readBlock(indent: self.indent, depth: depth + 1)
            } else if index < lines.count, self.indent == indent, Self.isItem(content) {
                object[key] = try readSequence(indent: indent, depth: depth + 1)
            } else {
                object[key] = .null
            }
        }
        if skipBlank(), self.indent > indent { throw trouble("mapping values are not allowed here") }
        return .object(object)
    }

    /// What stands behind a key or a dash, which may be the head of a block scalar.
    private mutating func readValue(_ text: String, indent: Int) throws(DirectorFileError) -> JSONValue {
        let head = Self.withoutComment(text)
        guard let style = head.first, style == "|" || style == ">",
            head.dropFirst().allSatisfy({ "+-0123456789".contains($0) })
        else {
            defer { index += 1 }
            return try scalar(text)
        }
        index += 1
        var block: [String] = []
        var inner: Int?
        while index < lines.count {
            let isBlank = content.isEmpty
            if !isBlank, self.indent <= indent { break }
            if inner == nil, !isBlank { inner = self.indent }
            block.append(isBlank ? "" : String(lines[index].dropFirst(inner ?? 0)))
            index += 1
        }
        while block.last == "" { block.removeLast() }
        let joined = block.joined(separator: style == "|" ? "\n" : " ")
        return .string(head.contains("-") || joined.isEmpty ? joined : joined + "\n")
    }

    private func scalar(_ text: String) throws(DirectorFileError) -> JSONValue {
        var flow = FlowReader(text.trimmed)
        let value: JSONValue?
        do throws(FlowReader.Mistake) {
            value = try flow.readDocument(resolve: resolve)
        } catch {
            throw trouble(error.message)
        }
        return value ?? .null
    }

    /// Puts the environment into the text of an `!ENV` tag.
    private func resolve(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            result += rest[..<start.lowerBound]
            let parts = rest[start.upperBound..<end].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            result += environment[String(parts[0])] ?? (parts.count > 1 ? String(parts[1]) : "")
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// `key: rest` → (key, rest); `nil` when the line is no entry of a mapping.
    private static func key(in line: String) -> (key: String, rest: String)? {
        guard let first = line.first, !"[{&*%@`!|>#".contains(first) else { return nil }
        var end: String.Index?
        if first == "\"" || first == "'" {
            guard let close = line.dropFirst().firstIndex(of: first) else { return nil }
            let colon = line.index(after: close)
            guard colon < line.endIndex, line[colon] == ":" else { return nil }
            end = colon
        } else {
            var position = line.startIndex
            while let colon = line[position...].firstIndex(of: ":") {
                let next = line.index(after: colon)
                if next == line.endIndex || line[next] == " " || line[next] == "\t" {
                    end = colon
                    break
                }
                position = next
            }
            if let end, line[..<end].contains(" #") { return nil }
        }
        guard let end, end > line.startIndex else { return nil }
        var key = String(line[..<end]).trimmed
        if first == "\"" || first == "'" { key = String(key.dropFirst().dropLast()) }
        return (key, String(line[line.index(after: end)...]).trimmed)
    }

    private static func withoutComment(_ text: String) -> String {
        guard let comment = text.firstRange(of: " #") else { return text }
        return String(text[..<comment.lowerBound]).trimmed
    }
}
