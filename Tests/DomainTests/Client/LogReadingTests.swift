import Domain
import Testing

/// Source: command-line contract, section 2.5.
struct LogReadingTests {
    private static let log = LogReading.Log.project(date: "2026-11-22_15h02m48s", service: "nginx", log: "start.log")

    private func read(_ log: LogReading.Log = log, at entrypoint: String, from tree: FakeTree) async -> Result<
        LogReading.Content, LogReading.Failure
    > {
        do throws(LogReading.Failure) {
            return .success(try await LogReading(servers: servers(tree)).read(log, at: entrypoint))
        } catch {
            return .failure(error)
        }
    }

    @Test func `one server is asked for one log, by its path`() async throws {
        let tree = FakeTree { _ in .status(200, ["log_content": "one\ntwo"]) }
        #expect(try await read(at: "main.alpha.charlie", from: tree).get().text == "one\ntwo")
        let jail = LogReading.Log.jail(type: "jails", entity: "a b", subtype: "..", log: "x/y")
        _ = try await read(jail, at: "main", from: tree).get()
        #expect(
            await tree.requests == [
                "GET /v1/chain/alpha.charlie/projects/log/2026-11-22_15h02m48s/nginx/start.log",
                "GET /v1/jail/log/jails/a%20b/%2E%2E/x%2Fy",
            ])
    }

    @Test(
        arguments: [
            ("elsewhere.alpha", .unknownDatacenter("elsewhere")), ("", .unknownDatacenter("")),
            ("main.", .badEntrypoint("main.")), ("main.a..b", .badEntrypoint("main.a..b")),
            ("main..x", .badEntrypoint("main..x")), ("main.A b", .badEntrypoint("main.A b")),
        ] as [(String, ClientRefusal)])
    func `an entry point that is none is refused before anything is sent`(text: String, refusal: ClientRefusal) async {
        let tree = FakeTree()
        guard case .failure(.refusal(let found)) = await read(at: text, from: tree) else {
            Issue.record("not refused")
            return
        }
        #expect(found == refusal)
        #expect(await tree.requests.isEmpty)
    }

    @Test func `a log that is not there is told with the words of the server`() async {
        let tree = FakeTree { _ in .status(404, ["status_code": 404, "message": "Log cannot be found."]) }
        guard case .failure(.problem(let problem)) = await read(at: "main", from: tree) else {
            Issue.record("found")
            return
        }
        #expect(
            ProblemText(style: .answer).text(of: problem)
                == #"(exception:APIError) (status:404, reason:Not Found) {"status_code": 404, "message": "Log cannot be found."}"#
        )
    }
}
