import Domain
import Testing

struct RequestPathTests {
    @Test(
        arguments: [
            (["chains"], "", "/v1/chains"), (["labels"], "alpha.charlie", "/v1/chain/alpha.charlie/labels"),
            (["project", "up", "web"], "alpha", "/v1/chain/alpha/project/up/web"),
            (["metadata", "a b/c?d#e%"], "", "/v1/metadata/a%20b%2Fc%3Fd%23e%25"),
            (["metadata", ".."], "", "/v1/metadata/%2E%2E"),
            (["metadata", "ü"], "", "/v1/metadata/%C3%BC"), (["x", "a.b-c_d~e"], "", "/v1/x/a.b-c_d~e"),
            (["metadata", ""], "", "/v1/metadata/"),
        ] as [([String], String, String)])
    func `no segment can be more than one`(segments: [String], path: String, text: String) {
        #expect(RequestPath.of(segments, chain: chain(path)) == text)
    }
}
