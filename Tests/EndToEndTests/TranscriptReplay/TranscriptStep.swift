import Domain
import Testing

/// One transcript in the order of the session.
struct TranscriptStep: Sendable {
    let name: String
    /// Whether the client has a configuration file.
    var isServer = false
    /// What is run instead of the arguments of the transcript, where these name what differs from run to run.
    var arguments: @Sendable (Transcript, TranscriptSession) async throws -> [String] = { transcript, _ in
        transcript.arguments
    }
    /// What is done first: the commands of the session of which no transcript is kept, and waits.
    var before: @Sendable (TranscriptSession) async throws -> Void = { _ in }

    init(_ name: String, isServer: Bool = false) {
        self.name = name
        self.isServer = isServer
    }

    init(_ name: String, _ before: @escaping @Sendable (TranscriptSession) async throws -> Void) {
        self.name = name
        self.before = before
    }
}

/// Where we mean to print something else than 0.25.
struct TranscriptDifference: Sendable {
    /// Whether what we say is what we mean to say, given what 0.25 said.
    let agrees: @Sendable (_ ours: Transcript.Said, _ theirs: Transcript.Said) -> Bool
    let why: String
    /// A part of docs/compatibility.md that tells of it.
    let told: String

    init(
        _ why: String, told: String, agrees: @escaping @Sendable (Transcript.Said, Transcript.Said) -> Bool
    ) {
        self.agrees = agrees
        self.why = why
        self.told = told
    }

    /// - Parameter change: Turns what 0.25 said into what we say.
    init(_ why: String, told: String, _ change: @escaping @Sendable (inout Transcript.Said) -> Void) {
        self.init(
            why, told: told,
            agrees: { ours, theirs in
                var expected = theirs
                change(&expected)
                return ours == expected
            })
    }
}

extension TranscriptSession {
    /// Waits until a project is known to a server as it should be, as far as its description goes.
    func until(_ chain: String, _ project: String, _ condition: @Sendable (JSONValue) -> Bool) async throws {
        let caller = try await tree.caller()
        let path = (chain.isEmpty ? "/v1" : "/v1/chain/\(chain)") + "/project/info/\(project)"
        _ = try await eventually("\(project) of \(chain)") {
            guard let info = try await caller.get(path)["info"], condition(info) else { return nil as Bool? }
            return true
        }
    }

    func untilDone(_ chain: String, _ project: String) async throws {
        try await until(chain, project) { ["DONE", "FAILED"].contains($0["state"]?.string ?? "") }
    }
}
