internal import ArgumentParser

/// Seeds on the command line: `7` or `1..1000`.
struct SeedRange: ExpressibleByArgument {
    let seeds: ClosedRange<UInt64>

    init?(argument: String) {
        if let seed = UInt64(argument) {
            seeds = seed...seed
            return
        }
        guard let dots = argument.firstRange(of: ".."), let first = UInt64(argument[..<dots.lowerBound]),
            let last = UInt64(argument[dots.upperBound...]), first <= last
        else { return nil }
        seeds = first...last
    }
}

/// A time on the command line: `90s`, `1m30s`, `2h`.
struct TimeArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        var rest = argument[...]
        var sum = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let scale = ["ms": 0.001, "s": 1, "m": 60, "h": 3600][unit] else {
                return nil
            }
            sum += .seconds(number * scale)
        }
        guard !argument.isEmpty else { return nil }
        duration = sum
    }
}

/// One scenario and one seed of it.
struct OneRun: ParsableArguments {
    @Argument(help: "The scenario file.", completion: .file())
    var file: String

    @Option(help: "The seed; the first of the scenario's unless given.")
    var seed: UInt64?
}
