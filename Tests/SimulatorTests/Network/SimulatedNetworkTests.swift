import Domain
import Simulator
import Synchronization
import Testing

@Suite("Simulated network", .offPool)
struct SimulatedNetworkTests {
    private static let bravo = ChainName("bravo")!

    /// What a node was asked, in order.
    private final class Inbox: Sendable {
        private let state = Mutex<[Request]>([])
        func add(_ request: Request) { state.withLock { $0.append(request) } }
        var all: [Request] { state.withLock { $0 } }
    }

    /// Two nodes: a client at alpha, and bravo, which answers after `work`.
    private struct Pair: Sendable {
        let simulation: Simulation
        let network: SimulatedNetwork
        let client: SimulatedTransport
        let alpha = Fence(node: "alpha", incarnation: 1)
        let bravo = Fence(node: "bravo", incarnation: 1)
        let inbox = Inbox()

        init(_ simulation: Simulation) {
            self.simulation = simulation
            network = SimulatedNetwork(simulation: simulation)
            client = SimulatedTransport(
                node: "alpha", network: network, fence: alpha, clock: simulation.clock(),
                routes: [
                    SimulatedNetworkTests.bravo: .init(node: "bravo", token: "secret"),
                    ChainName("off")!: .init(node: "bravo", token: "secret", isDisabled: true),
                ])
        }

        func send(_ path: String = "/v1/ping", timeout: Duration = .seconds(10)) async -> String {
            await send(PeerRequest(method: "GET", path: path, timeout: timeout), to: SimulatedNetworkTests.bravo)
        }

        /// The status of the answer, or why there is none.
        func send(_ request: PeerRequest, to neighbour: ChainName) async -> String {
            do throws(PeerFailure) {
                return "\(try await client.send(request, to: neighbour).status)"
            } catch {
                return "\(error)"
            }
        }
    }

    /// Runs `body` beside the network and bravo's server.
    private static func run<Value: Sendable>(
        seed: UInt64 = 1, work: Duration = .zero, isServing: Bool = true,
        _ body: @escaping @Sendable (Pair) async throws -> Value
    ) throws -> Value {
        try Simulation.run(seed: seed) { simulation in
            let pair = Pair(simulation)
            let clock = simulation.clock()
            return try await withThrowingTaskGroup(of: Value?.self) { group in
                if isServing {
                    group.addTask {
                        await pair.network.serve("bravo", behind: pair.bravo) { request in
                            pair.inbox.add(request)
                            do throws(CancellationError) { try await clock.sleep(for: work) } catch {}
                            return Response(200, ["status": "OK"])
                        }
                        return nil
                    }
                }
                group.addTask {
                    // The server listens by now.
                    try await clock.sleep(for: .milliseconds(1))
                    return try await body(pair)
                }
                defer { group.cancelAll() }
                while let finished = try await group.next() { if let finished { return finished } }
                throw CancellationError()
            }
        }.value()
    }

