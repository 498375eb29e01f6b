import Domain
import Foundation
import Testing

/// The log of a server that runs.
struct ServerLogTests {
    private func lines(_ text: String) throws -> [JSONValue] {
        try text.split(separator: "\n").map { try JSONReader.value(of: String($0)) }
    }

    @Test func `goes to a file in JSON, by areas, and is opened anew at SIGHUP`() async throws {
        let logs = try TemporaryFolder()
        let path = logs.path + "/overlord.log"
        let server = try Server(
            "main",
            settings: "log: {file: \(path), format: json, level: error, levels: {requests: info, server: info}}")
        try await server.start()
        let caller = try await server.caller()
        #expect(try await caller.call("POST", "/v1/metadata/before", ["value": "x"]).status == 201)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".0")
        await server.signal(SIGHUP)
        _ = try await eventually("the log to be opened anew") {
            logs.text(of: "overlord.log").contains("opened anew") ? true : nil
        }
        #expect(try await caller.call("POST", "/v1/metadata/after", ["value": "x"]).status == 201)
        #expect(await server.stop() == 0)
        let old = try lines(logs.text(of: "overlord.log.0"))
        let new = try lines(logs.text(of: "overlord.log"))
        #expect(old.contains { $0["message"] == "listening" && $0["area"] == "server" })
        let targets = { (lines: [JSONValue]) in
            lines.filter { $0["message"] == "request" }.compactMap { $0["facts"]?["target"]?.string }
        }
        #expect(targets(old) == ["/v1/metadata/before"])
        #expect(targets(new) == ["/v1/metadata/after"])
        #expect((old + new).allSatisfy { ["requests", "server"].contains($0["area"]?.string) }, "\(old + new)")
        // Only what was said before there was a log.
        #expect(!server.log.contains("listening") && !server.log.contains("request"), "\(server.log)")
    }

    @Test func `without a file SIGHUP ends the server, as a closed terminal does`() async throws {
        let server = try Server("main")
        try await server.start()
        #expect(server.log.contains(" info server: listening ports="))
        #expect(await server.stop(SIGHUP) == 128 + SIGHUP)
    }

    @Test func `that cannot be opened stops the server at once`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("log: {file: /gone/overlord.log}\n", to: ".overlord.yml")
        let outcome = try await Program.run(["serve", "--sandbox", folder.path + "/sandbox"], in: folder)
        #expect(outcome.status == Exit.inputOutput)
        #expect(outcome.complaints.contains("/gone/overlord.log"))
    }
}
