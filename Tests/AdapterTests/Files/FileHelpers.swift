import Foundation
import SystemPackage

@testable import Adapters

/// Runs what blocks on a thread of its own.
func offPool<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    try await BlockingLanes("test").run(work)
}

/// Starts `crash-writer`, reads `count` lines, lets `pause` microseconds go by, kills it, and gives back all its lines.
func killed(_ arguments: [String], after count: Int, pause: Int) async throws -> [String] {
    try await offPool { () throws(any Error) in
        let child = try WriterProcess(arguments)
        let lines = child.lines(atMost: count)
        // Not to wait for anything: the moment of the death is what varies.
        usleep(UInt32(pause))
        return lines + child.kill()
    }
}

func inode(of path: String) -> UInt64? {
    guard let facts = try? Stat(FilePath(path)) else { return nil }
    return UInt64(facts.inode.rawValue)
}

func chmodFile(_ path: String, _ mode: Int) { chmod(path, mode_t(mode)) }

func removeTree(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

func makePipe(_ path: String) { mkfifo(path, 0o600) }
