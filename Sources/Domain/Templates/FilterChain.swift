/// The filters of an expression, a block or a piece of text.
enum FilterChain {
    static func apply(
        _ filters: [TemplateFilter], to value: TemplateValue, _ meter: Meter
    ) throws(TemplateFault) -> [Unicode.Scalar] {
        let rest = filters.filter { $0 != .n }
        var text: [Unicode.Scalar]
        if rest.count == filters.count || rest.first == .str || rest.first == .unicode || rest.first == .decode {
            text = try ValueText.plain(value, meter)
        } else if case .text(let scalars) = value {
            text = scalars
        } else if case .undefined(let name) = value {
            throw TemplateValue.fault(undefined: name, in: "printed")
        } else {
            throw TemplateFault(
                .value, "the filter 'n' needs a text, and this is of type '\(value.typeName)'",
                hint: "leave out the 'n', or write str(…)")
        }
        // What was escaped for HTML is not escaped for HTML again.
        var isEscaped = false
        for filter in rest {
            if filter == .h && isEscaped { continue }
            text = apply(filter, text)
            try meter.text(text.count)
            isEscaped = filter == .h || isEscaped && [.trim, .str, .unicode, .decode].contains(filter)
        }
        return text
    }

    private static func apply(_ filter: TemplateFilter, _ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        switch filter {
        case .h, .x: text.flatMap { escapes[$0] ?? [$0] }
        case .u: String(String.UnicodeScalarView(text)).utf8.flatMap(formEncoded)
        case .trim: TextMethods.strip(text)
        case .json:
            JSONWriter.text(of: .string(String(String.UnicodeScalarView(text)))).unicodeScalars.flatMap(printable)
        case .n, .str, .unicode, .decode: text
        }
    }

    private static let escapes: [Unicode.Scalar: [Unicode.Scalar]] = [
        "&": Array("&amp;".unicodeScalars), "<": Array("&lt;".unicodeScalars), ">": Array("&gt;".unicodeScalars),
        "\"": Array("&#34;".unicodeScalars), "'": Array("&#39;".unicodeScalars),
    ]

    /// What a YAML file must not hold, or would read as a line end, as the escape that JSON has for it.
    private static func printable(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        case 0x7F...0x9F, 0xFFFE, 0xFFFF:
            let digits = String(scalar.value, radix: 16)
            return Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
        default: return [scalar]
        }
    }

    private static func formEncoded(_ byte: UInt8) -> [Unicode.Scalar] {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "~"):
            return [Unicode.Scalar(byte)]
        case UInt8(ascii: " "): return ["+"]
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            return Array(("%" + (digits.count < 2 ? "0" : "") + digits).unicodeScalars)
        }
    }
}
