import Domain
import Foundation
import Testing

/// What servers of 0.25 were asked, asked of ours: the same answers, but where we mean to differ.
@Suite(.serialized, .tree(WireReplay.shape))
struct WireReplayTests {
    @Test(arguments: WireReplay.steps)
    func `a request of 0.25 gets the answer of 0.25`(step: ReplayStep) async throws {
        let tree = try #require(Tree.current)
        try await step.before(tree)
        let recording = try Recording(step.recording)
        let answer = try await WireReplay.send(recording, to: tree)
        let difference = WireReplay.differences[step.recording]
        let status = try #require(difference?.status ?? recording.status)
        #expect(answer.status == status)
        if difference == nil {
            // Beside the headers that every answer has here or there, which mean nothing to a client.
            for name in ["content-type", "vary", "access-control-allow-methods", "location"] {
                #expect(answer.headers[name] == recording.answerHeaders[name], "\(name)")
            }
            #expect((answer.headers["etag"] != nil) == (recording.answerHeaders["etag"] != nil))
        }
        let expected = difference == nil ? recording.json : difference?.json
        // Also of what only we say.
        let variable = recording.variable + [["info", "last_log"], ["info", "up", "output", "stderr"], ["job_id"]]
        let said = answer.json?.comparable(without: variable)
        let meant = expected?.comparable(without: variable)
        switch step.comparison {
        case .whole: #expect(said == meant)
        case .part(let names): #expect(said?[names] == meant?[names])
        case .shape:
            let shapes = (try #require(answer.json).shape, try #require(expected).shape)
            #expect(shapes.0.agrees(with: shapes.1), "\(shapes.0) is not like \(shapes.1)")
        }
    }

    @Test func `every recording is replayed, and once`() throws {
        // But for what the tests of hops and of commands take.
        let expected = try Recording.names().filter { !$0.hasPrefix("hop-") && !$0.hasPrefix("flow-") }
        #expect(WireReplay.steps.map(\.recording).sorted() == expected)
    }

    @Test func `differences are told of recordings that there are, and say why`() throws {
        let replayed = Set(WireReplay.steps.map(\.recording))
        for (name, difference) in WireReplay.differences {
            #expect(replayed.contains(name))
            #expect(!difference.why.isEmpty)
        }
    }
}
