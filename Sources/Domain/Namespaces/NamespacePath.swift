/// A place inside a namespace, as the names from its top folder down. No value of this type leads out of the namespace.
/// Source: HTTP contract, section 14.2.
package struct NamespacePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Why a text is no such path.
    package enum Mistake: Error, Equatable, Sendable {
        /// It leads out of the namespace.
        case outside
        /// A name that no file system takes, or a path past a limit; the text says which.
        case unusable(String)
    }

    /// The most folders on the way to an entry, itself included.
    package static let deepest = 64
    /// The most bytes of a path.
    package static let longest = 1024

    /// The folder of the namespace itself.
    package static let top = NamespacePath(names: [])

    /// Neither empty, nor `.` or `..`, and without `/` and NUL.
    package let names: [String]

    private init(names: [String]) { self.names = names }

    /// Reads a path as 0.25 does: leading and doubled slashes and `.` mean nothing, `..` goes up. There are no links in
    /// a tree that is only just made, so the text alone tells where it leads.
    package init(_ text: String) throws(Mistake) {
        guard text.utf8.count <= Self.longest else { throw .unusable("is longer than \(Self.longest) bytes") }
        guard !text.utf8.contains(0) else { throw .unusable("contains NUL") }
        var names: [String] = []
        for part in text.utf8.split(separator: UInt8(ascii: "/")) {
            switch String(Substring(part)) {
            case ".": continue
            case "..":
                guard names.popLast() != nil else { throw .outside }
            case let name:
                guard name.utf8.count <= NameGrammar.longestName else {
                    throw .unusable("has a name of more than \(NameGrammar.longestName) bytes")
                }
                names.append(name)
                guard names.count <= Self.deepest else {
                    throw .unusable("has more than \(Self.deepest) names")
                }
            }
        }
        self.init(names: names)
    }

    /// The name of the entry; `nil` for the namespace's own folder.
    package var name: String? { names.last }
    /// The folder that it is in; `nil` for the namespace's own folder.
    package var folder: NamespacePath? { names.isEmpty ? nil : NamespacePath(names: Array(names.dropLast())) }
    /// The folders above it, from the top down, the top itself included and this left out.
    package var ancestors: [NamespacePath] { names.indices.map { NamespacePath(names: Array(names[..<$0])) } }

    /// The entry `name` of this folder.
    ///
    /// - Parameter name: One component, as a listing of the folder gives it.
    package func appending(_ name: String) -> NamespacePath { NamespacePath(names: names + [name]) }

    package var description: String { names.joined(separator: "/") }

    /// By names, a folder before what is in it.
    package static func < (left: NamespacePath, right: NamespacePath) -> Bool {
        left.names.lexicographicallyPrecedes(right.names) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
