import Domain
import Testing

struct NearMissTests {
    private func misses(_ labels: [String], chains: [String] = []) async throws -> [String] {
        let filter = ChainFilter(chains: chains.map { chain($0) })
        return try await Cancelling(servers: servers(FakeTree())).cancel(
            deployment(project("web"), labels: labels), chains: filter
        ).nearMisses.map(\.text)
    }

    @Test func `a label that is nearly that of a server is suggested when no server is selected`() async throws {
        #expect(try await misses(["wbe"]) == ["No server has the label 'wbe'. Did you mean 'web'?"])
        #expect(try await misses(["wbe", "db"]) == [])
        #expect(try await misses(["nowhere"]) == [])
        #expect(try await misses(["web"]) == [])
    }

    @Test func `a chain that is nearly one of the tree is suggested`() async throws {
        #expect(
            try await misses(["all"], chains: ["alpha.charly", "bravo", "elsewhere"]) == [
                "No server has the chain 'alpha.charly'. Did you mean 'alpha.charlie'?"
            ])
    }

    @Test func `questions are answered likewise`() async throws {
        let file = deployment(.readOnly, labels: ["mian"])
        let report = try await InfoCollecting(servers: servers(FakeTree())).collect(
            try InfoQuery(.chains, of: file), of: file)
        #expect(report.nearMisses == [NearMiss(kind: .label, name: "mian", meant: "main")])
    }
}
