package import Domain

/// What every way to the neighbours of a node must do, as cases that can be run against any of them: the simulated
/// network, and HTTP over real sockets. Source: the contract of ``Domain/PeerTransport``; HTTP contract, section 9.7.
package enum TransportConformance {
    /// A neighbour, by how it treats whoever asks it.
    package enum Place: String, Sendable, CaseIterable {
        /// Answers as the case wants.
        case answering
        /// Nobody listens there.
        case refusing
        /// Takes requests and never answers.
        case silent
        /// Nothing that is sent there arrives, and nothing says so: a connection never stands.
        case deaf
        /// Takes requests and breaks off in the middle of the answer.
        case breaking
        /// Takes requests and answers with what is no HTTP.
        case garbling
        /// Answers, and is switched off in the configuration.
        case disabled
        /// Is not in the configuration.
        case unknown

        /// What the neighbour is called in the configuration.
        package var name: ChainName { ChainName(rawValue)! }
        /// The token that the configuration has for it.
        package var token: String { "token-of-\(rawValue)" }
    }

    package typealias Handler = @Sendable (Request) async -> Response

    /// The transport under test, and what the neighbours see.
    package struct Subject: Sendable {
        package let transport: any PeerTransport
        /// What ``Place/answering`` answers from now on.
        package let answer: @Sendable (@escaping Handler) -> Void
        /// The requests that a neighbour has taken, in order.
        package let taken: @Sendable (Place) -> [Request]
        /// Lets some time pass, in the time of the transport.
        package let pause: @Sendable (Duration) async throws -> Void

        package init(
            transport: any PeerTransport, answer: @escaping @Sendable (@escaping Handler) -> Void,
            taken: @escaping @Sendable (Place) -> [Request],
            pause: @escaping @Sendable (Duration) async throws -> Void
        ) {
            self.transport = transport
            self.answer = answer
            self.taken = taken
            self.pause = pause
        }

        func send(
            _ method: String = "GET", _ path: String = "/v1/ping", body: JSONValue? = nil, to place: Place = .answering,
            timeout: Duration = .seconds(600)
        ) async throws(PeerFailure) -> PeerResponse {
            try await transport.send(
                PeerRequest(method: method, path: path, body: body, timeout: timeout), to: place.name)
        }

        /// Why a request fails.
        func failure(
            _ method: String = "GET", _ path: String = "/v1/ping", to place: Place,
            timeout: Duration = .seconds(600)
        ) async -> Ending {
            do throws(PeerFailure) {
                _ = try await send(method, path, to: place, timeout: timeout)
                return .answer
            } catch {
                return Ending(error)
            }
        }
    }

    /// How a request ends, without the texts, which are each transport's own.
    enum Ending: Equatable {
        case answer, connect, connectTimeout, readTimeout, read, protocolViolation, unknownNeighbour, cancelled

        init(_ failure: PeerFailure) {
            self =
                switch failure {
                case .connect: .connect
                case .connectTimeout: .connectTimeout
                case .readTimeout: .readTimeout
                case .read: .read
                case .protocolViolation: .protocolViolation
                case .unknownNeighbour: .unknownNeighbour
                case .cancelled: .cancelled
                }
        }
    }

    package typealias Case = ConformanceCase<Subject>

    /// Times that are long enough for anything that happens at all on a busy machine, and short enough to wait for.
    static let brief = Duration.seconds(3)
}
