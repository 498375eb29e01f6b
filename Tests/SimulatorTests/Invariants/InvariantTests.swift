import Domain
import Simulator
import Testing

/// Every invariant is told a story that it must let pass, and one in which its promise is broken.
@Suite("Invariants") struct InvariantTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let invariant: any Invariant.Type
        let flaw: String
        let scenario: Scenario
        let good: ToldStory
        let bad: ToldStory
        /// Where the bad one is found.
        let node: String?

        init(
            _ invariant: any Invariant.Type, _ flaw: String, in scenario: Scenario = InvariantTests.pair,
            good: ToldStory, bad: ToldStory, at node: String? = "alpha"
        ) {
            self.invariant = invariant
            self.flaw = flaw
            self.scenario = scenario
            self.good = good
            self.bad = bad
            self.node = node
        }

        var testDescription: String { "\(invariant): \(flaw)" }
    }

    /// main → alpha, with a deployment of `shop` to all.
    static let pair = scenario()

    static func scenario(_ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario(
            name: "two servers",
            topology: Topology(servers: [
                Topology.Server(name: ChainName("main")!, parent: nil, labels: [.all]),
                Topology.Server(name: ChainName("alpha")!, parent: ChainName("main")!, labels: [.all]),
            ]),
            deployments: [Stories.web],
            steps: [ScenarioStep(at: Stories.seconds(1), .apply(deployment: "shop", restart: false))])
        change(&scenario)
        return scenario
    }

    static let cases = safety + projects + progress + neighbours

    @Test(arguments: cases) func `a story in which all is well is let pass`(story: Case) {
        let finding = story.good.finding(of: story.invariant, in: story.scenario)
        #expect(finding == nil, "\(story.testDescription)")
    }

    @Test(arguments: cases) func `a story in which the promise is broken is found out`(story: Case) {
        let finding = story.bad.finding(of: story.invariant, in: story.scenario)
        #expect(finding != nil, "\(story.testDescription)")
        #expect(finding?.node == story.node)
        #expect(finding?.isExcused != true)
        #expect(finding?.text.isEmpty == false)
    }

    @Test func `every invariant has such stories`() {
        let tried = Set(Self.cases.map { $0.invariant.name })
        #expect(Invariants.all.map { $0.name }.filter { !tried.contains($0) } == [])
    }

    @Test func `the names of invariants are their own`() {
        #expect(Set(Invariants.all.map { $0.name }).count == Invariants.all.count)
    }
}
