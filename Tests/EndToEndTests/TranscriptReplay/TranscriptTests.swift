import Domain
import Foundation
import Testing

/// Every command whose output with 0.25 was kept, run with our client on our servers, line by line.
@Suite(.tree(TranscriptSession.shape))
struct TranscriptTests {
    @Test func `the session of 0.25 reads the same here, but where we mean to differ`() async throws {
        let session = try await TranscriptSession(try #require(Tree.current))
        for step in Transcripts.steps {
            let transcript = try Transcript(step.name)
            try await step.before(session)
            let said = try session.comparable(
                try await session.run(try await step.arguments(transcript, session), isServer: step.isServer))
            let theirs = try session.comparable(transcript.said)
            let agrees = Transcripts.differences[step.name].map { $0.agrees(said, theirs) } ?? (said == theirs)
            if let reason = Transcripts.waiting[step.name] {
                #expect(!agrees, "\(step.name) passes: take it off the list of what waits for \(reason)")
            } else {
                #expect(agrees, "\(step.name)\nours:\n\(said)\ntheirs:\n\(theirs)")
            }
        }
    }

    @Test func `every transcript is in the session once, in its place`() throws {
        #expect(Transcripts.steps.map(\.name) == (try Transcript.names()))
    }

    @Test func `each difference says why, and the page on compatibility tells of it`() throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        let names = Set(try Transcript.names())
        for (name, difference) in Transcripts.differences.sorted(by: { $0.key < $1.key }) {
            #expect(names.contains(name))
            #expect(!difference.why.isEmpty)
            #expect(page.contains(difference.told), "\(name): \(difference.told)")
        }
        for (name, reason) in Transcripts.waiting {
            #expect(names.contains(name))
            #expect(page.split(separator: "\n").contains { $0.contains("`\(name)`") && $0.contains(reason) }, "\(name)")
        }
    }

    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/compatibility.md")
}
