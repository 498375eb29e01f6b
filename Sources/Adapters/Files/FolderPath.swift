package import Domain
internal import Foundation

/// The path of a folder of the operator's choice, such as the state folder of a server.
package enum FolderPath {
    /// Makes a folder and those above it, for its owner alone; one that is there stays as it is.
    ///
    /// - Throws: What could not be made, and the reason of the system.
    package static func make(_ path: String) throws(StorageFailure) {
        do throws(Refusal) {
            try make(allOf: path)
        } catch {
            throw SystemCall.failure(code: error.code, "the folder '\(error.path)' cannot be made")
        }
    }

    /// The part of a path that cannot be made, with the errno.
    struct Refusal: Error {
        let path: String
        let code: Int32
    }

    static func make(allOf path: String) throws(Refusal) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            let part = String(path[..<end])
            guard mkdir(part, 0o700) != 0 else { continue }
            let code = errno
            var status = stat()
            // A folder that is there may say that it cannot be made in several ways: it exists, or its file system takes
            // no writing.
            guard stat(part, &status) == 0 else { throw Refusal(path: part, code: code) }
            guard status.st_mode & S_IFMT == S_IFDIR else { throw Refusal(path: part, code: ENOTDIR) }
        }
    }
}
