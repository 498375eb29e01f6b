import Domain
import Testing

/// A code that any test can work out: the length of the message and the sum of its bytes, after the name of the key.
private struct ToyAuthenticator: MessageAuthenticator {
    var key: UInt8 = 1

    func code(for message: [UInt8]) -> [UInt8] {
        let sum = message.reduce(UInt32(key)) { $0 &* 31 &+ UInt32($1) }
        return [key] + (0..<4).map { UInt8(truncatingIfNeeded: sum >> ($0 * 8)) }
    }

    func isAuthentic(_ code: [UInt8], for message: [UInt8]) -> Bool { code == self.code(for: message) }
}

private let now = WallTime(microseconds: 1_800_000_000_500_000)
private let keys = TokenKeyring(ToyAuthenticator())

private func token(
    header: String = #"{"alg":"HS256","typ":"JWT"}"#, _ payload: String, by authenticator: ToyAuthenticator = .init()
) -> String {
    let message = TokenEncoding.text(of: Array(header.utf8)) + "." + TokenEncoding.text(of: Array(payload.utf8))
    return message + "." + TokenEncoding.text(of: authenticator.code(for: Array(message.utf8)))
}

private func refusal(of text: String, with keys: TokenKeyring = keys) -> TokenRefusal? {
    do {
        _ = try Token.verify(text, with: keys, at: now)
        return nil
    } catch {
        return error
    }
}

@Suite("Token")
struct TokenTests {
    @Test func `an empty payload is an administrator for ever`() throws {
        #expect(try Token.verify(token("{}"), with: keys, at: now) == TokenClaims())
    }

