import Domain
import Simulator
import Synchronization
import Testing

@Suite("Disk: what survives a crash", .offPool)
struct DiskTests {
    private static let start = WallTime(microseconds: 0)

    private static func request(_ name: String) -> JobRequest {
        JobRequest(
            project: ProjectName(name)!,
            work: .up(directorFile: "services: {}\n", environment: [], restart: false, reservedPorts: []))
    }

    private static func disk(_ simulation: Simulation) -> Disk {
        Disk(timekeeper: simulation.clock(), chance: simulation.chance("disk"))
    }

    private final class Answers: Sendable {
        private let state = Mutex<[String: JobID]>([:])
        func add(_ project: String, _ id: JobID) { state.withLock { $0[project] = id } }
        var all: [String: JobID] { state.withLock { $0 } }
    }

    /// Clients submit jobs until the process is killed, several times over.
    private static func storm(seed: UInt64) -> SimulationReport<(answers: [String: JobID], rows: [JobTable.Row])> {
        Simulation.run(seed: seed) { simulation in
            let disk = Self.disk(simulation)
            let chance = simulation.chance("storm")
            let answers = Answers()
            for life in 1...3 {
                let fence = Fence(node: "alpha", incarnation: life)
                let state = MemoryState(disk: disk, fence: fence)
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        _ = await fence.run {
                            try await withThrowingTaskGroup(of: Void.self) { clients in
                                for client in 0..<5 {
                                    clients.addTask {
                                        for round in 0..<50 {
                                            let name = "p\(life)-\(client)-\(round)"
                                            let id = try await state.submit(Self.request(name), at: Self.start)
                                            answers.add(name, id)
                                        }
                                    }
                                }
                                try await clients.waitForAll()
                            }
                        }
                    }
                    group.addTask {
                        do throws(CancellationError) {
                            let life = Duration.microseconds(chance.integer(in: 0...60_000))
                            try await simulation.executor.sleep(until: simulation.now + life)
                        } catch {}
                        fence.fall()
                        disk.crash(of: fence)
                    }
                }
            }
            return (answers.all, disk.contents.jobs.all)
        }
    }

    @Test func `what was acknowledged survives, nothing is half there, and luck decides about what was under way`()
        throws
    {
        var unacknowledged = 0
        var killed = 0
        for seed in 0..<200 as Range<UInt64> {
            let (answers, rows) = try Self.storm(seed: seed).value()
            var stored: [String: JobID] = [:]
            for row in rows { stored[row.summary.project.text] = row.summary.id }
            #expect(stored.count == rows.count, "seed \(seed): a job is there twice")
            #expect(rows.allSatisfy { $0.request != nil && $0.summary.state == .queued }, "seed \(seed)")
            #expect(answers.allSatisfy { stored[$0.key] == $0.value }, "seed \(seed): an acknowledged job is lost")
            unacknowledged += stored.count - answers.count
            // At most one submit of each client was under way at each of three crashes.
            #expect(stored.count - answers.count <= 15, "seed \(seed)")
            killed += answers.count < 750 ? 1 : 0
        }
        #expect(unacknowledged > 100, "a write under way at a crash is sometimes in time")
        #expect(killed > 190)
    }

    @Test func `a storm repeats from its seed`() throws {
        let first = Self.storm(seed: 11)
        let second = Self.storm(seed: 11)
        #expect(first.scheduleHash == second.scheduleHash)
        #expect(try first.value().rows == second.value().rows)
    }

    @Test func `a dead process can neither read nor write`() throws {
        let failures = try Simulation.run(seed: 1) { simulation in
            let disk = Self.disk(simulation)
            let fence = Fence(node: "alpha", incarnation: 1)
            let state = MemoryState(disk: disk, fence: fence)
            let metadata = MemoryMetadata(disk: disk, fence: fence)
            fence.fall()
            var failures = 0
            do throws(StorageFailure) { _ = try await state.submit(Self.request("a"), at: Self.start) } catch {
                failures += 1
            }
            do throws(StorageFailure) { _ = try await state.unfinishedJobs() } catch { failures += 1 }
            do throws(StorageFailure) { _ = try await metadata.create(MetadataKey("a")!, value: "") } catch {
                failures += 1
            }
            return failures + disk.contents.jobs.all.count * 100 + disk.contents.metadata.count * 100
        }.value()
        #expect(failures == 3)
    }

    @Test func `a caller that is cancelled does not undo its write`() throws {
        let (count, id) = try Simulation.run(seed: 1) { simulation in
            let disk = Self.disk(simulation)
            let state = MemoryState(disk: disk, fence: Fence(node: "alpha", incarnation: 1))
            let id = try await withThrowingTaskGroup(of: JobID.self) { group in
                group.addTask { try await state.submit(Self.request("a"), at: Self.start) }
                await Task.yield()
                group.cancelAll()
                return try await group.next()
            }
            return (disk.contents.jobs.all.count, id)
        }.value()
        #expect(count == 1)
        #expect(id == JobID(1))
    }

    @Test(arguments: [StorageFailure.full, .inputOutput("the device is gone")])
    func `a disk that fails writes changes nothing, and reads on`(failure: StorageFailure) throws {
        let (found, jobs) = try Simulation.run(seed: 1) { simulation in
            let disk = Self.disk(simulation)
            let fence = Fence(node: "alpha", incarnation: 1)
            let state = MemoryState(disk: disk, fence: fence)
            let first = try await state.submit(Self.request("a"), at: Self.start)
            disk.setWriteFault(.failing(failure))
            var found: StorageFailure?
            do throws(StorageFailure) {
                try await state.finish(first, as: .failed, record: nil, reason: nil, at: Self.start)
            } catch {
                found = error
            }
            return (found, try await state.unfinishedJobs().map(\.state))
        }.value()
        #expect(found == failure)
        #expect(jobs == [.queued])
    }

    @Test func `an fsync that fails leaves it open whether the write was done`() throws {
        var done = 0
        for seed in 0..<100 as Range<UInt64> {
            done += try Simulation.run(seed: seed) { simulation in
                let disk = Self.disk(simulation)
                disk.setWriteFault(.uncertain(.inputOutput("fsync")))
                let metadata = MemoryMetadata(disk: disk, fence: Fence(node: "alpha", incarnation: 1))
                do throws(StorageFailure) {
                    _ = try await metadata.create(MetadataKey("a")!, value: "x")
                    return 1_000
                } catch {
                    return disk.contents.metadata.count
                }
            }.value()
        }
        #expect((20...80).contains(done))
    }

    @Test func `a disk that fails reads says so`() throws {
        let failure = try Simulation.run(seed: 1) { simulation in
            let disk = Self.disk(simulation)
            disk.setReadFault(.corrupt("page 3"))
            let state = MemoryState(disk: disk, fence: Fence(node: "alpha", incarnation: 1))
            do throws(StorageFailure) {
                _ = try await state.unfinishedJobs()
                return StorageFailure?.none
            } catch {
                return error
            }
        }.value()
        #expect(failure == .corrupt("page 3"))
    }

    @Test func `a slow disk takes the time that it was told to`() throws {
        let time = try Simulation.run(seed: 1) { simulation in
            let disk = Self.disk(simulation)
            disk.setLatency(.seconds(4)...(.seconds(4)))
            let state = MemoryState(disk: disk, fence: Fence(node: "alpha", incarnation: 1))
            _ = try await state.submit(Self.request("a"), at: Self.start)
            return simulation.now
        }.value()
        #expect(time == .seconds(4))
    }

    @Test func `metadata is created once, replaced and deleted only when it is there`() throws {
        let results = try Simulation.run(seed: 1) { simulation in
            let disk = Self.disk(simulation)
            let metadata = MemoryMetadata(disk: disk, fence: Fence(node: "alpha", incarnation: 1))
            let key = MetadataKey("web.conf")!
            var results: [String] = []
            results.append("\(try await metadata.replace(key, value: "0"))")
            results.append("\(try await metadata.delete(key))")
            results.append("\(try await metadata.create(key, value: "1"))")
            results.append("\(try await metadata.create(key, value: "2"))")
            results.append(try await metadata.value(of: key) ?? "none")
            results.append("\(try await metadata.replace(key, value: "3"))")
            results.append(try await metadata.value(of: key) ?? "none")
            _ = try await metadata.create(MetadataKey("a")!, value: "")
            results.append(try await metadata.keys().map(\.text).joined(separator: " "))
            results.append("\(try await metadata.delete(key))")
            results.append("\(try await metadata.exists(key))")
            return results
        }.value()
        #expect(results == ["false", "false", "true", "false", "1", "true", "3", "a web.conf", "true", "false"])
    }
}
