/// Why a text is no JSON document that we take.
package enum JSONError: Error, Equatable, Sendable {
    /// The text breaks RFC 8259 at this byte.
    case malformed(offset: Int)
    /// Arrays and objects are nested deeper than the limit.
    case tooDeep(limit: Int)
    /// The bytes are not UTF-8.
    case notUTF8
}

/// Reads JSON texts (RFC 8259) in time linear in their length, with a limit on depth.
package struct JSONReader {
    /// Deeper than any document of the API; shallow enough for the stack of any thread.
    package static let defaultDepth = 64

    private let bytes: [UInt8]
    private let depthLimit: Int
    private let isLenient: Bool
    private var offset = 0

    private init(_ bytes: [UInt8], depthLimit: Int, isLenient: Bool) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        self.isLenient = isLenient
    }

    /// - Parameter depthLimit: How many arrays and objects may be open at once.
    /// - Throws: ``JSONError``.
    package static func value(of bytes: [UInt8], depthLimit: Int = defaultDepth) throws(JSONError) -> JSONValue {
        try value(of: bytes, depthLimit: depthLimit, isLenient: false)
    }

    /// Reads what another server answered: servers written in Python send `NaN`, `Infinity` and halves of surrogate
    /// pairs, which are no JSON. The numbers are read as `null`, the halves as U+FFFD; one odd value must not cost the
    /// whole answer.
    ///
    /// - Throws: ``JSONError``.
    package static func answer(of bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try value(of: bytes, depthLimit: 2 * defaultDepth, isLenient: true)
    }

    private static func value(
        of bytes: [UInt8], depthLimit: Int, isLenient: Bool
    ) throws(JSONError) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var reader = JSONReader(bytes, depthLimit: depthLimit, isLenient: isLenient)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw .malformed(offset: 0) }
        reader.skipSpace()
        let value = try reader.readValue(depth: 0)
        reader.skipSpace()
        guard reader.offset == bytes.count else { throw .malformed(offset: reader.offset) }
        return value
    }

    package static func value(of text: String, depthLimit: Int = defaultDepth) throws(JSONError) -> JSONValue {
        try value(of: Array(text.utf8), depthLimit: depthLimit)
    }

    /// The value of a text whose faults are of no interest: it is a JSON document or it is not.
    package static func valueIfWellFormed(_ text: String) -> JSONValue? {
        do throws(JSONError) { return try value(of: text) } catch { return nil }
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard take(byte) else { throw .malformed(offset: offset) }
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
        switch current {
        case UInt8(ascii: "{"): return try readObject(depth: depth)
        case UInt8(ascii: "["): return try readArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "N") where isLenient: return try readWord("NaN", .null)
        case UInt8(ascii: "I") where isLenient: return try readWord("Infinity", .null)
        case UInt8(ascii: "-") where isLenient && bytes.dropFirst(offset + 1).first == UInt8(ascii: "I"):
            return try readWord("-Infinity", .null)
        default: return try readNumber()
        }
    }

    private mutating func readWord(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in word.utf8 { try expect(byte) }
        return value
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < depthLimit else { throw .tooDeep(limit: depthLimit) }
        offset += 1
        var members: [(name: String, value: JSONValue)] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(JSONObject()) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw .malformed(offset: offset) }
            let name = try readString()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            members.append((name: name, value: try readValue(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(JSONObject(members)) }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < depthLimit else { throw .tooDeep(limit: depthLimit) }
        offset += 1
        var items: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            skipSpace()
            items.append(try readValue(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(items) }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func readString() throws(JSONError) -> String {
        offset += 1
        var plainStart = offset
        var text: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                text.append(contentsOf: bytes[plainStart..<offset])
                offset += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text.append(contentsOf: bytes[plainStart..<offset])
                offset += 1
                try readEscape(into: &text)
                plainStart = offset
            case 0..<0x20: throw .malformed(offset: offset)
            default: offset += 1
            }
        }
        throw .malformed(offset: offset)
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = current else { throw .malformed(offset: offset) }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            var scalar = UInt32(try readUnit())
            if scalar & 0xFC00 == 0xD800 {
                // A high surrogate makes sense only with the low one that follows it.
                let end = offset
                if let low = try readLowSurrogate() {
                    scalar = 0x10000 + ((scalar & 0x3FF) << 10) + (low & 0x3FF)
                } else {
                    guard isLenient else { throw .malformed(offset: offset) }
                    offset = end
                }
            }
            guard let value = Unicode.Scalar(scalar) ?? (isLenient ? "\u{FFFD}" : nil) else {
                throw .malformed(offset: offset)
            }
            text.append(contentsOf: Array(String(Character(value)).utf8))
        default: throw .malformed(offset: offset - 1)
        }
    }

    /// - Returns: `nil` where no low surrogate follows.
    private mutating func readLowSurrogate() throws(JSONError) -> UInt32? {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { return nil }
        let unit = UInt32(try readUnit())
        return unit & 0xFC00 == 0xDC00 ? unit : nil
    }

    private mutating func readUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw .malformed(offset: offset)
            }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }

    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = offset
        var isWhole = true
        _ = take(UInt8(ascii: "-"))
        let firstDigit = offset
        try readDigits()
        if bytes[firstDigit] == UInt8(ascii: "0") && offset - firstDigit > 1 { throw .malformed(offset: firstDigit) }
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try readDigits()
        }
        if let byte = current, byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            isWhole = false
            offset += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try readDigits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isWhole {
            if let number = Int(text) { return .integer(number) }
            guard offset - firstDigit <= LargeInteger.mostDigits else { throw .malformed(offset: start) }
            return .largeInteger(text)
        }
        guard let number = Double(text) else { throw .malformed(offset: start) }
        if !number.isFinite {
            guard isLenient else { throw .malformed(offset: start) }
            return .null
        }
        return .double(number)
    }

    private mutating func readDigits() throws(JSONError) {
        let start = offset
        while let byte = current, NameGrammar.isDigit(byte) { offset += 1 }
        guard offset > start else { throw .malformed(offset: offset) }
    }
}
