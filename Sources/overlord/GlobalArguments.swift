/// The options that stand before the command, and what follows them.
///
/// The argument parser would take them behind the command too, where 0.25 refuses them and where commands may have
/// options of the same letter.
struct GlobalArguments: Equatable {
    /// The last value of `-e` or `--env-file`; `nil` when it was not given.
    private(set) var environmentFile: String?
    private(set) var rest: [String]

    init(_ arguments: some Sequence<String>) {
        rest = Array(arguments)
        while let first = rest.first {
            if first == "-e" || first == "--env-file", rest.count > 1 {
                environmentFile = rest[1]
                rest.removeFirst(2)
            } else if first.hasPrefix("--env-file=") {
                environmentFile = String(first.dropFirst("--env-file=".count))
                rest.removeFirst()
            } else if first.hasPrefix("-e"), first.count > 2 {
                environmentFile = String(first.dropFirst(2))
                rest.removeFirst()
            } else {
                if first == "--" { rest.removeFirst() }
                break
            }
        }
        rest = Self.separatingEmptyValues(rest)
    }

    /// `--filter=` as `--filter ''`: the argument parser takes it for an option without its value.
    private static func separatingEmptyValues(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end].flatMap { argument in
            argument.hasPrefix("--") && argument.hasSuffix("=") && argument.count { $0 == "=" } == 1
                ? [String(argument.dropLast()), ""] : [argument]
        } + arguments[end...]
    }
}
