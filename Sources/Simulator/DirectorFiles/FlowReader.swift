import Domain

/// Reads one line's worth of a YAML value: a tagged, quoted or plain scalar, or a flow collection that ends on the line.
struct FlowReader {
    struct Mistake: Error {
        let message: String
    }

    /// How deep collections may be nested.
    static let depthLimit = 64

    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    private var current: Character? { position < characters.count ? characters[position] : nil }

    private mutating func skipBlank() {
        while let character = current, character == " " || character == "\t" { position += 1 }
    }

    /// - Parameter resolve: Puts the environment into a text that is tagged `!ENV`.
    mutating func readDocument(resolve: (String) -> String) throws(Mistake) -> JSONValue {
        let value = try readValue(resolve: resolve, stops: "", depth: 0)
        skipBlank()
        guard current == nil || current == "#" else { throw Mistake(message: "unexpected text behind a value") }
        return value
    }

    private mutating func readValue(
        resolve: (String) -> String, stops: String, depth: Int
    ) throws(Mistake) -> JSONValue {
        guard depth < Self.depthLimit else { throw Mistake(message: "collections are nested too deep") }
        skipBlank()
        var tag = ""
        if current == "!" {
            while let character = current, character != " " {
                tag.append(character)
                position += 1
            }
            skipBlank()
        }
        let value: JSONValue
        switch current {
        case "\"", "'": value = .string(try readQuoted())
        case "[": value = try readSequence(resolve: resolve, depth: depth)
        case "{": value = try readMapping(resolve: resolve, depth: depth)
        case "&", "*": throw Mistake(message: "anchors and aliases are not supported")
        case "@", "`", "%": throw Mistake(message: "found character that cannot start any token")
        default:
            let text = readPlain(stops: stops)
            value = tag.isEmpty ? Self.plain(text) : .string(text)
        }
        if tag == "!ENV", case .string(let text) = value { return .string(resolve(text)) }
        return value
    }

    private mutating func readPlain(stops: String) -> String {
        let start = position
        while let character = current, !stops.contains(character) {
            if character == "#", position > start, characters[position - 1] == " " { break }
            position += 1
        }
        return String(characters[start..<position]).trimmed
    }

    private mutating func readQuoted() throws(Mistake) -> String {
        let quote = current
        let start = position
        position += 1
        var text = ""
        while let character = current {
            position += 1
            if character == quote {
                if quote == "'", current == "'" {
                    text.append("'")
                    position += 1
                    continue
                }
                guard quote == "\"" else { return text }
                // The escapes of JSON are those that people use.
                let literal = String(characters[start..<position])
                do throws(JSONError) {
                    return try JSONReader.value(of: literal).string ?? ""
                } catch {
                    throw Mistake(message: "found unknown escape character")
                }
            }
            if character == "\\", quote == "\"" { position += 1 }
            text.append(character)
        }
        throw Mistake(message: "while scanning a quoted scalar: found unexpected end of stream")
    }

    private mutating func readSequence(resolve: (String) -> String, depth: Int) throws(Mistake) -> JSONValue {
        position += 1
        var items: [JSONValue] = []
        while true {
            skipBlank()
            if current == "]" {
                position += 1
                return .array(items)
            }
            items.append(try readValue(resolve: resolve, stops: ",]", depth: depth + 1))
            try separator(before: "]")
        }
    }

    private mutating func readMapping(resolve: (String) -> String, depth: Int) throws(Mistake) -> JSONValue {
        position += 1
        var object = JSONObject()
        while true {
            skipBlank()
            if current == "}" {
                position += 1
                return .object(object)
            }
            let key = current == "\"" || current == "'" ? try readQuoted() : readPlain(stops: ":,}")
            skipBlank()
            if current == ":" {
                position += 1
                object[key] = try readValue(resolve: resolve, stops: ",}", depth: depth + 1)
            } else {
                object[key] = .null
            }
            try separator(before: "}")
        }
    }

    private mutating func separator(before close: Character) throws(Mistake) {
        skipBlank()
        if current == "," {
            position += 1
        } else if current != close {
            throw Mistake(message: "while parsing a flow collection: expected ',' or '\(close)'")
        }
    }

    /// The value of a plain scalar by YAML 1.1's rules, as Director reads it.
    private static func plain(_ text: String) -> JSONValue {
        switch text.lowercased() {
        case "", "~", "null": return .null
        case "true", "yes", "on": return .bool(true)
        case "false", "no", "off": return .bool(false)
        default: break
        }
        if let number = Int(text) { return .integer(number) }
        if text.contains("."), text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }),
            let number = Double(text)
        {
            return .double(number)
        }
        return .string(text)
    }
}
