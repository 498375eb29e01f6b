internal import Foundation

/// What stands at a path.
enum PathFacts: Equatable {
    case missing
    /// A regular file and its nine permission bits.
    case file(mode: Int)
    case folder
    /// A socket, a pipe or a device.
    case other
    /// The system does not tell; why.
    case unknown(String)

    /// Links are followed.
    static func of(_ path: String) -> PathFacts {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == ENOENT ? .missing : .unknown(text(of: errno))
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(mode: Int(status.st_mode & 0o777))
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// Whether this user may write the file, or make files in the folder.
    static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func text(of code: Int32) -> String { String(cString: strerror(code)) }
}
