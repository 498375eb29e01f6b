/// The methods that fill a text up to a width.
enum TextFilling {
    static func apply(
        _ name: String, _ text: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> [Unicode.Scalar] {
        if name == "expandtabs" { return try expandTabs(text, arguments, meter) }
        try arguments.check(name == "zfill" ? 1...1 : 1...2)
        let width = try arguments.integer(0) ?? 0
        guard width > text.count else { return text }
        try meter.text(width)
        let missing = width - text.count
        if name == "zfill" {
            let sign = text.first == "+" || text.first == "-" ? Array(text.prefix(1)) : []
            return sign + repeatElement("0", count: missing) + text.dropFirst(sign.count)
        }
        let fill = try arguments.text(1) ?? [" "]
        guard fill.count == 1 else {
            throw TemplateFault(.value, "'\(name)' needs one character to fill with")
        }
        switch name {
        case "ljust": return text + repeatElement(fill[0], count: missing)
        case "rjust": return repeatElement(fill[0], count: missing) + text
        default:
            // As CPython puts the odd one: on the left when the width is odd.
            let left = missing / 2 + (missing & width & 1)
            return repeatElement(fill[0], count: left) + text + repeatElement(fill[0], count: missing - left)
        }
    }

    private static func expandTabs(
        _ text: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> [Unicode.Scalar] {
        try arguments.check(0...1, keywords: ["tabsize": 0])
        let size = try arguments.integer(0, "tabsize") ?? 8
        try meter.text(max(0, size))
        var result: [Unicode.Scalar] = []
        var column = 0
        for scalar in text {
            if scalar == "\t" {
                let width = size > 0 ? size - column % size : 0
                result += repeatElement(" ", count: width)
                column += width
                if result.count > meter.limits.textLength { break }
            } else {
                result.append(scalar)
                column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
            }
        }
        return result
    }
}
