import Domain
import Simulator
import Testing

@testable import Adapters

/// One case is for the adapter alone and so not in the table: an answer larger than it takes, 64 MiB, which the simulated
/// network has no limit for because no modelled node sends so much.
@Suite("HTTP to neighbours: what the simulated network does")
struct TransportConformanceTests {
    private typealias Place = TransportConformance.Place

    /// The neighbours that can be asked, each with a port of its own.
    private struct Neighbours: Sendable {
        let peers: [Place: LoopbackPeer]
        let full: FullPort
        let dead: Int

        init() throws {
            peers = [
                .answering: try LoopbackPeer(.answers), .silent: try LoopbackPeer(.neverAnswers),
                .breaking: try LoopbackPeer(.breaksOff), .garbling: try LoopbackPeer(.talksNonsense),
                .disabled: try LoopbackPeer(.answers),
            ]
            full = try FullPort()
            dead = try deadPort()
        }

        func port(of place: Place) -> Int? {
            switch place {
            case .refusing: dead
            case .deaf: full.port
            // The program hands those that are switched off to nobody.
            case .unknown, .disabled: nil
            case .answering, .silent, .breaking, .garbling: peers[place]?.port
            }
        }
    }

    @Test(arguments: TransportConformance.cases)
    func `the adapter does what the model does`(_ testCase: TransportConformance.Case) async throws {
        let neighbours = try Neighbours()
        let client = CurlClient()
        let transport = try ChainClients(
            Place.allCases.compactMap { place in
                neighbours.port(of: place).map {
                    ChainClients.Neighbour(
                        name: place.name, entrypoint: "http://127.0.0.1:\($0)", accessToken: place.token,
                        timeouts: ClientTimeouts(connect: .seconds(600), read: .seconds(600)))
                }
            }, client: client)
        let subject = TransportConformance.Subject(
            transport: transport, answer: { neighbours.peers[.answering]?.answer($0) },
            taken: { neighbours.peers[$0]?.taken ?? [] }, pause: { try await Task.sleep(for: $0) })
        do {
            try await testCase.run(subject)
        } catch {
            Issue.record(error)
        }
        await client.shutDown(grace: .zero)
    }
}
