internal import Foundation

/// The file with the secret that this node signs tokens with: exactly 64 raw bytes. Source: HTTP contract, section 5.3.
///
/// 0.25 replaces a file of another length, which makes every token in circulation worthless without a word. Here such a
/// file is an error and stays as it is.
package struct KeyFile: Sendable {
    /// Length of a key, in bytes.
    package static let length = 64

    /// 64 bytes that nobody prints: a description of them shows nothing.
    package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
        let bytes: [UInt8]

        package var description: String { "(secret)" }
        package var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// What is worth a word to the operator, though it does not stop the node.
    package enum Warning: Equatable, Sendable {
        /// Users other than the owner may read the file or change it. The bits of its mode, such as `0o644`.
        case openToOthers(path: String, mode: Int)
    }

    package struct Content: Sendable {
        package let secret: Secret
        /// Whether this call made the file.
        package let isNew: Bool
        package let warnings: [Warning]
    }

    package let path: String

    package init(path: String) { self.path = path }

    /// Reads the secret, and makes the file first when there is none.
    ///
    /// A new file has mode 0600 from its first moment and appears at once as a whole, so that of several processes that
    /// start together all read the same key. Missing folders above it are made with mode 0700.
    package func obtain() throws(KeyFileError) -> Content {
        if let content = try read() { return content }
        do throws(DirectoryHandle.Refusal) {
            _ = try DirectoryHandle.obtain(folder, mode: 0o700)
        } catch {
            throw .system(path: error.path, call: "mkdir", code: error.code)
        }
        let isOurs = try publish(Self.randomKey())
        guard let content = try read() else { throw .vanished(path: path) }
        return Content(secret: content.secret, isNew: isOurs, warnings: content.warnings)
    }

    /// Reads the secret.
    ///
    /// - Returns: `nil` when there is no file.
    package func read() throws(KeyFileError) -> Content? {
        // Without O_NONBLOCK a named pipe at this place would hold us for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(path: path, call: "open", code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(path: path, call: "fstat", code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
        guard Int(status.st_size) == Self.length else {
            throw .wrongLength(path: path, length: Int(status.st_size))
        }
        var bytes = [UInt8](repeating: 0, count: Self.length)
        let count = bytes.withUnsafeMutableBytes { buffer in

            Foundation.read(descriptor, buffer.baseAddress, buffer.count)
        }
        guard count >= 0 else { throw .system(path: path, call: "read", code: errno) }
        guard count == Self.length else { throw .wrongLength(path: path, length: count) }
        let mode = Int(status.st_mode & 0o777)
        // The group may be one made for this purpose; what it may write, or others may do, never is.
        let isOpen = mode & 0o027 != 0
        return Content(
            secret: Secret(bytes: bytes), isNew: false,
            warnings: isOpen ? [.openToOthers(path: path, mode: mode)] : [])
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Puts a key at ``path`` unless something is there: a file of another name is written whole and then linked, which
    /// fails where a file exists.
    ///
    /// - Returns: Whether the file is the one written here.
    private func publish(_ key: [UInt8]) throws(KeyFileError) -> Bool {
        let draft = path + ".new-" + String(UInt64.random(in: .min ... .max), radix: 16)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system(path: draft, call: "open", code: errno) }
        defer { unlink(draft) }
        do {
            defer { close(descriptor) }
            let count = key.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count == key.count else { throw KeyFileError.system(path: draft, call: "write", code: errno) }
            guard fsync(descriptor) == 0 else { throw KeyFileError.system(path: draft, call: "fsync", code: errno) }
        }
        if link(draft, path) != 0 {
            if errno == EEXIST { return false }
            throw .system(path: path, call: "link", code: errno)
        }
        try syncFolder()
        return true
    }

    private func syncFolder() throws(KeyFileError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path: folder, call: "open", code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(path: folder, call: "fsync", code: errno) }
    }

    private static func randomKey() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}
