package import Domain
import Synchronization

/// The network between simulated nodes: it delays, loses, doubles and breaks what travels on it, link by link.
///
/// Messages travel on their own: a request goes on when its sender dies, and its receiver works on when the sender has
/// given up.
package final class SimulatedNetwork: Sendable {
    package typealias Handler = @Sendable (Request) async -> Response

    private struct Link: Hashable {
        let from: String
        let to: String
    }

    /// A process that takes requests.
    private struct Listener {
        let id: Int
        let input: AsyncStream<Delivery>.Continuation
        /// What it took and has not answered, by number.
        var open: [Int: Exchange] = [:]
    }

    private struct Delivery: Sendable {
        let request: Request
        let exchange: Exchange
    }

    private struct State {
        var rules: [Link: LinkRule] = [:]
        var defaultRule = LinkRule()
        var listeners: [String: Listener] = [:]
        var lastListener = 0
        var lastExchange = 0
    }

    /// How many requests a listener lets wait; past that it resets connections.
    package static let backlog = 1_024
    /// Where nodes listen.
    package static let port = 8_888

    private let simulation: Simulation
    private let chance: any Chance
    private let state = Mutex(State())

    package init(simulation: Simulation) {
        self.simulation = simulation
        chance = simulation.chance("network")
    }

    // MARK: Rules

    /// The rule of one direction of a link.
    package func setRule(from: String, to: String, _ rule: LinkRule) {
        simulation.note("network", "\(from) → \(to): rule changed")
        state.withLock { $0.rules[Link(from: from, to: to)] = rule }
    }

    /// The rule of every direction that has none of its own.
    package func setDefaultRule(_ rule: LinkRule) { state.withLock { $0.defaultRule = rule } }

    /// Changes the present rule of one direction.
    package func changeRule(from: String, to: String, _ change: (inout LinkRule) -> Void) {
        var rule = self.rule(from: from, to: to)
        change(&rule)
        setRule(from: from, to: to, rule)
    }

    /// Lets nothing pass from `from` to `to`; the other direction stays as it is.
    package func cut(from: String, to: String) { changeRule(from: from, to: to) { $0.isCut = true } }

    /// Lets nothing pass between two groups of nodes, in either direction.
    package func partition(_ left: [String], from right: [String]) {
        for left in left {
            for right in right {
                cut(from: left, to: right)
                cut(from: right, to: left)
            }
        }
    }

    /// Takes back all rules of single links.
    package func heal() {
        simulation.note("network", "healed")
        state.withLock { $0.rules = [:] }
    }

    package func rule(from: String, to: String) -> LinkRule {
        state.withLock { $0.rules[Link(from: from, to: to)] ?? $0.defaultRule }
    }

    // MARK: Listening

    /// Takes requests for a node until the task is cancelled or the process dies. Each request has a task of its own.
    package func serve(_ node: String, behind fence: Fence, handler: @escaping Handler) async {
        let (deliveries, input) = AsyncStream.makeStream(
            of: Delivery.self, bufferingPolicy: .bufferingOldest(Self.backlog))
        guard let id = listen(node, behind: fence, input) else { return }
        await withDiscardingTaskGroup { group in
            for await delivery in deliveries {
                group.addTask {
                    await fence.cross(.serverRequest, isAfter: false)
                    let response = await handler(delivery.request)
                    await fence.cross(.serverRequest, isAfter: true)
                    // The answer to a HEAD has no body, whatever a handler gives.
                    let answer = delivery.request.method == "HEAD" ? Response(response.status, nil) : response
                    if fence.isUp, !Task.isCancelled { self.answer(delivery.exchange, with: answer) }
                }
            }
        }
        hangUp(node, listener: id)
    }

    private func listen(_ node: String, behind fence: Fence, _ input: AsyncStream<Delivery>.Continuation) -> Int? {
        state.withLock { state in
            guard fence.isUp else { return nil }
            precondition(state.listeners[node] == nil, "\(node) listens twice: the address is in use")
            state.lastListener += 1
            state.listeners[node] = Listener(id: state.lastListener, input: input)
            return state.lastListener
        }
    }

    /// What the system does when a process dies: it listens no more, and its open connections break.
    package func reset(_ node: String) { hangUp(node, listener: nil) }

    private func hangUp(_ node: String, listener id: Int?) {
        let listener = state.withLock { state in
            guard let listener = state.listeners[node], id == nil || listener.id == id else { return Listener?.none }
            state.listeners[node] = nil
            return listener
        }
        guard let listener else { return }
        listener.input.finish()
        for exchange in listener.open.sorted(by: { $0.key < $1.key }).map(\.value) {
            sendBack(exchange, .failure(.read("connection reset by peer")))
        }
    }

    // MARK: Messages

    /// Sends a request on its way.
    func depart(_ request: Request, from: String, to: String) -> Exchange {
        let number = state.withLock { state in
            state.lastExchange += 1
            return state.lastExchange
        }
        let exchange = Exchange(
            number: number, from: from, to: to, url: "http://\(to):\(Self.port)\(request.target)")
        let rule = rule(from: from, to: to)
        tell(exchange, .sent(method: request.method, target: request.target))
        if rule.isCut {
            tell(exchange, .swallowed)
        } else if rule.isRefused {
            carry(in: rule.delay) { self.refuse(exchange) }
        } else if chance.happens(rule.loss) {
            tell(exchange, .requestLost)
            exchange.markSent()
        } else {
            let copies = chance.happens(rule.duplication) ? 2 : 1
            if copies == 2 { tell(exchange, .doubled) }
            for _ in 0..<copies { carry(in: rule.delay) { self.arrive(request, exchange) } }
        }
        return exchange
    }

    private func arrive(_ request: Request, _ exchange: Exchange) {
        guard !rule(from: exchange.from, to: exchange.to).isCut else { return tell(exchange, .requestCutOff) }
        enum Reception { case taken, refused, overrun }
        let reception: Reception = state.withLock { state in
            guard let listener = state.listeners[exchange.to] else { return .refused }
            exchange.markSent()
            guard case .enqueued = listener.input.yield(Delivery(request: request, exchange: exchange)) else {
                return .overrun
            }
            state.listeners[exchange.to]?.open[exchange.number] = exchange
            return .taken
        }
        switch reception {
        case .taken: tell(exchange, .arrived)
        case .refused: refuse(exchange)
        case .overrun: sendBack(exchange, .failure(.read("connection reset by peer")))
        }
    }

    private func refuse(_ exchange: Exchange) {
        sendBack(exchange, .failure(.connect("connection refused")))
    }

    private func answer(_ exchange: Exchange, with response: Response) {
        guard let reading = rule(from: exchange.to, to: exchange.from).reading else {
            return handOver(exchange, response)
        }
        // The connection stays open until the last byte is taken: if the process dies before, it breaks.
        tell(exchange, .readSlowly)
        carry(in: reading) {
            let isOpen = self.state.withLock { $0.listeners[exchange.to]?.open[exchange.number] != nil }
            if isOpen { self.handOver(exchange, response) }
        }
    }

    /// The answer leaves the far side.
    private func handOver(_ exchange: Exchange, _ response: Response) {
        state.withLock { $0.listeners[exchange.to]?.open[exchange.number] = nil }
        let rule = rule(from: exchange.to, to: exchange.from)
        if chance.happens(rule.loss) {
            tell(exchange, .answerLost)
        } else if chance.happens(rule.reset) {
            sendBack(exchange, .failure(.read("connection reset by peer")))
        } else if chance.happens(rule.garbling) {
            sendBack(exchange, .failure(.protocolViolation("no HTTP response")))
        } else {
            let answer = PeerResponse(status: response.status, body: response.envelope ?? [], url: exchange.url)
            sendBack(exchange, .success(answer))
        }
    }

    private func sendBack(_ exchange: Exchange, _ result: Result<PeerResponse, PeerFailure>) {
        let rule = rule(from: exchange.to, to: exchange.from)
        guard !rule.isCut else { return tell(exchange, .answerCutOff) }
        carry(in: rule.delay) {
            guard !self.rule(from: exchange.to, to: exchange.from).isCut else {
                return self.tell(exchange, .answerCutOff)
            }
            switch result {
            case _ where exchange.isGivenUp: self.tell(exchange, .late)
            case .success(let answer): self.tell(exchange, .answered(status: answer.status))
            case .failure(let failure): self.tell(exchange, .failed(failure))
            }
            exchange.settle(result)
        }
    }

    private func carry(in delay: ClosedRange<Duration>, _ arrive: @escaping @Sendable () -> Void) {
        let executor = simulation.executor
        _ = executor.call(at: executor.now + chance.duration(in: delay), arrive)
    }

    func tell(_ exchange: Exchange, _ phase: MessageEvent.Phase) {
        simulation.tell(
            .message(MessageEvent(number: exchange.number, from: exchange.from, to: exchange.to, phase: phase)))
    }
}
