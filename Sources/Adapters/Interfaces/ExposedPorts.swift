import Domain

/// The ports of an interface that jails expose, read from AppJail's folders:
/// `<jails>/<jail>/conf/boot/expose/<n>/{on_if,hport}`. Source: node contract, sections 5.4 and 8.
struct ExposedPorts {
    /// How many jails expose each port.
    private var jails = [Int](repeating: 0, count: 65536)

    /// Longest file that is read; a port or a name needs far less.
    private static let longestFile = 4096
    private static let mostEntries = 100_000

    /// Reads the entries of all jails. Entries that say nothing readable are passed over.
    init(jails path: String, interface: String) throws(StorageFailure) {
        guard let root = try DirectoryHandle.open(path) else { return }
        for jail in try root.names(limit: Self.mostEntries) {
            var folder = try root.folder(jail)
            for part in ["conf", "boot", "expose"] { folder = try folder?.folder(part) }
            guard let folder else { continue }
            var exposed = Set<Int>()
            for entry in try folder.names(limit: Self.mostEntries) {
                guard let entry = try folder.folder(entry) else { continue }
                guard try Self.line(of: "on_if", in: entry) == interface else { continue }
                guard let ports = Self.ports(try Self.line(of: "hport", in: entry)) else { continue }
                exposed.formUnion(ports)
            }
            for port in exposed { jails[port] += 1 }
        }
    }

    /// How many jails expose `port`, from 0 to 65535.
    func count(of port: Int) -> Int { jails[port] }

    /// The first line of a file.
    private static func line(of name: String, in folder: DirectoryHandle) throws(StorageFailure) -> String? {
        guard let file = try folder.file(name) else { return nil }
        let line = try file.read(atMost: longestFile).prefix { $0 != 0x0A }
        return String(validating: line, as: UTF8.self)
    }

    /// Reads `PORT` or `LOW:HIGH`.
    static func ports(_ text: String?) -> ClosedRange<Int>? {
        guard let text else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let first = port(parts[0]), let last = port(parts[parts.count - 1]) else { return nil }
        guard parts.count <= 2, first <= last else { return nil }
        return first...last
    }

    private static func port(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        guard let number = Int(text), number <= 65535 else { return nil }
        return number
    }
}
