internal import Domain

/// The folder in which Director keeps a project. Source: node contract, section 4.2.
struct ProjectFolder: Sendable {
    /// `<projects>/<project>`
    let path: String
    /// `<locks>/<project>/lock`
    let lock: String

    /// The state as `describe` shows it. A missing file means the same to Director as `unfinished`.
    func state() throws(StorageFailure) -> String { (try text("state") ?? "unfinished").uppercased() }

    /// The base name of the last log folder.
    func lastLog() throws(StorageFailure) -> String? {
        try text("last_log").flatMap { $0.split(separator: "/").last.map(String.init) }
    }

    /// The recorded process of an `up`.
    func process() throws(StorageFailure) -> Int32? { try text("pid").flatMap { Int32($0) } }

    /// The services and the names of their jails, by name. A folder without a `name` is none.
    func services() throws(StorageFailure) -> [(service: String, jail: String)] {
        var services: [(service: String, jail: String)] = []
        for name in try HostFiles.names(in: path) ?? [] where HostFiles.isFolder("\(path)/\(name)") {
            if let jail = try text("\(name)/name") { services.append((service: name, jail: jail)) }
        }
        return services
    }

    /// `nil` for a file that is missing or has nothing in it.
    private func text(_ name: String) throws(StorageFailure) -> String? {
        guard let bytes = try HostFiles.read("\(path)/\(name)", limit: 64 << 10) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return words.first.map(String.init)
    }
}
