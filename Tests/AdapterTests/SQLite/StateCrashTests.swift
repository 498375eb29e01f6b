import Domain
import Testing

@testable import Adapters

@Suite struct StateCrashTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    /// What a child said of one job.
    private struct Told {
        var text = ""
        var isBegun = false
        var isFinished = false
    }

    @Test func `after kill -9 everything that was acknowledged is there`() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let numbers = SeededNumbers(seed: seed)
        let folder = scratch("state")
        var told: [Int: Told] = [:]
        // The state lives on from round to round, so each start recovers what the one before left.
        for round in 0..<20 {
            let place: Comment = "seed \(seed), round \(round)"
            let lines = try await killed(
                ["jobs", folder], after: numbers.integer(in: 1...150), pause: numbers.integer(in: 0...2000))
            var counts: [ProjectName: Int] = [:]
            for words in lines.map({ $0.split(separator: " ") }) {
                let id = try #require(Int(words[1]), place)
                switch words[0] {
                case "submitted":
                    #expect(told[id] == nil, "number \(id) was given twice, \(place)")
                    told[id] = Told(text: String(words[2]))
                case "begun": told[id]?.isBegun = true
                default:
                    told[id]?.isFinished = true
                    counts[try #require(ProjectName("project-\(words[2])"))] = Int(words[3])
                }
            }

            let state = try await SQLiteState.open(folder: folder)
            let unfinished = try await state.unfinishedJobs()
            let byNumber = Dictionary(uniqueKeysWithValues: unfinished.map { ($0.id.number, $0) })
            for (id, told) in told {
                if told.isFinished {
                    #expect(byNumber[id] == nil, place)
                    #expect(try await state.summary(of: JobID(id))?.state == .ended(.completed), place)
                } else if let job = byNumber[id] {
                    if told.isBegun { #expect(job.state == .running(attempt: 1), place) }
                    guard case .up(let file, _, _, _) = job.request.work else {
                        Issue.record(place)
                        continue
                    }
                    #expect(file == "\(told.text) " + String(repeating: "x", count: 3000), place)
                } else {
                    // Its end was committed and the child died before it could say so.
                    #expect(try await state.summary(of: JobID(id))?.state == .ended(.completed), place)
                }
            }
            for (project, count) in counts {
                let stored = try await state.records(of: project).up?.content["count"]?.integer
                #expect(try #require(stored, place) >= count, place)
            }
            await state.close()
        }
    }
}
