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
    ) throws -> RunningProgram {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try appending(to: folder.path + "/\(log).out")
        process.standardError = try appending(to: folder.path + "/\(log).err")
        return try RunningProgram(process)
    }

    private static func appending(to path: String) throws -> FileHandle {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw RawConnection.Failure(call: "open", code: errno) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}

/// A process that was started and whose end can be waited for, however late.
final class RunningProgram: Sendable {
    let identifier: Int32
    private let ends: AsyncStream<Int32>
    private let status = StatusCell()

    fileprivate init(_ process: Process) throws {
        let (ends, continuation) = AsyncStream<Int32>.makeStream()
        self.ends = ends
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        try process.run()
        identifier = process.processIdentifier
    }

    /// Waits until it has ended. One task at a time.
    func end() async -> Int32 {
        if let known = await status.value { return known }
        for await value in ends { await status.set(value) }
        return await status.value ?? -1
    }

    func signal(_ number: Int32) { kill(identifier, number) }

    private actor StatusCell {
        private(set) var value: Int32?
        func set(_ new: Int32) { value = new }
    }
}
