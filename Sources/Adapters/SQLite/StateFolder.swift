import Domain
import Foundation

/// The folder of a node's state, held by one process at a time.
final class StateFolder: Sendable {
    static let databaseName = "state.db"
    static let lockName = "state.lock"
    private static let runsName = "runs"

    let databasePath: String
    /// Whether the last process that held the folder ended without closing the database.
    let wasLeftOpen: Bool
    private let lock: OpenFile

    /// Makes the folder (0700) and an empty database file (0600) where they are missing, and locks the folder until
    /// the process ends or this value goes.
    ///
    /// - Throws: ``StorageFailure/inputOutput(_:)`` when another process holds it, ``StorageFailure/corrupt(_:)`` when the
    ///   database is empty and cannot be.
    init(_ path: String) throws(StorageFailure) {
        let folder = try DirectoryHandle.make(path, mode: 0o700)
        databasePath = "\(path)/\(Self.databaseName)"
        let lock = try Self.openPrivate(Self.lockName, in: folder)
        guard try lock.lock() else { throw .inputOutput("the state in \(path) is used by another process") }
        self.lock = lock
        let isEmpty = try Self.openPrivate(Self.databaseName, in: folder).length() == 0
        if isEmpty, try Self.holdsRuns(folder) {
            // Jobs would get the numbers of those that are lost, and with them their runs.
            throw .corrupt("\(databasePath) is empty, though there are runs of jobs in \(path)/\(Self.runsName)")
        }
        try folder.synchronize()
        // Closing in order removes the write-ahead log.
        wasLeftOpen = try folder.entry(Self.databaseName + "-wal").map { $0.length > 0 } ?? false
    }

    /// Whether a runner has left something there. A server that died before its first job has not.
    private static func holdsRuns(_ folder: DirectoryHandle) throws(StorageFailure) -> Bool {
        guard let runs = try folder.folder(runsName) else { return false }
        return try runs.names(limit: 100_000).contains { name in
            let numbers = name.split(separator: "-", omittingEmptySubsequences: false)
            return numbers.count == 2 && numbers.allSatisfy { Int($0) != nil }
        }
    }

    /// Opens a file that nobody else may read, and makes it where it is missing. No link is followed.
    private static func openPrivate(_ name: String, in folder: DirectoryHandle) throws(StorageFailure) -> OpenFile {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
        let descriptor = SystemCall.uninterrupted { openat(folder.descriptor, name, flags, 0o600) }
        guard descriptor >= 0 else { throw SystemCall.failure("open \(folder.path)/\(name)") }
        let file = OpenFile(descriptor: descriptor, path: "\(folder.path)/\(name)")
        if fchmod(descriptor, 0o600) != 0 { throw SystemCall.failure("set the mode of \(file.path)") }
        return file
    }
}
