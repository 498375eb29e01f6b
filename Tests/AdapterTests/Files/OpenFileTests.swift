import Foundation
import Testing

@testable import Adapters

@Suite struct OpenFileTests {
    private let scratch: ScratchFolder

    init() throws {
        scratch = try ScratchFolder()
        try scratch.write("", to: "lock")
    }

    private func openLock() -> OpenFile {
        OpenFile(descriptor: open(scratch("lock"), O_RDWR | O_CLOEXEC), path: scratch("lock"))
    }

    /// Takes the lock and drops it.
    ///
    /// - Returns: A copy of the descriptor, as a child has it between its fork and its exec.
    private func holdOnce() throws -> Int32 {
        let file = openLock()
        #expect(try file.lock())
        return dup(file.descriptor)
    }

    @Test func `a lock has one holder`() throws {
        let first = openLock()
        let second = openLock()
        #expect(try first.lock())
        #expect(try !second.lock())
    }

    @Test func `a lock goes with its file, though a child that is just starting has a copy of the descriptor`() throws {
        let copy = try holdOnce()
        defer { close(copy) }
        #expect(try openLock().lock())
    }
}
