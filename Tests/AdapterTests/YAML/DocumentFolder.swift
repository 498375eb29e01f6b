import Foundation

/// A folder of its own for one test, removed when the test lets go of it.
final class DocumentFolder: Sendable {
    let root: String

    init() throws {
        root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/overlord-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    deinit {
        // A folder that stays behind harms nobody, and there is nobody to tell.
        do { try FileManager.default.removeItem(atPath: root) } catch {}
    }

    func path(_ name: String) -> String { root + "/" + name }

    /// - Returns: The path of the new file.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let path = path(name)
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}
