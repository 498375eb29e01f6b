import Domain
import Foundation
import TestSupport
import Testing

/// A server that cannot start ends at once and says why, in a sentence and in the words of the system.
struct ServerStartTests {
    private func start(_ arguments: [String], in folder: TemporaryFolder) async throws -> (status: Int32, text: String)
    {
        let outcome = try await Program.run(
            ["serve", "--listen", "127.0.0.1", "--port", "0", "--sandbox", folder.path + "/sandbox"] + arguments,
            in: folder)
        return (outcome.status, outcome.complaints)
    }

    @Test(arguments: ["file", "file/below", "file/far/below"])
    func `where its folder cannot be made`(name: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "file")
        try folder.write("secret_keyfile: \(folder.path)/keyfile\n", to: ".overlord.yml")
        let outcome = try await Program.run(
            ["serve", "--listen", "127.0.0.1", "--port", "0", "--sandbox", folder.path + "/" + name], in: folder)
        #expect(outcome.status == Exit.inputOutput)
        #expect(
            outcome.complaints
                == "overlord: The server cannot start: the folder '\(folder.path)/file' cannot be made: Not a directory.\n"
        )
    }

    @Test func `where its port is taken`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("secret_keyfile: \(folder.path)/keyfile\n", to: ".overlord.yml")
        let listener = try LoopbackListener()
        listener.accept { close($0) }
        defer { listener.end() }
        let (status, text) = try await start(["--port", "\(listener.port)"], in: folder)
        #expect(status == Exit.unavailable)
        #expect(text.hasSuffix("overlord: cannot listen on 127.0.0.1, port \(listener.port): Address already in use\n"))
    }

    @Test func `where its address is nobody's`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("secret_keyfile: \(folder.path)/keyfile\n", to: ".overlord.yml")
        let (status, text) = try await start(["--listen", "300.1.1.1"], in: folder)
        #expect(status == Exit.unavailable)
        #expect(text.hasSuffix("overlord: cannot listen on 300.1.1.1, port 0: no address of that name is known\n"))
    }
}
