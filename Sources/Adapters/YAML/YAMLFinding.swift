import CYaml
internal import Domain

/// A mistake in a YAML text, before it is known in which file and at which key.
struct YAMLFinding: Error {
    /// Stands in a message for the place of ``reference``, which is known only once it is known where the text stands.
    static let placeMark = "{place}"

    var position: SourcePosition
    /// May hold ``placeMark`` for ``reference``.
    let message: String
    /// A second place that the message speaks of.
    var reference: SourcePosition?
    var found: String?
    var expected: String?
    var hint: String?

    init(
        _ position: SourcePosition, _ message: String, reference: SourcePosition? = nil, found: String? = nil,
        expected: String? = nil, hint: String? = nil
    ) {
        self.position = position
        self.message = message
        self.reference = reference
        self.found = found
        self.expected = expected
        self.hint = hint
    }

    /// What libyaml says, in our words where we know a better one.
    init(_ parser: yaml_parser_t, _ bytes: UnsafeBufferPointer<UInt8>) {
        let problem = parser.problem.map { String(cString: $0) } ?? "unknown problem"
        switch parser.error {
        case YAML_READER_ERROR:
            let offset = min(Int(parser.problem_offset), bytes.count)
            self.init(
                SourcePosition(offset: offset, in: bytes), "a character that may not stand in a YAML file",
                found: parser.problem_value >= 0
                    ? "U+" + String(parser.problem_value, radix: 16, uppercase: true) : nil,
                hint: "write it as an escape between double quotes, for example \"\\x07\"")
        case YAML_SCANNER_ERROR, YAML_PARSER_ERROR:
            self.init(parser, problem: problem, bytes)
        default:
            self.init(SourcePosition(parser.problem_mark), "the file cannot be read: \(problem)")
        }
    }

    private init(_ parser: yaml_parser_t, problem: String, _ bytes: UnsafeBufferPointer<UInt8>) {
        let mark = parser.problem_mark
        let position = SourcePosition(mark)
        let byte = Self.byte(atCharacter: Int(mark.index), in: bytes)
        let context = parser.context.map { String(cString: $0) } ?? ""
        let beginning = SourcePosition(parser.context_mark)
        let place = Self.placeMark
        if byte == 0x09, problem.contains("cannot start any token") || problem.contains("tab") {
            self.init(
                position, "a tab cannot separate or indent", found: "a tab", expected: "blanks",
                hint: "replace the tab by blanks")
        } else if problem.hasPrefix("mapping values are not allowed") {
            self.init(
                position, "a key and its value cannot stand here", found: ":",
                hint: "check the indentation; a text that holds ': ' must be quoted")
        } else if context.contains("flow sequence") {
            self.init(
                position, "the list that begins at \(place) is not closed", reference: beginning, expected: "',' or ']'"
            )
        } else if context.contains("flow mapping") {
            self.init(
                position, "the mapping that begins at \(place) is not closed", reference: beginning,
                expected: "',' or '}'")
        } else if problem == "found unexpected ':'" {
            self.init(
                position, "there is no blank behind the colon", found: ":", hint: "write it as in {key: } or {key: [a]}"
            )
        } else if problem.contains("could not find expected ':'") {
            self.init(
                beginning, "this should be a key and has no colon behind it",
                hint: "write 'key: value', or check the indentation")
        } else if problem.contains("Unicode character escape") {
            self.init(
                position, "this escape stands for no character",
                hint: "characters beyond U+FFFF are written as \\U0001F600, or as a pair: \\ud83d\\ude00")
        } else if context.contains("quoted scalar"), problem.contains("end of stream") {
            self.init(
                SourcePosition(parser.context_mark), "the quote is not closed", expected: "the same quote again")
        } else if problem.contains("cannot start any token") {
            let character = byte.map { String(UnicodeScalar($0)) } ?? ""
            self.init(
                position, "a text cannot begin with this character", found: character, hint: "put the text in quotes")
        } else if problem.contains("escape character") {
            self.init(
                position, "unknown escape in a text between double quotes",
                hint: "write \\\\ for a backslash, or use single quotes")
        } else if context.contains("block mapping"), problem.contains("expected key") {
            self.init(
                position, "this does not belong to the mapping that begins at \(place)", reference: beginning,
                hint: "check the indentation")
        } else if context.contains("block collection") {
            self.init(
                position, "this does not belong to the list that begins at \(place)", reference: beginning,
                hint: "check the indentation")
        } else {
            // Two places in one sentence would be one too many, unless it says what each is.
            let isElsewhere = !context.isEmpty && beginning != position
            self.init(
                position,
                "no YAML: \(problem)" + (context.isEmpty ? "" : " \(context)")
                    + (isElsewhere ? ", which begins at \(place)" : ""),
                reference: isElsewhere ? beginning : nil)
        }
    }

    /// The mistake at the places of the text that was given.
    func restored(_ mending: YAMLMending) -> YAMLFinding {
        var finding = self
        finding.position = mending.original(position)
        finding.reference = reference.map(mending.original)
        return finding
    }

    private static func byte(atCharacter index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt8? {
        var character = 0
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while offset < bytes.count {
            if character == index { return bytes[offset] }
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            character += 1
        }
        return nil
    }
}

extension SourcePosition {
    /// The place in words.
    var words: String { "line \(line), column \(column)" }

    /// The place of a byte of a UTF-8 text.
    init(offset: Int, in bytes: some Collection<UInt8>) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column)
    }
}
