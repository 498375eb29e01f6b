internal import ArgumentParser
internal import Domain

/// The statuses that the program ends with, beside those of sysexits(3) in `Exit`.
enum ExitStatus {
    /// What the option parser of 0.25 returns; sysexits(3) would have 64.
    static let wrongUsage: Int32 = 2

    /// The status for an error that a command let through.
    static func of(_ error: any Error, in command: any ParsableCommand.Type) -> Int32 {
        let code = command.exitCode(for: error)
        if code.isSuccess { return Exit.ok }
        return code == .validationFailure ? wrongUsage : Exit.software
    }
}
