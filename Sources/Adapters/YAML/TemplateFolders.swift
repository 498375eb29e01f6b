package import Domain
internal import Foundation

/// The folders that the user names for templates to include from.
///
/// Each name of a path is opened below the folder before it, and no link is followed: what a template names cannot lead
/// out of the folders, whatever is put into them meanwhile.
package struct TemplateFolders: TemplateLibrary, Sendable {
    private let folders: [String]

    /// - Parameter folders: Searched in this order.
    package init(_ folders: [String]) { self.folders = folders }

    package func text(at path: TemplatePath, limit: Int) -> TemplateText {
        for folder in folders {
            do throws(StorageFailure) {
                guard let file = try Self.file(path, below: folder) else { continue }
                // A character takes four bytes at the most.
                guard try file.length() <= limit * 4 else { return .unreadable("it is too long") }
                let bytes = try file.read(atMost: limit * 4)
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    return .unreadable("it is not UTF-8")
                }
                return .found(name: folder == "." ? path.description : "\(folder)/\(path)", text: text)
            } catch {
                return .unreadable(Self.sentence(for: error))
            }
        }
        return .missing
    }

    private static func sentence(for failure: StorageFailure) -> String {
        switch failure {
        case .full: "the disk is full"
        case .corrupt(let text), .inputOutput(let text), .limit(let text), .conflict(let text): text
        }
    }

    private static func file(_ path: TemplatePath, below folder: String) throws(StorageFailure) -> OpenFile? {
        guard var handle = try DirectoryHandle.open(folder), let name = path.names.last else { return nil }
        for part in path.names.dropLast() {
            guard let inner = try handle.folder(part) else { return nil }
            handle = inner
        }
        return try handle.file(name)
    }
}
