import Domain
import Simulator
import Synchronization
import Testing

@Suite("Simulated network: what HTTP does", .offPool)
struct TransportConformanceTests {
    private typealias Place = TransportConformance.Place

    /// What the neighbours took, and what one of them answers.
    private final class Neighbours: Sendable {
        private struct State {
            var taken: [Place: [Request]] = [:]
            var handler: TransportConformance.Handler = { _ in Response(200, nil) }
        }

        private let state = Mutex(State())

        func take(_ request: Request, at place: Place) {
            state.withLock { $0.taken[place, default: []].append(request) }
        }
        func taken(_ place: Place) -> [Request] { state.withLock { $0.taken[place] ?? [] } }

        var handler: TransportConformance.Handler {
            get { state.withLock { $0.handler } }
            set { state.withLock { $0.handler = newValue } }
        }
    }

    @Test(arguments: TransportConformance.cases)
    func `the model does what HTTP does`(_ testCase: TransportConformance.Case) throws {
        let report = Simulation.run(seed: 1) { simulation in
            let clock = simulation.clock()
            let network = SimulatedNetwork(simulation: simulation)
            let neighbours = Neighbours()
            let routes = Place.allCases.filter { $0 != .unknown }.map { place in
                (
                    place.name,
                    SimulatedTransport.Route(
                        node: place.rawValue, token: place.token, isDisabled: place == .disabled)
                )
            }
            network.cut(from: "node", to: Place.deaf.rawValue)
            network.changeRule(from: Place.breaking.rawValue, to: "node") { $0.reset = .always }
            network.changeRule(from: Place.garbling.rawValue, to: "node") { $0.garbling = .always }
            let transport = SimulatedTransport(
                node: "node", network: network, fence: Fence(node: "node", incarnation: 1), clock: clock,
                routes: Dictionary(uniqueKeysWithValues: routes))
            let subject = TransportConformance.Subject(
                transport: transport, answer: { neighbours.handler = $0 }, taken: { neighbours.taken($0) },
                pause: { try await clock.sleep(for: $0) })
            return try await withThrowingTaskGroup(of: Bool.self) { group in
                for place in Place.allCases where place != .refusing && place != .unknown {
                    group.addTask {
                        let fence = Fence(node: place.rawValue, incarnation: 1)
                        await network.serve(place.rawValue, behind: fence) { request in
                            neighbours.take(request, at: place)
                            if place == .silent {
                                do throws(CancellationError) { try await clock.sleep(for: .seconds(86_400)) } catch {}
                            }
                            return await neighbours.handler(request)
                        }
                        return false
                    }
                }
                group.addTask {
                    // All listen by now.
                    try await clock.sleep(for: .milliseconds(1))
                    try await testCase.run(subject)
                    return true
                }
                while let isDone = try await group.next() { if isDone { break } }
                group.cancelAll()
            }
        }
        try report.value()
    }

    @Test func `the cases have names of their own`() {
        #expect(Set(TransportConformance.cases.map(\.name)).count == TransportConformance.cases.count)
    }
}
