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
    /// The nine permission bits and those for set-user, set-group and sticky.
    let allPermissions: mode_t
    /// The numbers of the user and the group that it belongs to.
    let owner: Int
    let group: Int
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
        allPermissions = mode_t(record.permissions.rawValue) & 0o7777
        permissions = allPermissions & 0o777
        owner = Int(record.userID.rawValue)
        group = Int(record.groupID.rawValue)
        length = Int(record.size)
        links = record.linkCount
    }
}
