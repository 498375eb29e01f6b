import Adapters
import Foundation
import Testing

/// A folder of one test.
struct TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/overlord-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and makes the folders above it.
    func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }
}

struct NeverHappened: Error {}

/// Waits until something that another process brings about is so.
func eventually(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<6000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw NeverHappened()
}

/// The state letter that ps(1) shows for a process; `nil` when there is none.
func processState(_ process: Int32) async -> Character? {
    let command = Command("ps", ["-o", "stat=", "-p", String(process)], environment: ["PATH": "/usr/bin:/bin"])
    guard let result = try? await CommandRunner().run(command) else { return nil }
    return result.output.text.first { !$0.isWhitespace }
}

/// Whether a process runs: a zombie does not.
func isAlive(_ process: Int32) async -> Bool {
    let state = await processState(process)
    return state != nil && state != "Z"
}
