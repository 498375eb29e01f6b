import Foundation

/// Feeds decoders; the process ends with the first finding.
struct FuzzRun: Sendable {
    /// The stack of a thread that decodes in the server is not smaller, in bytes: FreeBSD gives 2 MiB. Without
    /// optimisation, more of it is used.
    #if DEBUG
        static let stack = 2 << 20
    #else
        static let stack = 512 << 10
    #endif
    /// Seconds for one input, on a busy machine.
    private static let patience: UInt32 = 120
    /// Most memory that the process may ever have had, in MiB.
    private static let mostMemory = 1024

    let decoders: [FuzzedDecoder]
    let numbers: Range<UInt64>
    let measuresGrowth: Bool
    let onlyShows: Bool

    func all() {
        for decoder in decoders { one(decoder) }
        alarm(0)
    }

    private func one(_ decoder: FuzzedDecoder) {
        let generator = decoder.generator
        let start = ContinuousClock.now
        var bytes = 0
        for number in numbers {
            let input = generator.input(seed: number)
            bytes += input.count
            if onlyShows {
                FileHandle.standardOutput.write(Data(input))
                continue
            }
            let place = "\(decoder.name): input \(number)"
            Watchdog.expect(place, within: Self.patience)
            check(place) { try decoder.decode(input) }
        }
        guard !onlyShows else { return }
        let seconds = String(format: "%.1f", (ContinuousClock.now - start) / .seconds(1))
        say(
            "\(decoder.name): \(numbers.count) inputs from \(numbers.lowerBound), \(bytes / 1024) KiB in \(seconds) s, "
                + "\(Self.memory) MiB at the most")
        guard measuresGrowth else { return }
        check(decoder.name) {
            let text = try GrowthCheck.run(decoder) { Watchdog.expect($0, within: Self.patience) }
            say("\(decoder.name): \(text), \(Self.memory) MiB at the most")
            try FuzzedDecoder.demand(Self.memory <= Self.mostMemory, "it has taken \(Self.memory) MiB")
        }
    }

    private func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    private func check(_ place: String, _ work: () throws -> Void) {
        do {
            try work()
        } catch {
            FileHandle.standardError.write(Data("FINDING \(place): \(error)\n".utf8))
            Foundation.exit(1)
        }
    }

    /// The most memory that the process has had, in MiB.
    private static var memory: Int {
        var usage = rusage()
        #if os(Linux)
            getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        return usage.ru_maxrss / 1024
    }
}
