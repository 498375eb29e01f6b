import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Adapters

extension RealNodeTests {
    @Suite("A server that is killed again and again")
    struct DaemonDeathTests {
        private static let kills = 20
        private static let mostKills = 60
        private static let clients = 8
        private static let jobsOfClient = 25

        /// What the clients and the one who kills tell each other.
        private struct Counts {
            /// The project of every job that was acknowledged, by number.
            var acknowledged: [Int: String] = [:]
            var kills = 0
            /// Kills while Director built something.
            var hits = 0
        }

        private final class Progress: Sendable {
            let counts = Mutex(Counts())
        }

        @Test func `200 jobs come to one end each`() async throws {
            let seed = UInt64.random(in: 0...UInt64.max)
            print("seed \(seed)")
            let place: Comment = "seed \(seed)"
            try await RealNode.with(behaviour: #"{"defaults": {"up_seconds": 0.02}}"#) { node in
                let progress = Progress()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for client in 0..<Self.clients {
                        group.addTask { try await submitJobs(of: client, to: node, progress) }
                    }
                    group.addTask { try await killAgainAndAgain(node, progress, seed) }
                    try await group.waitForAll()
                }
                try await RealNode.wait {
                    try node.jobStates().values.allSatisfy { $0 != "queued" && $0 != "running" }
                }

                let (acknowledged, kills, hits) = progress.counts.withLock { ($0.acknowledged, $0.kills, $0.hits) }
                print("\(kills) kills, \(hits) of them in the middle of a deployment")
                #expect(hits > 0, place)
                #expect(acknowledged.count == Self.clients * Self.jobsOfClient, place)
                let states = try node.jobStates()
                for (job, project) in acknowledged {
                    #expect(states[job] == "completed", "job \(job), \(place)")
                    let up = try await node.info(project)?["up"]
                    #expect(up?["operation"] == "COMPLETED", "\(project), \(place)")
                }
                checkLog(node.log, place)
                try checkCalls(node.calls(), jobs: Set(states.keys), place)

                // The next life sweeps what the killed ones had no time to remove.
                await node.end(SIGKILL)
                try await node.start()
                let left = try FileManager.default.contentsOfDirectory(atPath: node.folder + "/state/runs")
                #expect(left == ["locks"], place)
            }
        }

        /// Submits jobs, again only while there was no answer.
        private func submitJobs(of client: Int, to node: RealNode, _ progress: Progress) async throws {
            for number in 0..<Self.jobsOfClient {
                // Two jobs a project, so that they could get into each other's way.
                let project = "p\((client * Self.jobsOfClient + number) / 2)"
                // Spread over the kills, so that each finds work.
                let due = number * Self.kills / Self.jobsOfClient
                try await RealNode.wait { progress.counts.withLock { $0.kills >= due } }
                try await RealNode.wait {
                    do throws(PeerFailure) {
                        let body = RealNode.upBody(project)
                        let answer = try await node.call("POST", "/v1/project/up/\(project)", body)
                        guard answer.status == 200, let job = answer.json?["job_id"]?.integer else { return false }
                        let former = progress.counts.withLock { $0.acknowledged.updateValue(project, forKey: job) }
                        #expect(former == nil, "number \(job) was given twice")
                        return true
                    } catch { return false }
                }
            }
        }

        private func killAgainAndAgain(
            _ node: RealNode, _ progress: Progress, _ seed: UInt64
        ) async throws {
            var chance = SeededRandom(seed: seed)
            while progress.counts.withLock({ $0.kills < Self.kills || ($0.hits == 0 && $0.kills < Self.mostKills) }) {
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...600, using: &chance)))
                await node.end(SIGKILL)
                let isHit = node.calls().contains { $0.run != nil && $0.end == nil }
                progress.counts.withLock { counts in
                    counts.kills += 1
                    if isHit { counts.hits += 1 }
                }
                try await node.start()
            }
        }

        private func checkLog(_ log: String, _ place: Comment) {
            var ends: [Substring: Int] = [:]
            for line in log.split(separator: "\n") where line.contains("job ended") {
                let words = line.split(separator: " ")
                guard let job = words.first(where: { $0.hasPrefix("job=") }) else {
                    Issue.record("a line without a job: \(line)")
                    continue
                }
                ends[job, default: 0] += 1
            }
            #expect(!ends.isEmpty, place)
            #expect(ends.values.allSatisfy { $0 == 1 }, place)
        }

        private func checkCalls(_ calls: [RealNode.FakeCall], jobs: Set<Int>, _ place: Comment) throws {
            let director = calls.filter { $0.program == "appjail-director" }
            for call in director { #expect(call.end != nil, "\(call.arguments) was killed, \(place)") }
            let ups = director.filter { $0.run != nil }
            // Every job was built once and by one attempt, whatever happened to the server.
            let built = ups.compactMap { $0.run?.split(separator: "-").first.flatMap { Int($0) } }
            #expect(built.count == Set(built).count, place)
            #expect(Set(built) == jobs, place)
            for (project, calls) in Dictionary(grouping: ups, by: { $0.arguments.last ?? "" }) {
                let inOrder = calls.sorted { $0.begin < $1.begin }
                for (earlier, later) in zip(inOrder, inOrder.dropFirst()) {
                    let end = try #require(earlier.end)
                    #expect(later.begin >= end, "two builds of \(project) at once, \(place)")
                }
            }
        }

        @Test func `a metadata item is wholly old or wholly new`() async throws {
            let seed = UInt64.random(in: 0...UInt64.max)
            print("seed \(seed)")
            let place: Comment = "seed \(seed)"
            try await RealNode.with { node in
                let path = "/v1/metadata/item"
                var chance = SeededRandom(seed: seed)
                var writes = 0
                var interrupted = 0
                var stored = Self.value(0)
                let created = try await node.call("POST", path, ["value": .string(stored)])
                #expect(created.status == 201, place)
                for round in 0..<Self.kills {
                    let pause = Duration.milliseconds(Int.random(in: 1...150, using: &chance))
                    async let death: Void = Self.kill(node, after: pause)
                    // Writes until the server is dead.
                    var open: String?
                    while true {
                        writes += 1
                        let value = Self.value(writes)
                        open = value
                        do throws(PeerFailure) {
                            let answer = try await node.call("PUT", path, ["value": .string(value)])
                            #expect(answer.status == 200, place)
                            stored = value
                        } catch { break }
                    }
                    try await death
                    try await node.start()
                    let now = try #require(try await node.call("GET", path).json?["metadata"]?.string, place)
                    #expect(now == stored || now == open, "round \(round), \(place)")
                    if now != stored { interrupted += 1 }
                    stored = now
                }
                print("\(writes) writes, \(interrupted) of them there without having been acknowledged")
                // What the killed writers left half done is not shown as items.
                #expect(try await node.call("GET", "/v1/metadata").json?["metadata"] == ["item"], place)
            }
        }

        private static func kill(_ node: RealNode, after pause: Duration) async throws {
            try await Task.sleep(for: pause)
            await node.end(SIGKILL)
        }

        /// 100 kB that differ from those before and after.
        private static func value(_ number: Int) -> String {
            let letter = UnicodeScalar(UInt8(ascii: "a") + UInt8(number % 26))
            return String(repeating: Character(letter), count: 100_000)
        }
    }
}
