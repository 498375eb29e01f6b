import Domain
import Foundation
import TestSupport
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

    @Test(arguments: [SIGHUP, SIGQUIT, SIGINT, SIGTERM])
    func `without a file SIGHUP ends the server like every signal that asks for its end`(signal: Int32) async throws {
        let server = try Server("main")
        try await server.start()
        #expect(server.log.contains(" info server: listening ports="))
        #expect(await server.stop(signal) == 0)
    }

    @Test func `signals that mean nothing to a server are ignored by it, and not by what it starts`() async throws {
        let server = try Server("main")
        try await server.start()
        let caller = try await server.caller()
        for signal in [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXFSZ] { await server.signal(signal) }
        #expect(try await caller.call("GET", "/v1/ping").status == 200)
        #expect(await server.stop() == 0)
    }

    @Test func `a server under nohup outlives its terminal`() async throws {
        let folder = try TemporaryFolder()
        let command = """
            trap '' HUP
            exec '\(Program.path)' serve --sandbox sandbox --listen 127.0.0.1 --port 0 --port-file port
            """
        let server = try Program.launch(
            ["-c", command], in: folder, environment: [:], log: "server", program: "/bin/sh")
        _ = try await eventually("the server to listen") { folder.text(of: "port").isEmpty ? nil : true }
        server.signal(SIGHUP)
        server.signal(SIGTERM)
        #expect(await server.end() == 0)
    }

    @Test func `that cannot be opened stops the server at once`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("log: {file: /gone/overlord.log}\n", to: ".overlord.yml")
        let outcome = try await Program.run(["serve", "--sandbox", folder.path + "/sandbox"], in: folder)
        #expect(outcome.status == Exit.inputOutput)
        #expect(outcome.complaints.contains("/gone/overlord.log"))
    }
}
