import Foundation
import TestSupport

/// The program `crash-writer` as a child, for tests that kill it.
final class WriterProcess {
    private let process: ChildProgram
    private let output = Pipe()
    private var unread: [UInt8] = []

    init(_ arguments: [String]) throws {
        // The test bundle and the program are built into the same folder.
        let products = Bundle.module.bundleURL.deletingLastPathComponent()
        process = try ChildProgram(
            products.appendingPathComponent("crash-writer").path, arguments, output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
    }

    /// The lines until the child has written `count` of them or has ended. Blocks.
    func lines(atMost count: Int) -> [String] {
        var lines: [String] = []
        while lines.count < count, let line = nextLine() { lines.append(line) }
        return lines
    }

    /// Kills the child and returns the lines that were not read yet. Blocks.
    func kill() -> [String] {
        process.signal(SIGKILL)
        let rest = lines(atMost: .max)
        _ = process.waitUntilExit()
        return rest
    }

    /// Waits until the child ends by itself.
    func end() -> (lines: [String], status: Int32) {
        let rest = lines(atMost: .max)
        return (rest, process.waitUntilExit())
    }

    private func nextLine() -> String? {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeFirst(end + 1)
                return line
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            unread.append(contentsOf: more)
        }
    }
}