    @Test(arguments: [
        (#"{"exp":1800000001}"#, nil),
        (#"{"exp":1800000000}"#, TokenRefusal.expired),
        (#"{"exp":1800000000.9}"#, .expired),
        (#"{"exp":1800000001.2}"#, nil),
        (#"{"exp":"1800000001"}"#, nil),
        (#"{"exp":"1800000000"}"#, .expired),
        (#"{"exp":"-5"}"#, .expired),
        (#"{"exp":1e300}"#, nil),
        (#"{"exp":-1e300}"#, .expired),
        (#"{"exp":"99999999999999999999999"}"#, nil),
        (#"{"exp":"-99999999999999999999999"}"#, .expired),
        (#"{"exp":""}"#, .claim("exp")),
        (#"{"exp":"-"}"#, .claim("exp")),
        (#"{"exp":"12.5"}"#, .claim("exp")),
        (#"{"exp":"soon"}"#, .claim("exp")),
        (#"{"exp":null}"#, .claim("exp")),
        (#"{"exp":true}"#, .claim("exp")),
        (#"{"exp":[1900000000]}"#, .claim("exp")),
        (#"{"nbf":1800000000}"#, nil),
        (#"{"nbf":1800000001}"#, .notYetValid),
        (#"{"nbf":null}"#, .claim("nbf")),
        (#"{"iat":1800000000.9}"#, nil),
        (#"{"iat":1800000001}"#, .notYetValid),
        (#"{"iat":"1800000001"}"#, .notYetValid),
        (#"{"iat":{}}"#, .claim("iat")),
        (#"{"aud":"me"}"#, .claim("aud")),
        (#"{"aud":null}"#, .claim("aud")),
        (#"{"sub":"alice","jti":"7","iss":5,"anything":[null]}"#, nil),
        (#"{"sub":7}"#, .claim("sub")),
        (#"{"sub":null}"#, .claim("sub")),
        (#"{"jti":7}"#, .claim("jti")),
    ])
    func `registered claims are checked when they are there`(payload: String, expected: TokenRefusal?) {
        #expect(refusal(of: token(payload)) == expected, "\(payload)")
    }

    @Test(arguments: [
        #"{"alg":"none"}"#, #"{"alg":"HS512","typ":"JWT"}"#, #"{"alg":"hs256"}"#, #"{"alg":"RS256"}"#,
        #"{"alg":null}"#, #"{"alg":["HS256"]}"#, #"{"typ":"JWT"}"#, #"{"alg":"HS256","crit":["exp"],"exp":1}"#,
    ])
    func `no algorithm but HS256 is taken`(header: String) {
        #expect(refusal(of: token(header: header, "{}")) == .algorithm, "\(header)")
    }

    @Test func `a type other than JWT does not matter`() {
        #expect(refusal(of: token(header: #"{"typ":"whatever","alg":"HS256"}"#, "{}")) == nil)
    }

    @Test(arguments: [
        "", ".", "..", "...", "a.b", "e30", "e30.e30", "!!!.e30.AA", "e30 .e30.AA", "W10.e30.AA", "e30.e30.e30.e30",
    ])
    func `text that has not three parts of base64url is malformed or has no algorithm`(text: String) {
        let found = refusal(of: text)
        #expect(found == .malformed || found == .algorithm, "\(text): \(String(describing: found))")
    }

    @Test func `a token with dots, padding or a foreign letter appended is refused`() {
        let good = token("{}")
        #expect(refusal(of: good) == nil)
        for suffix in [".", ".AA", "=", "==", "!", " ", "\n", "+", "/", "é", "\u{0}"] {
            #expect(refusal(of: good + suffix) != nil, "\(suffix.debugDescription)")
        }
        #expect(refusal(of: " " + good) != nil)
    }

    @Test func `a payload that is no object is refused though its code is right`() {
        for payload in ["[]", "null", "7", "\"x\"", "", "{", "{} x", "{\"a\":\"\u{1}\"}"] {
            #expect(refusal(of: token(payload)) == .malformed, "\(payload)")
        }
    }

    @Test func `a forged token is called forged whatever its payload says`() {
        for payload in [#"{"exp":1}"#, #"{"overlord":5}"#, "no JSON at all", "{}"] {
            #expect(refusal(of: token(payload, by: ToyAuthenticator(key: 2))) == .forged, "\(payload)")
        }
    }

    @Test func `changing any character of a token spoils it`() {
        let good = Array(token(#"{"exp":1900000000,"overlord":{"role":"read"}}"#).utf8)
        for position in good.indices {
            var bad = good
            bad[position] = bad[position] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(refusal(of: String(decoding: bad, as: UTF8.self)) != nil, "position \(position)")
        }
    }

    @Test func `a token of more than 8192 bytes is not looked at`() {
        #expect(refusal(of: String(repeating: "a", count: 10_000)) == .tooLong)
        #expect(refusal(of: String(repeating: ".", count: 10_000)) == .tooLong)
        let padding = String(repeating: "x", count: 6000)
        #expect(refusal(of: token(#"{"x":"\#(padding)"}"#)) == nil)
        #expect(refusal(of: token(#"{"x":"\#(padding)\#(padding)"}"#)) == .tooLong)
    }

    @Test func `a payload nested without end is refused without using up the stack`() {
        #expect(refusal(of: token(#"{"x":"# + String(repeating: "[", count: 5000))) == .malformed)
    }

    @Test func `random text is refused and never a crash`() {
        for seed in UInt64(0)..<300 {
            var random = SplitMix64(seed: seed)
            var text = token(#"{"exp":1900000000}"#)
            for _ in 0...Int.random(in: 0...4, using: &random) {
                var bytes = Array(text.utf8)
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes.remove(at: position)
                case 1: bytes.insert(UInt8.random(in: 0...127, using: &random), at: position)
                default: bytes[position] = bytes[position] ^ (1 << UInt8.random(in: 0...6, using: &random))
                }
                text = String(decoding: bytes, as: UTF8.self)
            }
            if text != token(#"{"exp":1900000000}"#) { #expect(refusal(of: text) != nil, "seed \(seed): \(text)") }
        }
    }
}

@Suite("Claims of a token")
struct TokenOwnClaimsTests {
    @Test func `our claims restrict the bearer`() throws {
        let payload = #"{"overlord":{"role":"deploy","projects":["web-*"],"chains":["","alpha.*"]},"jti":"ci"}"#
        #expect(
            try Token.verify(token(payload), with: keys, at: now)
                == TokenClaims(role: .deploy, projects: ["web-*"], chains: ["", "alpha.*"], identifier: "ci"))
    }

    @Test func `the random chunk names a token that has no identifier`() throws {
        let claims = try Token.verify(token(#"{"random_chunk":"00ff"}"#), with: keys, at: now)
        #expect(claims == TokenClaims(identifier: "00ff"))
    }

    @Test(arguments: [
        "5", "null", "[]", "\"admin\"", "{}", #"{"role":"root"}"#, #"{"role":5}"#, #"{"projects":["a"]}"#,
        #"{"role":"read","projects":null}"#, #"{"role":"read","projects":"a"}"#, #"{"role":"read","projects":[5]}"#,
        #"{"role":"read","chains":{"a":1}}"#, #"{"role":"read","until":"noon"}"#, #"{"role":"Admin"}"#,
    ])
    func `a claim of ours that cannot be understood is a refusal`(claim: String) {
        let found = refusal(of: token(#"{"overlord":\#(claim)}"#))
        guard case .claim = found else {
            Issue.record("\(claim) gave \(String(describing: found))")
            return
        }
    }

    @Test func `no list of patterns is kept apart from an empty one`() throws {
        let all = try Token.verify(token(#"{"overlord":{"role":"read"}}"#), with: keys, at: now)
        #expect(all.projects == nil)
        #expect(all.chains == nil)
        let none = try Token.verify(
            token(#"{"overlord":{"role":"read","projects":[],"chains":[]}}"#), with: keys, at: now)
        #expect(none.projects == [])
        #expect(none.chains == [])
        #expect(!none.allows(.read, on: .ping, at: .root))
    }

    @Test(arguments: TokenClaims.Role.allCases, TokenClaims.Role.allCases)
    func `a role includes those below it and no other`(held: TokenClaims.Role, asked: TokenClaims.Role) {
        let order: [TokenClaims.Role] = [.read, .deploy, .admin]
        let isEnough = order.firstIndex(of: held)! >= order.firstIndex(of: asked)!
        #expect(TokenClaims(role: held).allows(asked, on: .ping, at: .root) == isEnough)
    }

    @Test(arguments: [
        ("alpha", true), ("alpha.charlie", true), ("alphabet", false), ("bravo", false), ("bravo.alpha", false),
    ])
    func `a token for some chains is for no other`(chain: String, isAllowed: Bool) throws {
        let claims = TokenClaims(role: .admin, chains: ["alpha", "alpha.*"])
        #expect(claims.allows(.admin, on: .ping, at: try #require(ChainPath(chain))) == isAllowed)
    }

    @Test func `the node itself is the empty path`() {
        #expect(!TokenClaims(chains: ["alpha"]).allows(.read, on: .ping, at: .root))
        #expect(TokenClaims(chains: [""]).allows(.read, on: .ping, at: .root))
        #expect(TokenClaims(chains: ["*"]).allows(.read, on: .ping, at: .root))
    }
}

@Suite("Keys of tokens")
struct TokenKeyringTests {
    private let rotated = TokenKeyring(
        current: .init(identifier: "new", authenticator: ToyAuthenticator(key: 2)),
        former: [.init(identifier: "old", authenticator: ToyAuthenticator(key: 1))])

    @Test func `a token without a key's name is checked with every key`() {
        #expect(refusal(of: token("{}", by: ToyAuthenticator(key: 1)), with: rotated) == nil)
        #expect(refusal(of: token("{}", by: ToyAuthenticator(key: 2)), with: rotated) == nil)
        #expect(refusal(of: token("{}", by: ToyAuthenticator(key: 3)), with: rotated) == .forged)
    }

    @Test func `a token that names a key is checked with that one only`() {
        let header = #"{"alg":"HS256","typ":"JWT","kid":"old"}"#
        #expect(refusal(of: token(header: header, "{}", by: ToyAuthenticator(key: 1)), with: rotated) == nil)
        #expect(refusal(of: token(header: header, "{}", by: ToyAuthenticator(key: 2)), with: rotated) == .forged)
    }

    @Test func `a key's name that we do not know restricts nothing`() {
        let header = #"{"alg":"HS256","kid":"theirs"}"#
        #expect(refusal(of: token(header: header, "{}", by: ToyAuthenticator(key: 1)), with: rotated) == nil)
        #expect(refusal(of: token(header: header, "{}", by: ToyAuthenticator(key: 3)), with: rotated) == .forged)
    }

    @Test func `a key's name must be text`() {
        #expect(refusal(of: token(header: #"{"alg":"HS256","kid":5}"#, "{}")) == .malformed)
    }

    @Test func `an issued token names its key when asked to`() {
        let text = Token.issue(
            metadata: [], randomChunk: 1, keyIdentifier: "old", with: ToyAuthenticator(key: 1))
        #expect(refusal(of: text, with: rotated) == nil)
        let mislabelled = Token.issue(
            metadata: [], randomChunk: 1, keyIdentifier: "new", with: ToyAuthenticator(key: 1))
        #expect(refusal(of: mislabelled, with: rotated) == .forged)
    }
}

@Suite("Issuing tokens")
struct TokenIssueTests {
    private func parts(of text: String) throws -> [String] {
        try text.split(separator: ".").map { part in
            String(decoding: try #require(TokenEncoding.bytes(of: Array(part.utf8))), as: UTF8.self)
        }
    }

    @Test func `members stand in the order of 0.25`() throws {
        let text = Token.issue(
            metadata: [("user", "alice"), ("flag", ""), ("a", "b=c"), ("overlord.version", "0.25.0")],
            randomChunk: 0x2882_0559_a681_771a, expires: WallTime(microseconds: 1_795_531_012_999_999),
            with: ToyAuthenticator())
        let parts = try parts(of: text)
        #expect(parts[0] == #"{"alg":"HS256","typ":"JWT"}"#)
        #expect(
            parts[1]
                == #"{"metadata":{"user":"alice","flag":"","a":"b=c","overlord.version":"0.25.0"},"random_chunk":"28820559a681771a","exp":1795531012}"#
        )
    }

    @Test func `an unrestricted token has no claim of ours and never ends by itself`() throws {
        let text = Token.issue(metadata: [], randomChunk: 0, with: ToyAuthenticator())
        #expect(try parts(of: text)[1] == #"{"metadata":{},"random_chunk":"0000000000000000"}"#)
    }

    @Test func `what was issued is what is read`() throws {
        for role in TokenClaims.Role.allCases {
            for projects in [nil, [], ["web-*", "\"quoted\" é"]] as [[String]?] {
                for chains in [nil, [""], ["alpha.*"]] as [[String]?] {
                    let claims = TokenClaims(
                        role: role, projects: projects, chains: chains, identifier: "00000000000000ff")
                    let text = Token.issue(
                        metadata: [("k", "v")], randomChunk: 255, expires: now + .seconds(60), claims: claims,
                        with: ToyAuthenticator())
                    #expect(try Token.verify(text, with: keys, at: now) == claims)
                    #expect(throws: TokenRefusal.expired) {
                        try Token.verify(text, with: keys, at: now + .seconds(61))
                    }
                }
            }
        }
    }
}
