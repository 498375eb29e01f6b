import Domain
import Foundation
import SystemPackage

/// What the system knows of a file without its content.
struct FileFacts: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case regularFile
        case folder
        /// A link, a socket, a pipe or a device.
        case other
    }

    let kind: Kind
    /// The nine permission bits.
    let permissions: mode_t
    /// In bytes.
    let length: Int
    /// How many names the file has; 0 once it was removed.
    let links: Int

    /// - Parameter path: For the text of a failure.
    static func of(_ descriptor: Int32, path: String) throws(StorageFailure) -> FileFacts {
        do throws(Errno) {
            return FileFacts(try Stat(FileDescriptor(rawValue: descriptor)))
        } catch {
            throw SystemCall.failure(code: error.rawValue, "examine \(path)")
        }
    }

    /// - Returns: `nil` when there is nothing called `name` in the folder.
    static func of(_ name: String, in folder: Int32, path: String) throws(StorageFailure) -> FileFacts? {
        do throws(Errno) {
            let folder = FileDescriptor(rawValue: folder)
            return FileFacts(try Stat(FilePath(name), relativeTo: folder, flags: .symlinkNoFollow))
        } catch .noSuchFileOrDirectory, .fileNameTooLong {
            return nil
        } catch {
            throw SystemCall.failure(code: error.rawValue, "examine \(path)/\(name)")
        }
    }

    private init(_ record: Stat) {
        switch record.type {
        case .regular: kind = .regularFile
        case .directory: kind = .folder
        default: kind = .other
        }
        permissions = mode_t(record.permissions.rawValue) & 0o777
        length = Int(record.size)
        links = record.linkCount
    }
}
