/// Why there is no secret. None of these changes the file.
package enum KeyFileError: Error, Equatable, Sendable {
    /// Something that is no key of ours is in its place: not 64 bytes long.
    case wrongLength(path: String, length: Int)
    /// A folder, a pipe or a device is in its place.
    case notRegular(path: String)
    /// It was there a moment ago: somebody else removes it.
    case vanished(path: String)
    /// A system call failed; `code` is its errno.
    case system(path: String, call: String, code: Int32)
}
