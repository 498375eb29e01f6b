import Foundation
import TestSupport

/// The program `overlord` as it was built.
enum Program {
    static let path = path(of: "overlord")

    /// The test bundle and the programs are built into the same folder.
    static func path(of name: String) -> String {
        Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// How a run of the program ended.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let complaints: String
    }

    /// Runs the program until it ends.
    ///
    /// - Parameter folder: Where it runs and finds its home; what it prints passes through files there.
    static func run(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        program: String = path
    ) async throws -> Outcome {
        let name = "run-\(UUID().uuidString)"
        let status = try await launch(arguments, in: folder, environment: environment, log: name, program: program)
            .end()
        return Outcome(
            status: status, output: folder.text(of: name + ".out"), complaints: folder.text(of: name + ".err"))
    }

    /// Starts the program.
    ///
    /// - Parameter log: The name of the files that standard output and standard error are added to, without `.out` and
    ///   `.err`.
    static func launch(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String], log: String,
        program: String = path
    ) throws -> ChildProgram {
        try ChildProgram(
            program, arguments,
            environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"].merging(environment) { $1 },
            folder: folder.path, output: try appending(to: folder.path + "/\(log).out"),
            errors: try appending(to: folder.path + "/\(log).err"))
    }

    private static func appending(to path: String) throws -> FileHandle {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw RawConnection.Failure(call: "open", code: errno) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
