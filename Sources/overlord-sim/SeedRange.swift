internal import ArgumentParser
internal import Domain
internal import Foundation
internal import Simulator

/// Seeds on the command line: `7` or `1..1000`.
struct SeedRange: ExpressibleByArgument {
    let seeds: ClosedRange<UInt64>

    var defaultValueDescription: String { "\(seeds.lowerBound)..\(seeds.upperBound)" }

    init?(argument: String) {
        if let seed = UInt64(argument) {
            seeds = seed...seed
            return
        }
        guard let dots = argument.firstRange(of: ".."), let first = UInt64(argument[..<dots.lowerBound]),
            let last = UInt64(argument[dots.upperBound...]), first <= last,
            // As many as a file may have.
            last - first < UInt64(ScenarioLimits.seeds)
        else { return nil }
        seeds = first...last
    }
}

/// A time on the command line: `90s`, `1m30s`, `2h`.
struct TimeArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        do {
            duration = try ScenarioDuration.parse(argument)
        } catch {
            return nil
        }
    }
}

/// One scenario and one seed of it.
struct OneRun: ParsableArguments {
    @Argument(help: "The scenario file.", completion: .file())
    var file: String

    @Option(help: "The seed; the first of the scenario's unless given.")
    var seed: UInt64?

    /// - Throws: The mistakes of the file, or the exit status when it is no file.
    func scenario() throws -> Scenario {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
            Console.complain("\(file) is a folder; name one scenario")
            throw ExitCode(Exit.noInput)
        }
        return try ScenarioFiles.loadAll([file])[0].scenario
    }
}
