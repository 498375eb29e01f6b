import Domain
import Foundation
import Testing

@testable import Adapters

@Suite("Locks of the runners") struct RunLocksTests {
    private let scratch: ScratchFolder
    private let locks: RunLocks
    private let web: ProjectName

    init() throws {
        scratch = try ScratchFolder()
        locks = RunLocks(folder: scratch.path)
        web = try #require(ProjectName("web"))
    }

    /// Takes the lock and lets go of it. Without the release, children that other tests are just starting would keep it.
    private func runOnce() throws {
        let lock = try locks.acquire(web)
        #expect(flock(lock, LOCK_UN) == 0)
        close(lock)
    }

    @Test func `a project that never ran is free`() { #expect(locks.look(at: web) == .free) }

    @Test func `a held lock tells its holder and keeps the next runner out`() throws {
        let lock = try locks.acquire(web)
        defer { close(lock) }
        let holder = RunLocks.Holder(ticket: RunTicket(job: JobID(7), attempt: 2, project: web), process: 41)
        try RunLocks.write(holder, to: lock)
        #expect(locks.look(at: web) == .held(holder))
        #expect(throws: RunnerFailure.busy) { try locks.acquire(web) }
        #expect(try locks.sweep() == [holder])
    }

    @Test func `looking and waiting keep no runner out`() throws {
        try runOnce()
        for _ in 0..<100 {
            #expect(locks.look(at: web) == .free)
            #expect(locks.waitUntilFree(web))
            try runOnce()
        }
    }

    @Test func `projects of the longest names have locks of their own, which are swept like others`() throws {
        let names = ["a", "b"].map { String(repeating: "n", count: 254) + $0 } + [String(repeating: "n", count: 250)]
        let held = try names.map { try locks.acquire(ProjectName($0)!) }
        #expect(try scratch.names().count == 3)
        #expect(throws: RunnerFailure.busy) { try locks.acquire(ProjectName(names[0])!) }
        for lock in held {
            #expect(flock(lock, LOCK_UN) == 0)
            close(lock)
        }
        #expect(try locks.sweep() == [])
        #expect(try scratch.names() == [])
    }

    @Test func `a sweep removes the files of the dead`() throws {
        try runOnce()
        #expect(try scratch.names() == ["web.lock"])
        #expect(try locks.sweep() == [])
        #expect(try scratch.names() == [])
    }
}
