import Foundation

/// A folder that exists as long as this object.
final class HTTPTestFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "overlord-http-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { print("left behind: \(path)") }
    }
}
