import Adapters
import Domain
import Foundation
import Testing

@Suite("Tokens with real keys")
struct HMACAuthenticatorTests {
    private static let vector =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        + "eyJtZXRhZGF0YSI6eyJvdmVybG9yZC52ZXJzaW9uIjoiMC4yNS4wIn0sInJhbmRvbV9jaHVuayI6IjAwMTEyMjMzNDQ1NTY2NzcifQ."
        + "g1vcs34ZIAda7n2_em_3nJ3Cd3Ag3L37zvDswdrvA9s"
    private static let now = WallTime(seconds: 1_800_000_000)

    /// The key of the vector: the bytes 0x00 to 0x3f, as 0.25 reads them from its file.
    private func vectorKey() throws -> HMACAuthenticator {
        let folder = try ScratchFolder()
        let path = folder.path + "/keyfile"
        try Data((0..<64).map { UInt8($0) }).write(to: URL(fileURLWithPath: path))
        return HMACAuthenticator(try KeyFile(path: path).obtain().secret)
    }

    @Test func `a token of 0_25 is issued byte for byte`() throws {
        let text = Token.issue(
            metadata: [("overlord.version", "0.25.0")], randomChunk: 0x0011_2233_4455_6677, with: try vectorKey())
        #expect(text == Self.vector)
    }

    @Test func `a token of 0_25 is taken and makes an administrator`() throws {
        let keys = TokenKeyring(try vectorKey())
        let claims = try Token.verify(Self.vector, with: keys, at: Self.now)
        #expect(claims == TokenClaims(identifier: "0011223344556677"))
    }

    @Test func `the code is that of RFC 4231`() throws {
        let authenticator = try HMACAuthenticator(secretText: "Jefe")
        let message = Array("what do ya want for nothing?".utf8)
        let code = authenticator.code(for: message)
        #expect(
            code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(authenticator.isAuthentic(code, for: message))
        #expect(!authenticator.isAuthentic(Array(code.dropLast()), for: message))
        #expect(!authenticator.isAuthentic(code, for: message + [0]))
        #expect(!authenticator.isAuthentic([], for: []))
    }

    @Test func `a token signed with another secret is forged`() throws {
        let text = Token.issue(metadata: [], randomChunk: 1, with: try HMACAuthenticator(secretText: "other"))
        let keys = TokenKeyring(try HMACAuthenticator(secretText: "secret"))
        #expect(throws: TokenRefusal.forged) { try Token.verify(text, with: keys, at: Self.now) }
    }

    @Test func `an empty text is no secret`() {
        #expect(throws: HMACAuthenticator.EmptySecret()) { try HMACAuthenticator(secretText: "") }
    }

    @Test func `the checker tells the caller nothing and the log the reason`() throws {
        let reasons = Collected<TokenRefusal>()
        let checker = TokenChecker(keys: TokenKeyring(try vectorKey())) { reasons.append($0) }
        #expect(checker.claims(of: Self.vector, at: Self.now) == TokenClaims(identifier: "0011223344556677"))
        #expect(checker.claims(of: "A" + Self.vector, at: Self.now) == nil)
        #expect(checker.claims(of: Self.vector.replacing(".g1vc", with: ".g1vd"), at: Self.now) == nil)
        #expect(reasons.items == [.malformed, .forged])
    }
}
