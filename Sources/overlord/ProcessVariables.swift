internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation

/// The environment of this process.
enum ProcessVariables {
    /// Sets the variables of a file, before anything else runs. They become variables of the process, because proxies
    /// and child processes are told by them too. Source: command-line contract, section 1.2.
    ///
    /// - Parameter file: As the user named it; `nil` for `.env`, which need not exist.
    static func load(file: String?) throws(ExitCode) {
        if let file, !FileManager.default.fileExists(atPath: file) {
            Console.complain("overlord: '\(file)': there is no such file")
            throw ExitCode(Exit.noInput)
        }
        do throws(DiagnosticList) {
            let (variables, warnings) = try EnvironmentFile.load(
                path: file ?? ".env", isExplicit: file != nil, environment: ProcessInfo.processInfo.environment)
            Console.complain(warnings)
            for (name, value) in variables { setenv(name, value, 0) }
        } catch {
            Console.complain(error.diagnostics)
            throw ExitCode(Exit.software)
        }
    }

    static func value(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}
