import Domain
import Testing

/// What a main server of 0.25 asked the server below it, asked of ours in the same place of the tree.
@Suite(.serialized, .tree(WireReplay.hopShape))
struct HopReplayTests {
    @Test(arguments: try Recording.names().filter { $0.hasPrefix("hop-") })
    func `nothing that a main server of 0.25 asks for is unknown to us`(name: String) async throws {
        let tree = try #require(Tree.current)
        let caller = try await tree.caller("alpha")
        let exchanges = try #require(try Recording.document(name)["exchanges"]?.array)
        #expect(!exchanges.isEmpty)
        for (number, document) in exchanges.enumerated() {
            let exchange = Recording("\(name) \(number)", document)
            let answer = try await caller.call(
                exchange.method, exchange.path, body: try #require(exchange.body), headers: exchange.headers)
            let comment = Comment(rawValue: "\(exchange.name): \(exchange.method) \(exchange.path)")
            if exchange.status.map({ $0 < 500 }) ?? false {
                #expect(answer.status < 500 && answer.status != 405, comment)
            }
            // What is always taken must succeed as it did. A namespace is made of items that this node may not have.
            if exchange.status == 200, exchange.method == "POST", !exchange.path.contains("/namespace/") {
                #expect(answer.status == 200, comment)
            }
        }
    }
}
