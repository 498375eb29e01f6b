import Adapters
import Domain
import Testing

@Suite("Addresses of servers", .timeLimit(.minutes(5)))
struct EntrypointAddressTests {
    @Test(arguments: [
        "http://host", "https://host:9331", "HTTP://Host:1/", "https://host/pre/fix/", "http://[::1]:8888",
        "http://[::1]",
        "http://user:pass@host:80/x", "http://127.0.0.1:65535", "https://under_score.example/",
    ])
    func `an address with scheme and host is taken`(text: String) throws {
        _ = try EntrypointAddress(text)
    }

    @Test(arguments: [
        ("", EntrypointProblem.notHTTP), ("host:80", .notHTTP), ("ftp://host", .notHTTP), ("httpx://host", .notHTTP),
        ("file:///etc", .notHTTP), ("http:/host", .notHTTP), ("//host", .notHTTP), ("http://", .noHost),
        ("http:///path", .noHost), ("http://:80", .noHost), ("http://user@", .noHost), ("http://[::1", .noHost),
        ("http://[]", .noHost), ("http://host:", .badPort), ("http://host:0", .badPort),
        ("http://host:65536", .badPort),
        ("http://host:80x", .badPort), ("http://host:-1", .badPort), ("http://[::1]80", .badPort),
        ("http://::1", .noHost), ("http://a:b:c", .badPort), ("http://host?x", .queryOrFragment),
        ("http://host/#x", .queryOrFragment), ("http://ho st", .illegalCharacter), ("http://host\n", .illegalCharacter),
        ("http://hóst", .illegalCharacter), ("http://host\\@evil", .illegalCharacter),
    ])
    func `anything else is refused with its reason`(text: String, problem: EntrypointProblem) {
        #expect(throws: problem) { try EntrypointAddress(text) }
    }

    @Test(arguments: ["", "a b", "a\r\nX: y", "tökën", "a\u{0}"])
    func `a token that no header can carry is refused without being shown`(token: String) throws {
        #expect(throws: EntrypointProblem.illegalToken) {
            try ServerClient(
                Datacenter(name: "main", entrypoint: "http://host", accessToken: token), client: CurlClient())
        }
        #expect(!"\(EntrypointProblem.illegalToken)".contains(token) || token.isEmpty)
    }
}