    @Test func `a request arrives as the handler needs it, and the answer as it was sent`() throws {
        let (request, answer) = try Self.run { pair in
            let request = PeerRequest(
                method: "POST", path: "/v1/project/up/web", body: ["director_file": "ä"], timeout: .seconds(7))
            let answer = try await pair.client.send(request, to: Self.bravo)
            return (pair.inbox.all[0], answer)
        }
        #expect(request.method == "POST")
        #expect(request.target == "/v1/project/up/web")
        #expect(request.credentials == "Bearer secret")
        #expect(request.remaining == .seconds(7))
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"director_file":"ä"}"#)
        #expect(request.origin == "alpha")
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"status_code":200,"status":"OK"}"#)
        #expect(answer.url == "http://bravo:8888/v1/project/up/web")
    }

    @Test func `delays are those of the links, there and back`() throws {
        let time = try Self.run { pair in
            pair.network.setRule(from: "alpha", to: "bravo", LinkRule(delay: .seconds(2)...(.seconds(2))))
            pair.network.setRule(from: "bravo", to: "alpha", LinkRule(delay: .seconds(3)...(.seconds(3))))
            let start = pair.simulation.now
            _ = await pair.send()
            return pair.simulation.now - start
        }
        #expect(time == .seconds(5))
    }

    @Test func `a neighbour that is unknown or switched off is not asked`() throws {
        let (answers, asked) = try Self.run { pair in
            let request = PeerRequest(method: "GET", path: "/v1/ping", timeout: .seconds(1))
            let answers = [
                await pair.send(request, to: ChainName("nobody")!), await pair.send(request, to: ChainName("off")!),
            ]
            return (answers, pair.inbox.all.count)
        }
        #expect(answers == ["unknownNeighbour", "unknownNeighbour"])
        #expect(asked == 0)
    }

    @Test func `nobody listens: the connection is refused at once`() throws {
        let (answer, time) = try Self.run(isServing: false) { pair in
            let start = pair.simulation.now
            return (await pair.send(), pair.simulation.now - start)
        }
        #expect(answer == "connect(\"connection refused\")")
        #expect(time < .milliseconds(20))
    }

    /// A fault, what the client sees, how long that takes, and how often the work was done.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let request: LinkRule
        let answer: LinkRule
        let seen: String
        let isAfterTimeout: Bool
        let work: Int

        var testDescription: String { name }
    }

    static let faults = [
        Fault(
            name: "a request that is lost", request: LinkRule(loss: .always), answer: LinkRule(),
            seen: "readTimeout", isAfterTimeout: true, work: 0),
        Fault(
            name: "an answer that is lost after the work was done", request: LinkRule(),
            answer: LinkRule(loss: .always), seen: "readTimeout", isAfterTimeout: true, work: 1),
        Fault(
            name: "a request that comes twice", request: LinkRule(duplication: .always), answer: LinkRule(),
            seen: "200", isAfterTimeout: false, work: 2),
        Fault(
            name: "a black hole towards the neighbour", request: .cut, answer: LinkRule(), seen: "connectTimeout",
            isAfterTimeout: true, work: 0),
        Fault(
            name: "a black hole on the way back", request: LinkRule(), answer: .cut, seen: "readTimeout",
            isAfterTimeout: true, work: 1),
        Fault(
            name: "a connection that breaks in the middle of the answer", request: LinkRule(),
            answer: LinkRule(reset: .always), seen: "read(\"connection reset by peer\")", isAfterTimeout: false, work: 1
        ),
        Fault(
            name: "an answer that is no HTTP", request: LinkRule(), answer: LinkRule(garbling: .always),
            seen: "protocolViolation(\"no HTTP response\")", isAfterTimeout: false, work: 1),
        Fault(
            name: "a refusal on the way", request: LinkRule(isRefused: true), answer: LinkRule(),
            seen: "connect(\"connection refused\")", isAfterTimeout: false, work: 0),
        Fault(
            name: "connecting takes longer than the client waits",
            request: LinkRule(delay: .seconds(60)...(.seconds(60))), answer: LinkRule(), seen: "connectTimeout",
            isAfterTimeout: true, work: 0),
        Fault(
            name: "the answer takes longer than the client waits", request: LinkRule(),
            answer: LinkRule(delay: .seconds(60)...(.seconds(60))), seen: "readTimeout", isAfterTimeout: true, work: 1),
    ]

    @Test(arguments: faults)
    func `each fault is seen as what it is`(fault: Fault) throws {
        let (seen, time, work) = try Self.run { pair in
            pair.network.setRule(from: "alpha", to: "bravo", fault.request)
            pair.network.setRule(from: "bravo", to: "alpha", fault.answer)
            let start = pair.simulation.now
            let seen = await pair.send(timeout: .seconds(10))
            let time = pair.simulation.now - start
            // A second copy may still be on its way.
            try await pair.simulation.executor.sleep(until: pair.simulation.now + .milliseconds(50))
            return (seen, time, pair.inbox.all.count)
        }
        #expect(seen == fault.seen)
        #expect(fault.isAfterTimeout ? time == .seconds(10) : time < .seconds(1))
        #expect(work == fault.work)
    }

    @Test func `work that takes longer than the client waits is done all the same`() throws {
        let (seen, lines) = try Self.run(work: .seconds(30)) { pair in
            let seen = await pair.send(timeout: .seconds(5))
            try await pair.simulation.executor.sleep(until: .seconds(60))
            return (seen, pair.simulation.trace.lines.map(\.text))
        }
        #expect(seen == "readTimeout")
        #expect(lines.contains { $0.hasSuffix("answer too late") })
    }

    @Test func `a request that is on its way arrives although its sender has died`() throws {
        let (seen, work) = try Self.run { pair in
            pair.network.setRule(from: "alpha", to: "bravo", LinkRule(delay: .seconds(2)...(.seconds(2))))
            return try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    var seen = ""
                    let ending = await pair.alpha.run { await pair.send() }
                    if case .crashed = ending { seen = "crashed" }
                    return seen
                }
                group.addTask {
                    try await pair.simulation.executor.sleep(until: .seconds(1))
                    pair.alpha.fall()
                    return nil
                }
                var seen = ""
                for try await part in group { seen += part ?? "" }
                try await pair.simulation.executor.sleep(until: .seconds(5))
                return (seen, pair.inbox.all.count)
            }
        }
        #expect(seen == "crashed")
        #expect(work == 1)
    }

    @Test func `a client that is cancelled is told so`() throws {
        let seen = try Self.run(work: .seconds(30)) { pair in
            await withTaskGroup(of: String.self) { group in
                group.addTask { await pair.send() }
                await Task.yield()
                group.cancelAll()
                return await group.next() ?? ""
            }
        }
        #expect(seen == "cancelled")
    }

    @Test func `a dead process sends nothing`() throws {
        let (seen, work) = try Self.run { pair in
            pair.alpha.fall()
            return (await pair.send(), pair.inbox.all.count)
        }
        #expect(seen == "cancelled")
        #expect(work == 0)
    }

    @Test func `a neighbour that dies over a request breaks the connection, then refuses`() throws {
        let (first, second) = try Self.run(work: .seconds(30)) { pair in
            async let first = pair.send()
            try await pair.simulation.executor.sleep(until: .seconds(1))
            pair.bravo.fall()
            pair.network.reset("bravo")
            return (await first, await pair.send())
        }
        #expect(first == "read(\"connection reset by peer\")")
        #expect(second == "connect(\"connection refused\")")
    }

    @Test func `who reads slowly has the answer late, and none when the server dies in the middle`() throws {
        let (first, time, work, second) = try Self.run { pair in
            let slow = LinkRule(reading: .seconds(4)...(.seconds(4)))
            pair.network.setRule(from: "bravo", to: "alpha", slow)
            let first = await pair.send()
            let time = pair.simulation.now
            async let second = pair.send()
            try await pair.simulation.executor.sleep(until: time + .seconds(2))
            let work = pair.inbox.all.count
            pair.bravo.fall()
            pair.network.reset("bravo")
            return (first, time, work, await second)
        }
        #expect(first == "200")
        #expect(time > .seconds(4) && time < .seconds(5))
        #expect(work == 2)
        #expect(second == "read(\"connection reset by peer\")")
    }

    @Test func `a one-way cut stops one way only, and healing ends it`() throws {
        let (seen, work) = try Self.run { pair in
            var seen: [String] = []
            pair.network.cut(from: "bravo", to: "alpha")
            seen.append(await pair.send())
            pair.network.heal()
            seen.append(await pair.send())
            pair.network.partition(["alpha"], from: ["bravo", "charlie"])
            seen.append(await pair.send())
            pair.network.heal()
            seen.append(await pair.send())
            return (seen, pair.inbox.all.count)
        }
        #expect(seen == ["readTimeout", "200", "connectTimeout", "200"])
        #expect(work == 3)
    }

    @Test func `a cut swallows what is under way`() throws {
        let (seen, work) = try Self.run { pair in
            pair.network.setRule(from: "alpha", to: "bravo", LinkRule(delay: .seconds(3)...(.seconds(3))))
            async let seen = pair.send()
            try await pair.simulation.executor.sleep(until: .seconds(1))
            pair.network.cut(from: "alpha", to: "bravo")
            return (await seen, pair.inbox.all.count)
        }
        #expect(seen == "connectTimeout")
        #expect(work == 0)
    }

    @Test func `a rule for all links gives way to one of a link`() throws {
        let seen = try Self.run { pair in
            pair.network.setDefaultRule(LinkRule(isRefused: true))
            let first = await pair.send()
            pair.network.setRule(from: "alpha", to: "bravo", LinkRule())
            pair.network.setRule(from: "bravo", to: "alpha", LinkRule())
            return [first, await pair.send()]
        }
        #expect(seen == ["connect(\"connection refused\")", "200"])
    }

    @Test func `more than a listener can hold is turned away, not piled up`() throws {
        let seen = try Self.run(work: .seconds(1)) { pair in
            await withTaskGroup(of: String.self) { group in
                // All arrive in one instant, before the server takes the first.
                pair.network.setDefaultRule(LinkRule(delay: .milliseconds(5)...(.milliseconds(5))))
                for _ in 0..<(4 * SimulatedNetwork.backlog) { group.addTask { await pair.send() } }
                var counts: [String: Int] = [:]
                for await answer in group { counts[answer, default: 0] += 1 }
                return counts
            }
        }
        #expect(seen.values.reduce(0, +) == 4 * SimulatedNetwork.backlog)
        #expect((seen["200"] ?? 0) >= SimulatedNetwork.backlog)
        #expect(Set(seen.keys).isSubset(of: ["200", "read(\"connection reset by peer\")"]))
    }

    @Test func `a bad link shows its faults in their ratios, and repeats from its seed`() throws {
        @Sendable func counts(seed: UInt64) throws -> [String: Int] {
            try Self.run(seed: seed) { pair in
                pair.network.setRule(
                    from: "alpha", to: "bravo", LinkRule(loss: Ratio(1, of: 4), duplication: Ratio(1, of: 10)))
                pair.network.setRule(
                    from: "bravo", to: "alpha", LinkRule(loss: Ratio(1, of: 4), reset: Ratio(1, of: 10)))
                var counts: [String: Int] = [:]
                for _ in 0..<400 { counts[await pair.send(), default: 0] += 1 }
                counts["work"] = pair.inbox.all.count
                return counts
            }
        }
        let first = try counts(seed: 5)
        #expect(try counts(seed: 5) == first)
        #expect(try counts(seed: 6) != first)
        #expect((140...260).contains(first["200"] ?? 0), "\(first)")
        #expect((250...400).contains(first["work"] ?? 0), "\(first)")
    }
}
