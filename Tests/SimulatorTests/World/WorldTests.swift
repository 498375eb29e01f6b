import Domain
import Synchronization
import TestSupport
import Testing

@testable import Simulator

@Suite("A scenario at work", .offPool) struct WorldTests {
    private static let crash = Scenario(
        name: "a server dies in the middle of a deployment", topology: Stories.line, deployments: [Stories.web],
        steps: [
            ScenarioStep(at: Stories.seconds(1), .apply(deployment: "shop", restart: false)),
            ScenarioStep(
                at: Stories.seconds(3), lasts: Stories.seconds(60), .kill, servers: .named([Stories.name("bravo")])),
        ],
        expectations: [
            Expectation(
                .eventually,
                .operation(of: ProjectName("shop")!, on: Stories.name("bravo"), "COMPLETED")),
            Expectation(.eventually, .wholeTree),
        ])

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func `a story that is told well passes`(seed: UInt64) async throws {
        let result = try await OffPool.run { World.run(Self.crash, seed: seed) }
        #expect(
            result.outcome == .passed,
            "seed \(seed): \(result.lines.suffix(40).map(\.description).joined(separator: "\n"))")
    }

    @Test func `the same seed tells the same story`() {
        let hashes = (0..<2).map { _ in World.run(Self.crash, seed: 7).traceHash }
        #expect(hashes[0] == hashes[1])
        #expect(World.run(Self.crash, seed: 8).traceHash != hashes[0])
    }

    @Test func `nothing of a world is left when its run is over`() {
        final class Memory: Sendable {
            private struct Held { weak var world: World? }
            private let held = Mutex(Held())
            var world: World? { held.withLock { $0.world } }
            func remember(_ world: World) { held.withLock { $0.world = world } }
        }
        let memory = Memory()
        let plan = Plan(Self.crash, seed: 1)
        let report = Simulation.run(seed: 1) { simulation in
            let world = try await World(simulation, Self.crash, plan)
            memory.remember(world)
            return try await world.run().events
        }
        #expect(report.ending == .finished)
        #expect(memory.world == nil)
    }

    @Test func `what is expected and does not come is a failure that says what was seen`() {
        var scenario = Self.crash
        scenario.expectations = [Expectation(.at(.seconds(2)), .chains(on: Stories.name("main"), []))]
        guard case .failed(let violations) = World.run(scenario, seed: 1).outcome else {
            Issue.record("nothing failed")
            return
        }
        #expect(
            violations.map(\.text) == ["expected at 2s that main lists nothing; observed main lists alpha"])
    }
}

@Suite("A storm", .offPool) struct StormTests {
    @Test(arguments: 1...10 as ClosedRange<UInt64>) func `in a storm of all faults every promise is kept`(seed: UInt64)
        async throws
    {
        let result = try await OffPool.run { World.run(Stories.storm, seed: seed) }
        let isWell = !result.isFailure
        #expect(
            isWell,
            "seed \(seed): \(result.outcome)\n\(result.lines.suffix(30).map(\.description).joined(separator: "\n"))")
    }
}

@Suite("What is left of a run", .offPool) struct WorldRemainsTests {
    @Test func `a trace that tells nobody any more has let go of who listened`() {
        final class Witness: Sendable {}
        let trace = Trace()
        weak var witness: Witness?
        do {
            let listener = Witness()
            witness = listener
            trace.listen { _ in withExtendedLifetime(listener) {} }
        }
        #expect(witness != nil)
        trace.stopTelling()
        #expect(witness == nil)
    }
}
