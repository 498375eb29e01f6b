import Domain
import TestSupport

/// Writes a random document twice: densely, as only PyYAML takes it, and widely, as libyaml does too.
struct YAMLInTwoWays {
    private(set) var dense = ""
    private(set) var wide = ""
    /// Where mistakes stand in the dense text: values that are no number.
    private(set) var mistakes: [SourcePosition] = []
    private var random: SeededRandom
    private var names = 0
    private var line = 1
    private var column = 1

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private mutating func write(_ text: String, wide other: String? = nil) {
        dense += text
        wide += other ?? text
        for scalar in text.unicodeScalars {
            if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        }
    }

    private mutating func name() -> String {
        names += 1
        return "k\(names)"
    }

    private mutating func draw(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private mutating func mistake() {
        mistakes.append(SourcePosition(line: line, column: column))
        write(".nan")
    }

    /// A mapping or a list of block style.
    mutating func block(depth: Int, indent: Int) {
        let blanks = String(repeating: " ", count: indent)
        let isMapping = draw(2) == 0
        for _ in 0...draw(4) {
            if draw(5) == 0 { write("# {a:,b:} \"\\ud83d\\ude00\"\n") }
            write(blanks)
            if isMapping {
                if draw(4) == 0 { surrogates(name()) } else { write(name()) }
                write(":")
            } else {
                write("-")
            }
            value(depth: depth, indent: indent)
        }
    }

    private mutating func value(depth: Int, indent: Int) {
        switch draw(7) {
        case 0 where depth > 0:
            write("\n")
            block(depth: depth - 1, indent: indent + 1 + draw(3))
        case 1:
            let blanks = String(repeating: " ", count: indent + 1 + draw(3))
            // What an indentation indicator says is counted from the collection around the block.
            let column = blanks.count - indent
            let style = ["|", ">"][draw(2)]
            write(" \(style)\n", wide: " \(style)\(column)\n")
            write("\(blanks)\t{x:,\n\(blanks)'y:,\n")
        case 2:
            write(" ")
            mistake()
            write("\n")
        case 3:
            write(" ")
            surrogates("{z:,")
            write(" # [q:,\n")
        case 4: write(" 'a:,{b:}'\n")
        default:
            write(" ")
            flow(depth: 3, isMapping: draw(2) == 0, indent: indent + 1)
            write(draw(3) == 0 ? "  # {c:}\n" : "\n")
        }
    }

    private mutating func key() {
        let name = name()
        write("\(name):", wide: "\(name): ")
    }

    private mutating func surrogates(_ text: String) {
        write("\"\\ud83d\\ude00\(text)\\uD83D\\uDE00\"", wide: "\"\\U0001F600\(text)\\U0001F600\"")
    }

    private mutating func flow(depth: Int, isMapping: Bool, indent: Int) {
        write(isMapping ? "{" : "[")
        let count = draw(4)
        for index in 0..<count {
            if draw(6) == 0 { write("\n" + String(repeating: " ", count: indent)) }
            switch draw(6) {
            case 0 where depth > 0:
                key()
                flow(depth: depth - 1, isMapping: draw(2) == 0, indent: indent)
            case 1:
                write("\(name()): ")
                mistake()
            case 2:
                surrogates(name())
                write(": x")
            default: key()
            }
            if index < count - 1 { write(",") }
        }
        write(isMapping ? "}" : "]")
    }
}
