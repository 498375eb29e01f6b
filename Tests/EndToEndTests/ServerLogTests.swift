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

    @Test func `tells of every request whose token is missing, bad or too weak, and never a token`() async throws {
        let logs = try TemporaryFolder()
        let server = try Server("main", settings: "log: {file: \(logs.path)/overlord.log, format: json}")
        try await server.start()
        let port = await server.port
        let reader = try await server.caller(TokenClaims(role: .read))
        let shown = try #require(reader.token)
        let forged = "eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ."
        #expect(try await Caller(port: port, token: nil).call("GET", "/v1/labels").status == 401)
        #expect(try await Caller(port: port, token: forged).call("GET", "/v1/jails").status == 401)
        #expect(try await reader.call("POST", "/v1/metadata/mine", ["value": "x"]).status == 403)
        #expect(try await reader.call("GET", "/v1/metadata/mine").status == 404)
        #expect(await server.stop() == 0)
        let log = logs.text(of: "overlord.log")
        let refusals = try lines(log).filter { $0["message"] == "request refused" }.compactMap { $0["facts"] }
        #expect(refusals.map { $0["target"]?.string } == ["/v1/labels", "/v1/jails", "/v1/metadata/mine"])
        #expect(refusals.map { $0["status"]?.string } == ["401", "401", "403"])
        #expect(refusals.allSatisfy { $0["origin"] == "127.0.0.1" }, "\(refusals)")
        #expect(!log.contains(forged) && !log.contains(shown))
        let ends = try lines(log).filter { $0["area"] == "server" }.compactMap { $0["message"]?.string }
        #expect(ends == ["listening", "asked to end", "ended"])
    }
}
