import Adapters
import Domain

extension FuzzedDecoder {
    static let json = FuzzedDecoder(
        name: "json",
        corpus: [
            #"{"director_file": "services:\n  a: b\n", "environment": {"A": "b"}, "restart": true, "reserve_port": {}}"#,
            #"[1, -2.5e10, "\u00e9\ud83d\ude00", null, {"a": [], "b": {}}]"#, #"{"value": "x"}"#,
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
            "  [ 0 , 1.0 , true ]  ",
        ].map { Array($0.utf8) },
        words: [
            "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"a\":", "\\", "\\u", "\\ud83d", "\\ude00", "\\u0000", "true",
            "false",
            "null", "-", "0", "1", ".", "e", "E+", "1e308", "1e309", " ", "\n", "\u{FEFF}", "/", "NaN",
        ], longest: 4 << 20,
        growth: [
            Growth("open arrays") { run("[", $0) },
            Growth("open objects") { run("{\"a\":", $0) },
            Growth("nested arrays at the limit") { size in
                "[" + run(run("[", 60) + run("]", 60) + ",", size) + "0]"
            },
            Growth("items") { "[" + run("0,", $0) + "0]" },
            Growth("members") { size in "{" + (0..<size).map { "\"k\($0)\":0" }.joined(separator: ",") + "}" },
            Growth("one member again") { "{" + run("\"k\":0,", $0) + "\"k\":0}" },
            Growth("a text") { "\"" + run("a", $0) + "\"" },
            Growth("escapes") { "\"" + run("\\n\\u00e9", $0) + "\"" },
            Growth("pairs of surrogates") { "\"" + run("\\ud83d\\ude00", $0) + "\"" },
            Growth("a text that is not closed") { "\"" + run("a", $0) },
            Growth("digits") { run("1", $0) },
            Growth("digits after the point") { "0." + run("1", $0) },
            Growth("digits of an exponent") { "1e" + run("0", $0) + "1" },
            Growth("white space") { run(" \n", $0) + "0" },
            Growth("wide characters") { "\"" + run("👩‍👩‍👧", $0) + "\"" },
            Growth("a long name") { "{\"" + run("a", $0) + "\":0}" },
        ]
    ) { bytes in
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.value(of: bytes)
        } catch {
            if case .malformed(let offset) = error {
                try demand((0...bytes.count).contains(offset), "a mistake is at \(offset) of \(bytes.count)")
            }
            return
        }
        for layout in [JSONWriter.Layout.compact, .indented] {
            let written = JSONWriter.bytes(of: value, layout: layout)
            let again: JSONValue
            do throws(JSONError) {
                again = try JSONReader.value(of: written)
            } catch {
                throw Finding(description: "what was written is not read: \(error)")
            }
            try demand(JSONWriter.bytes(of: again) == JSONWriter.bytes(of: value), "what was written is read otherwise")
        }
    }

    private static let authenticator: HMACAuthenticator? = {
        do throws(HMACAuthenticator.EmptySecret) {
            return try HMACAuthenticator(secretText: "a key for nothing but these tests")
        } catch {
            return nil
        }
    }()

    private static let now = WallTime(seconds: 1_764_032_523)

    private static let validTokens: [String] =
        authenticator.map { authenticator -> [String] in
            [
                Token.issue(
                    metadata: [("a", "b")], randomChunk: 1, expires: nil, claims: TokenClaims(), with: authenticator),
                Token.issue(
                    metadata: [], randomChunk: 2, expires: now + .seconds(60),
                    claims: TokenClaims(role: .deploy, projects: ["web*"], chains: ["alpha.*"]), with: authenticator),
            ]
        } ?? []

    static let token = FuzzedDecoder(
        name: "token", corpus: validTokens.map { Array($0.utf8) },
        words: [
            ".", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "eyJhbGciOiJub25lIn0", "e30", "bnVsbA", "W10", "eyJleHAiOjF9",
            "eyJleHAiOi0xfQ", "=", "-", "_", "A", "AAAA", "\u{0}", "é",
        ], longest: 1 << 20,
        growth: [
            Growth("a long word") { run("A", $0) },
            Growth("dots") { run(".", $0) },
            Growth("a long payload") { "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + run("A", $0) + ".A" },
            Growth("a long signature") { "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30." + run("A", $0) },
        ]
    ) { bytes in
        guard let authenticator else { throw Finding(description: "there is no key") }
        let text = text(bytes)
        do throws(TokenRefusal) {
            _ = try Token.verify(text, with: TokenKeyring(authenticator), at: now)
        } catch {
            // Refused, as it must be; why does not matter here.
            return
        }
        try demand(validTokens.contains(text), "a token was accepted that nobody has issued")
    }

    static let chainPath = FuzzedDecoder(
        name: "chain-path",
        corpus: [
            "alpha", "alpha.charlie", "a.b.c.d_e.f-g", "/v1/chain/alpha.charlie/project/up/web", "/v1/metadata/a%20b",
        ]
        .map { Array($0.utf8) },
        words: [
            ".", "..", "a", "-", "_", "alpha", "<root>", "/", "%2F", "%2E", "%00", "%", "/v1", "/chain/",
            "/project/info/",
            "/jail/log/", "?", "#", "é", "%ff",
        ], longest: 1 << 20,
        growth: [
            Growth("a long name") { run("a", $0) },
            Growth("dots") { run(".", $0) },
            Growth("names") { run("a.", $0) + "a" },
            Growth("a long route") { "/v1/metadata/" + run("a", $0) },
            Growth("parts of a route") { "/v1/" + run("a/", $0) },
            Growth("slashes") { run("/", $0) },
            Growth("escapes") { "/v1/metadata/" + run("%61", $0) },
            Growth("escapes that are none") { "/v1/metadata/" + run("%", $0) },
            Growth("a name that 0.25 is stalled by") { "/v1/metadata/" + run("a", $0) + "!" },
            Growth("hops in a route") { "/v1/chain/" + run("a.", $0) + "a/ping" },
        ]
    ) { bytes in
        let text = text(bytes)
        if let path = ChainPath(text) {
            try demand(path.description == text, "\(text.debugDescription) became \(path)")
            try demand((1...ChainPath.deepest).contains(path.names.count), "\(path.names.count) hops")
        }
        if let match = RouteMatch(target: text), case .chain(let path) = match.place {
            try demand(path.names.count <= ChainPath.deepest, "\(path.names.count) hops")
        }
    }
}
