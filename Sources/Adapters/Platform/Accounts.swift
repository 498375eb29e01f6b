import Domain
import Foundation

/// The users and groups of the machine.
enum Accounts {
    /// The number of a user.
    ///
    /// - Returns: `nil` when there is no user of that name.
    static func user(_ name: String) throws(StorageFailure) -> uid_t? {
        try look(up: "user") { start, size in
            var record = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let code = getpwnam_r(name, &record, start, size, &found)
            return (code, found.map(\.pointee.pw_uid))
        }
    }

    /// The number of a group.
    ///
    /// - Returns: `nil` when there is no group of that name.
    static func group(_ name: String) throws(StorageFailure) -> gid_t? {
        try look(up: "group") { start, size in
            var record = Foundation.group()
            var found: UnsafeMutablePointer<Foundation.group>?
            let code = getgrnam_r(name, &record, start, size, &found)
            return (code, found.map(\.pointee.gr_gid))
        }
    }

    /// Calls with a growing buffer until it is large enough.
    private static func look<Number>(
        up kind: String, _ call: (UnsafeMutablePointer<CChar>, Int) -> (code: Int32, number: Number?)
    ) throws(StorageFailure) -> Number? {
        var size = 1024
        while true {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            let (code, number) = call(buffer, size)
            switch code {
            case 0: return number
            case ERANGE where size < 1 << 20: size *= 2
            case EINTR: continue
            // What some systems answer for a name that they do not know.
            case ENOENT, ESRCH: return nil
            default: throw SystemCall.failure(code: code, "look up a \(kind)")
            }
        }
    }
}
