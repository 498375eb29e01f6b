import ArgumentParser
import Foundation

/// Feeds the decoders of Overlord with random, structured, damaged and growing input.
///
/// Every input follows from its number: what failed with a number fails with it again (`--seed NUMBER --count 1`).
@main
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlord-fuzz",
        abstract: "Feed the decoders with random, structured, damaged and growing input.",
        discussion: "Exit status: 0 when all is well, 1 after a finding, 3 after a hang, 4 after a crash.")

    @Option(name: .customLong("decoder"), help: "Only this decoder; may be repeated.")
    var names: [String] = []

    @Option(help: "How many inputs each decoder gets.")
    var count = 1000

    @Option(help: "The number of the first input.")
    var seed: UInt64 = 1

    @Flag(inversion: .prefixedNo, help: "Whether growth is measured too.")
    var growth = true

    @Flag(help: "Print the inputs instead of decoding them.")
    var show = false

    @Flag(help: "Print the names of the decoders, and do nothing else.")
    var list = false

    func validate() throws {
        let known = FuzzedDecoder.all.map(\.name)
        for name in names where !known.contains(name) {
            throw ValidationError("There is no decoder '\(name)'. There are: \(known.joined(separator: ", ")).")
        }
    }

    func run() throws {
        if list {
            for decoder in FuzzedDecoder.all { print(decoder.name) }
            return
        }
        let run = FuzzRun(
            decoders: FuzzedDecoder.all.filter { names.isEmpty || names.contains($0.name) },
            numbers: seed..<(seed + UInt64(count)), measuresGrowth: growth && !show, onlyShows: show)
        let thread = Thread {
            Watchdog.start()
            run.all()
            Foundation.exit(0)
        }
        thread.stackSize = FuzzRun.stack
        thread.start()
        while true { sleep(1000) }
    }
}
