import Adapters
import Domain
import Foundation
import TestSupport
import Testing

/// What nobody should send, sent to a server. It answers as the API says, tells nothing, and goes on.
///
/// Expected statuses: HTTP contract, sections 2 to 6, and the page on compatibility.
@Suite(.serialized, .tree(HostedServer.shape))
struct HostileInputTests {
    private func server() throws -> Server { try #require(Tree.current)["main"] }
    private func caller() async throws -> Caller { try await server().caller() }
    private func isWell() async throws {
        #expect(try await caller().get("/v1/ping").status == 200)
    }

    // MARK: - Bodies

    @Test(arguments: [(size: 1_048_577, status: 413), (1_048_576, 400)])
    func `a body past the limit of the configuration is refused`(size: Int, status: Int) async throws {
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: size)
        #expect(try await caller().call("POST", "/v1/project/up/web", body: body).status == status)
        try await isWell()
    }

    @Test(arguments: [(size: 65_537, status: 413), (65_536, 400)])
    func `a stranger may send much less`(size: Int, status: Int) async throws {
        var stranger = try await caller()
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: size)
        for token in [nil, "abc", try ForgedToken.ofAnotherServer()] {
            stranger.token = token
            #expect(try await stranger.call("POST", "/v1/project/up/web", body: body).status == status)
        }
        try await isWell()
    }

    @Test func `a body that never stops is cut off, though its length was not said`() async throws {
        let server = try server()
        let connection = try RawConnection(port: await server.port)
        try await connection.send(
            "POST /v1/project/up/web HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                + "Authentication: Bearer \(try server.token())\r\n\r\n")
        let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
        do {
            for _ in 0..<32 { try await connection.send(chunk) }
        } catch let failure as RawConnection.Failure where failure.call == "send" {
            // It has had enough.
        }
        #expect(try await connection.response().status == 413)
        try await isWell()
    }

    private static let malformed = "Request has been received with an invalid format."
    private static let noObject = "A dictionary was expected but another value type was given."

    @Test(arguments: [
        ("{", malformed), ("{\"a\":1}}", malformed), ("{'a': 1}", malformed), ("\u{0}", malformed),
        ("{\"a\": NaN}", malformed),
        ("{\"a\": 1e", malformed), ("[1]", noObject), ("null", noObject), ("\"text\"", noObject), ("12", noObject),
    ])
    func `a body that is no JSON object is refused before the token is looked at`(
        body: String, message: String
    ) async throws {
        var caller = try await caller()
        for token in [caller.token, nil, "abc"] {
            caller.token = token
            let answer = try await caller.call("POST", "/v1/project/up/web", body: Array(body.utf8))
            #expect(answer.status == 400)
            #expect(answer.message == message)
        }
        #expect(try await caller.call("GET", "/v1/labels", body: Array(body.utf8)).status == 400)
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `a hundred thousand levels are refused and harm nothing`(opening: String) async throws {
        let deep = Array(String(repeating: opening, count: 100_000).utf8)
        let closed = deep + [UInt8](repeating: UInt8(ascii: opening == "[" ? "]" : "}"), count: 100_000)
        for body in [deep, closed] {
            let answer = try await caller().call("POST", "/v1/project/up/web", body: body)
            #expect(answer.status == 400)
        }
        try await isWell()
    }

    @Test(arguments: [
        ("up", "director_file", "12"), ("up", "director_file", "true"), ("up", "director_file", "[]"),
        ("up", "director_file", "{}"), ("up", "director_file", "null"), ("up", "environment", "[]"),
        ("up", "environment", "\"x\""), ("up", "environment", "null"), ("up", "restart", "\"false\""),
        ("up", "restart", "0"), ("up", "restart", "{}"), ("up", "reserve_port", "[]"),
        ("up", "reserve_port", "\"em0\""), ("up", "reserve_port", "{\"em0\": 1}"), ("down", "environment", "12"),
        ("down", "force", "\"no\""), ("down", "force", "[]"),
    ])
    func `a member of the wrong type is refused by its name`(action: String, member: String, value: String) async throws
    {
        let file = member == "director_file" || action == "down" ? "" : "\"director_file\": \"x\", "
        let answer = try await caller().call(
            "POST", "/v1/project/\(action)/web", body: Array("{\(file)\"\(member)\": \(value)}".utf8))
        #expect(answer.status == 400)
        #expect(answer.message == "'\(member)' has an unexpected value type.")
    }

    @Test(arguments: [
        #"{"A": 1}"#, #"{"A": null}"#, #"{"A": ["x"]}"#, #"{"": "x"}"#, #"{"A=B": "x"}"#, #"{"A": "\u0000"}"#,
    ])
    func `an environment that no process can be given is refused`(environment: String) async throws {
        for (action, file) in [("up", #""director_file": "x", "#), ("down", "")] {
            let body = Array("{\(file)\"environment\": \(environment)}".utf8)
            let answer = try await caller().call("POST", "/v1/project/\(action)/web", body: body)
            #expect(answer.status == 400)
            #expect(answer.message?.hasPrefix("Invalid environment name") ?? false)
        }
    }

    // MARK: - Routes

    @Test(arguments: [
        "/v2/ping", "/v1/pong", "/v1/ping/x", "/v1//ping", "/V1/ping", "/v1/chain", "/v1/chain/", "/v1/chain/gone",
        "/v1/chain//ping", "/v1/chain/-a/ping", "/v1/chain/.a/ping", "/v1/project/up/", "/v1/project/fly/web",
        "/v1/jail/info/web/", "/v1/projects/log/x/y/z", "/v1/p%69ng", "/v1/ping%2F", "/../v1/ping", "//v1/ping",
    ])
    func `an unknown route is not found, with and without a token`(target: String) async throws {
        var caller = try await caller()
        #expect(try await caller.get(target).status == 404)
        caller.token = nil
        #expect(try await caller.get(target).status == 404)
    }

    @Test(arguments: [
        ("BREW", "/v1/ping", 400), ("TRACE", "/v1/ping", 405), ("get", "/v1/ping", 400), ("PATCH", "/v1/ping", 405),
        ("DELETE", "/v1/projects", 405), ("POST", "/v1/jails", 405), ("GET", "/v1/project/up/web", 405),
        ("PUT", "/v1/project/info/web", 405), ("HEAD", "/v1/labels", 405), ("BREW", "/v1/pong", 400),
        ("OPTIONS", "/v1/ping", 200), ("GET", "/v1/", 400), ("HEAD", "/", 405), ("PATCH", "/v1", 405),
    ])
    func `a method that a resource has not is not allowed`(method: String, target: String, status: Int) async throws {
        #expect(try await caller().call(method, target).status == status)
    }

    /// Names that would leave a folder, end a text, or take for ever.
    static let names: [String] = [
        "..", ".", "%2e%2e", "..%2F..%2Fetc%2Fpasswd", "%2F", "%2Fetc%2Fpasswd", "%00", "web%00", "web%0A", "%ff",
        "%", "%zz", "web;ls", "a$(id)", "-rf", String(repeating: "a", count: 10_000),
        String(repeating: "a", count: 61_440),
        "abcdefghijklmnopqrstuvwxyz!", String(repeating: "a", count: 256), "..%5c..%5c", "~root",
    ]

    @Test(arguments: names)
    func `a name that is none is found nowhere, whatever it is the name of`(name: String) async throws {
        let caller = try await caller()
        let tooLong = name.utf8.count > 61_000
        let places = [
            "/v1/jail/info/", "/v1/jail/stats/", "/v1/jail/cpuset/", "/v1/jail/fstab/", "/v1/project/info/",
            "/v1/project/autoscale/", "/v1/metadata/", "/v1/vm/", "/v1/projects/log/", "/v1/jail/log/a/b/c/",
            "/v1/projects/log/2026-11-22_15h47m19s/web/", "/v1/projects/log/2026-11-22_15h47m19s/",
        ]
        for place in places {
            let end = place.hasSuffix("19s/") ? "/x.log" : place == "/v1/projects/log/" ? "/web/x.log" : ""
            let status = try await caller.get(place + name + end).status
            #expect(status == (tooLong ? 414 : 404), "\(place)")
        }
        for place in ["/v1/project/up/", "/v1/project/down/", "/v1/project/cancel/"] where name != "-rf" {
            let status = try await caller.call("POST", place + name, ["director_file": "x"]).status
            #expect(status == (tooLong ? 414 : 404), "\(place)")
        }
        for place in 0..<4 where !tooLong {
            var parts = ["jails", "web", "start", "x.log"]
            parts[place] = name
            #expect(try await caller.get("/v1/jail/log/" + parts.joined(separator: "/")).status == 404)
        }
        // As a chain: no route, no path, or nobody known by that name.
        let chain = try await caller.get("/v1/chain/\(name)/ping").status
        #expect(tooLong ? chain == 414 : [400, 404].contains(chain))
        #expect(try await caller.get("/v1/chain/gone/metadata/\(name)").status == (tooLong ? 414 : 404))
        try await isWell()
    }

    @Test(arguments: ["a..b", "a.", "gone.", "gone..x", "a.-b"])
    func `a path of chains with an empty or wrong part is the fault of the caller`(chain: String) async throws {
        let answer = try await caller().get("/v1/chain/\(chain)/ping")
        #expect(answer.status == 400)
        #expect(answer.message == "Invalid chain: \(chain)")
    }

    @Test(arguments: [
        "/v1/jail/log/%2e%2e/%2e%2e/%2e%2e/overlord.yml", "/v1/jail/log/..%2F..%2F../x/y/overlord.yml",
        "/v1/jail/log/a/b/c/%2Fetc%2Fpasswd", "/v1/jail/log/%2F/%2Fetc/%2F/passwd",
        "/v1/projects/log/2026-11-22_15h47m19s/../overlord.log", "/v1/projects/log/2026-11-22_15h47m19s/./keyfile.log",
        "/v1/chain/gone/jail/log/a/b/c/%252Fetc%252Fpasswd",
    ])
    func `no file outside the logs can be read as a log`(target: String) async throws {
        let answer = try await caller().get(target)
        #expect(answer.status == 404 || answer["function"] == "get_jail_log")
        #expect(answer["log_content"] == nil)
    }

    // MARK: - Tokens

    @Test func `a token that is not for us is refused, and nothing says why`() async throws {
        let server = try server()
        let key = try server.authenticator()
        let good = try server.token()
        let parts = good.split(separator: ".").map(String.init)
        let tokens = [
            ForgedToken.withoutSignature(), try ForgedToken.ofAnotherServer(), "abc", "a.b.c", "...", good + ".x",
            good + "x", String(good.dropLast()), good + "=", good + " ", "  " + good, good + " " + good,
            parts[0] + ".eyJhIjoxfQ." + parts[2], parts[0] + "." + parts[1] + ".",
            try server.token(expires: SystemTime.now + .seconds(-1)),
            ForgedToken.text(header: #"{"alg":"HS512","typ":"JWT"}"#, payload: "{}", key: key),
            ForgedToken.text(header: #"{"alg":"none"}"#, payload: "{}", key: key),
            ForgedToken.text(header: #"{"alg":"hs256"}"#, payload: "{}", key: key),
            ForgedToken.text(header: "{}", payload: "{}", key: key),
            ForgedToken.text(payload: "[]", key: key), ForgedToken.text(payload: "", key: key),
            ForgedToken.text(payload: #"{"exp": 1}"#, key: key), ForgedToken.text(payload: #"{"exp": null}"#, key: key),
            ForgedToken.text(payload: #"{"nbf": 99999999999}"#, key: key),
            ForgedToken.text(payload: #"{"iat": 99999999999}"#, key: key),
            ForgedToken.text(payload: #"{"aud": "overlord"}"#, key: key),
            ForgedToken.text(payload: #"{"sub": 1}"#, key: key), ForgedToken.text(payload: #"{"jti": 1}"#, key: key),
            ForgedToken.text(payload: #"{"overlord": {"role": "god"}}"#, key: key),
            ForgedToken.text(payload: #"{"a": "\#(String(repeating: "x", count: 10_000))"}"#, key: key),
        ]
        var caller = try await caller()
        for token in tokens where token != good + " " {
            caller.token = token
            let answer = try await caller.get("/v1/ping")
            #expect(answer.status == 401, "\(token.prefix(80))")
            #expect(answer.message == "Error while decoding the JWT.")
            #expect(answer.headers["www-authenticate"] == nil)
        }
    }

    @Test(arguments: [
        ("Bearer", 400, "'Authentication' header is invalid for this entrypoint."),
        ("TOKEN", 400, "'Authentication' header is invalid for this entrypoint."),
        ("bearer TOKEN", 400, "Authentication scheme is invalid for this entrypoint."),
        ("Basic TOKEN", 400, "Authentication scheme is invalid for this entrypoint."),
        ("Bearer  TOKEN", 401, "Error while decoding the JWT."),
        ("Bearer TOKEN TOKEN", 401, "Error while decoding the JWT."),
    ])
    func `a header that is no bearer of a token is refused`(
        value: String, status: Int, message: String
    ) async throws {
        let token = try server().token()
        var caller = try await caller()
        caller.token = nil
        let header = ("Authentication", value.replacing("TOKEN", with: token))
        let answer = try await caller.call("GET", "/v1/ping", headers: [header])
        #expect(answer.status == status)
        #expect(answer.message == message)
    }

    @Test func `without the header, under its usual name, or twice, there is no entry`() async throws {
        let token = try server().token()
        var caller = try await caller()
        let twice = try await caller.call("GET", "/v1/ping", headers: [("Authentication", "Bearer \(token)")])
        #expect(twice.status == 401)
        caller.token = nil
        #expect(try await caller.get("/v1/ping").status == 401)
        let usual = try await caller.call("GET", "/v1/ping", headers: [("Authorization", "Bearer \(token)")])
        #expect(usual.status == 401)
        #expect(usual.message == "'Authentication' header is required but hasn't been specified.")
    }

    // MARK: - What is no HTTP

    @Test(arguments: [
        ("\r\n\r\nGARBAGE\r\n\r\n", [400]), ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\r\n\r\n", [400]),
        ("GET\r\n\r\n", [400]),
        ("GET /v1/ping\r\n\r\n", [400]), ("GET /v1/ping HTTP/9.9\r\nHost: x\r\n\r\n", [400, 401, 505]),
        ("GET /v1/ping HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", [400]),
        ("GET /v1/ping HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", [400]),
        ("GET /v1/ping HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", [400]),
        ("GET /v1/ping HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n", [400]),
        ("GET v1/ping HTTP/1.1\r\nHost: x\r\n\r\n", [400, 404]),
    ])
    func `what is no HTTP is refused`(text: String, statuses: [Int]) async throws {
        let connection = try RawConnection(port: await server().port)
        try await connection.send(text)
        #expect(statuses.contains(try await connection.response().status))
        try await isWell()
    }

    @Test func `a head without end is refused`() async throws {
        let port = try await server().port
        let tooLarge =
            "GET /v1/ping HTTP/1.1\r\nHost: x\r\nX-Long: " + String(repeating: "x", count: 80_000) + "\r\n\r\n"
        let tooMany = "GET /v1/ping HTTP/1.1\r\nHost: x\r\n" + String(repeating: "X-Many: x\r\n", count: 2_000) + "\r\n"
        for head in [tooLarge, tooMany] {
            let connection = try RawConnection(port: port)
            try await connection.send(head)
            #expect(try await connection.response().status == 431)
        }
        try await isWell()
    }

    @Test func `half requests hold up nobody, and those who send them are answered when they go on`() async throws {
        let server = try server()
        let port = await server.port
        let token = try server.token()
        var halves: [RawConnection] = []
        for _ in 0..<50 {
            let connection = try RawConnection(port: port)
            try await connection.send("GET /v1/ping HTTP/1.1\r\nHost: x\r\nAuthent")
            halves.append(connection)
        }
        let body = try RawConnection(port: port)
        try await body.send(
            "POST /v1/project/cancel/half HTTP/1.1\r\nHost: x\r\nAuthentication: Bearer \(token)\r\n"
                + "Content-Length: 2\r\n\r\n{")
        try await isWell()
        try await body.send("}")
        #expect(try await body.response().status == 200)
        try await halves[0].send("ication: Bearer \(token)\r\n\r\n")
        #expect(try await halves[0].response().status == 200)
        for half in halves { half.end() }
        try await isWell()
    }

    // MARK: - What is told

    @Test func `neither tokens nor values of environments get into the log`() async throws {
        let server = try server()
        let caller = try await caller()
        let marker = "marker-\(UInt64.random(in: .min ... .max))"
        let file = """
            services:
              one:
                name: marked
                makejail: Makejail
                start-environment:
                  - PASSWORD: !ENV '${PASSWORD}'
            """
        let up: JSONValue = ["director_file": .string(file), "environment": ["PASSWORD": .string(marker)]]
        #expect(try await caller.call("POST", "/v1/project/up/marked", up).status == 200)
        _ = try await caller.settled("marked")
        _ = try await caller.call("POST", "/v1/project/down/marked", ["environment": ["PASSWORD": .string(marker)]])
        _ = try await caller.settled("marked", "down")
        _ = try await caller.call("PUT", "/v1/metadata/marked", ["value": .string(marker)])
        _ = try await caller.call("POST", "/v1/project/up/x", ["director_file": .string(marker), "environment": 1])
        let refused = try await caller.call(
            "POST", "/v1/project/up/x",
            ["director_file": "x", "environment": ["A=B": .string(marker)]])
        #expect(refused.status == 400 && !(refused.message ?? marker).contains(marker))
        var forger = caller
        forger.token = "forged.\(marker).token"
        _ = try await forger.get("/v1/ping")
        _ = try await caller.get("/v1/chain/gone/ping")

        let log = server.log
        #expect(log.contains("listening"), "the log is read where it is written")
        #expect(log.contains("/v1/project/up/marked"), "the log has the request")
        for secret in [marker, try #require(caller.token), "token-of-gone"] {
            #expect(!log.contains(secret))
        }
        // Of what was forged in these tests too.
        #expect(!log.contains("eyJ"), "the start of every token")
    }
}
