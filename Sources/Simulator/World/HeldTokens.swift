import Domain
import Synchronization

/// The tokens that those who talk to the servers of a run hold, and which of them are good when.
///
/// Without a life, and while none is taken away, a server has one token for the whole run, which is good for ever.
final class HeldTokens: Sendable {
    private struct Held {
        var token: String
        /// When its holder gets the next one.
        var renewal: Duration?
    }

    private struct Issued {
        let server: ChainName
        /// A whole second, as tokens count them; `nil` for never.
        let end: WallTime?
    }

    private struct State {
        var held: [ChainName: Held] = [:]
        /// Servers whose holders get no new token, and since when theirs is good no longer.
        var expired: [ChainName: Duration] = [:]
        /// All tokens that were given out.
        var issued: [String: Issued] = [:]
        var all: [String] = []
    }

    private let executor: DeterministicExecutor
    private let life: Duration?
    private let state = Mutex(State())

    /// - Parameter life: How long a token is good; `nil` for ever.
    init(_ executor: DeterministicExecutor, life: Duration?) {
        self.executor = executor
        self.life = life
    }

    /// The key of a server's tokens.
    static func secret(of server: ChainName) -> String { "secret of \(server)" }

    /// The token that a holder has now.
    func token(of server: ChainName) -> String {
        let now = executor.now
        return state.withLock { state in
            if let held = state.held[server], held.renewal.map({ now < $0 }) ?? true { return held.token }
            return Self.issue(server, life, now: now, &state)
        }
    }

    /// From now on the holders have a token that is good no longer.
    func expire(_ server: ChainName) {
        let now = executor.now
        state.withLock { state in
            state.expired[server] = now
            _ = Self.issue(server, life, now: now, &state)
        }
    }

    /// The holders get a new token.
    func renew(_ server: ChainName) {
        let now = executor.now
        state.withLock { state in
            state.expired[server] = nil
            _ = Self.issue(server, life, now: now, &state)
        }
    }

    private static func issue(_ server: ChainName, _ life: Duration?, now: Duration, _ state: inout State) -> String {
        let end = state.expired[server] ?? life.map { now + $0 }
        let expires = end.map { VirtualClock.defaultStart + .seconds($0.components.seconds) }
        let token = Token.issue(
            metadata: [], randomChunk: 1, expires: expires, with: TestAuthenticator(key: secret(of: server)))
        let renewal = state.expired[server] == nil ? life.map { now + $0 / 2 } : nil
        state.held[server] = Held(token: token, renewal: renewal)
        if state.issued.updateValue(Issued(server: server, end: expires), forKey: token) == nil {
            state.all.append(token)
        }
        return token
    }

    /// Every token that was given out so far.
    var all: [String] { state.withLock { $0.all } }

    /// Whether a server must let in who shows these credentials when its clock shows `time`.
    func isGood(_ credentials: String?, for server: ChainName, at time: WallTime) -> Bool {
        let scheme = "Bearer "
        guard let credentials, credentials.hasPrefix(scheme) else { return false }
        let token = String(credentials.dropFirst(scheme.count))
        guard let issued = state.withLock({ $0.issued[token] }), issued.server == server else { return false }
        return issued.end.map { time < $0 } ?? true
    }
}
