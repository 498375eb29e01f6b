/// Writes JSON texts.
package struct JSONWriter {
    /// How the text is laid out.
    package enum Layout: Sendable {
        /// No white space at all; characters above ASCII as they are. What the server sends.
        case compact
        /// One line with a blank behind every comma and colon: how 0.25's servers write, for people.
        case spaced
        /// Four spaces a level, everything above ASCII as `\uXXXX`: what 0.25 prints and stores.
        case indented
    }

    private let layout: Layout
    private var bytes: [UInt8] = []

    private init(layout: Layout) { self.layout = layout }

    /// - Returns: The UTF-8 text. Numbers that JSON cannot express (NaN, infinities) become `null`.
    package static func bytes(of value: JSONValue, layout: Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout: layout)
        writer.bytes.reserveCapacity(256)
        writer.write(value, depth: 0)
        return writer.bytes
    }

    package static func text(of value: JSONValue, layout: Layout = .compact) -> String {
        String(decoding: bytes(of: value, layout: layout), as: UTF8.self)
    }

    private mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): append(String(number))
        case .largeInteger(let digits): append(digits)
        case .double(let number): append(number.isFinite ? number.description : "null")
        case .string(let text): write(text)
        case .array(let items):
            writeList(open: "[", close: "]", count: items.count, depth: depth) { writer, position in
                writer.write(items[position], depth: depth + 1)
            }
        case .object(let object):
            let names = object.names
            let values = object.values
            writeList(open: "{", close: "}", count: names.count, depth: depth) { writer, position in
                writer.write(names[position])
                writer.append(writer.layout == .compact ? ":" : ": ")
                writer.write(values[position], depth: depth + 1)
            }
        }
    }

    private mutating func writeList(
        open: String, close: String, count: Int, depth: Int, item: (inout JSONWriter, Int) -> Void
    ) {
        append(open)
        for position in 0..<count {
            if position > 0 { append(layout == .spaced ? ", " : ",") }
            breakLine(depth: depth + 1)
            item(&self, position)
        }
        if count > 0 { breakLine(depth: depth) }
        append(close)
    }

    private mutating func breakLine(depth: Int) {
        guard layout == .indented else { return }
        append("\n")
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 4))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if layout != .indented {
            for byte in text.utf8 { writeByte(byte) }
        } else {
            for scalar in text.unicodeScalars {
                if scalar.isASCII { writeByte(UInt8(scalar.value)) } else { writeEscaped(scalar) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeByte(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0..<0x20: writeUnit(UInt16(byte))
        default: bytes.append(byte)
        }
    }

    private mutating func writeEscaped(_ scalar: Unicode.Scalar) {
        for unit in UTF16.encode(scalar)! { writeUnit(unit) }
    }

    private mutating func writeUnit(_ unit: UInt16) {
        append("\\u")
        let digits = Array("0123456789abcdef".utf8)
        for shift in [12, 8, 4, 0] { bytes.append(digits[Int(unit >> UInt16(shift)) & 15]) }
    }
}
