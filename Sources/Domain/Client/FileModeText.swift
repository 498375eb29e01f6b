/// The mode of a file as `ls -l` writes it. Source: command-line contract, section 3.10.
package enum FileModeText {
    /// - Parameter mode: `st_mode`, with the bits that say what kind of file it is.
    package static func text(of mode: Int) -> String {
        let kind: Character =
            switch mode & 0o170000 {
            case 0o040000: "d"
            case 0o100000: "-"
            case 0o120000: "l"
            case 0o060000: "b"
            case 0o020000: "c"
            case 0o010000: "p"
            case 0o140000: "s"
            default: "?"
            }
        var text = String(kind)
        for (shift, special, mark) in [(6, 0o4000, "s"), (3, 0o2000, "s"), (0, 0o1000, "t")] {
            let bits = mode >> shift
            text += bits & 4 != 0 ? "r" : "-"
            text += bits & 2 != 0 ? "w" : "-"
            let isExecutable = bits & 1 != 0
            if mode & special != 0 {
                text += isExecutable ? mark : mark.uppercased()
            } else {
                text += isExecutable ? "x" : "-"
            }
        }
        return text
    }
}
