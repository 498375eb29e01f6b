package import Domain

/// The logs of AppJail and Director, read below their two root folders, which no request can leave: every component is
/// opened below the one before it and no link is followed. Source: HTTP contract, sections 8.10, 8.11, 8.18, 8.19, W34.
///
/// What does not belong into such a tree (a stray file among folders, a link, a folder among files) is passed over.
package struct LogFiles: LogStore {
    /// Of a longer file, only this many bytes from its end are answered.
    package static let longestText = 16 << 20
    /// A tree with more files and folders than this is not listed.
    package static let mostEntries = 100_000

    private let jailRoot: String
    private let projectRoot: String
    private let longestText: Int
    private let mostEntries: Int
    private let lanes = BlockingLanes("logs", count: 4)

    /// - Parameters:
    ///   - jailRoot: AppJail's logs, by default `/var/log/appjail`.
    ///   - projectRoot: Director's logs, by default `.director/logs` in the home of the service's user.
    package init(jailRoot: String, projectRoot: String) {
        self.init(
            jailRoot: jailRoot, projectRoot: projectRoot, longestText: Self.longestText, mostEntries: Self.mostEntries)
    }

    init(jailRoot: String, projectRoot: String, longestText: Int, mostEntries: Int) {
        self.jailRoot = jailRoot
        self.projectRoot = projectRoot
        self.longestText = longestText
        self.mostEntries = mostEntries
    }

    package func jailLogs() async throws(StorageFailure) -> JSONObject {
        try await list(jailRoot, folders: 3)
    }

    package func jailLog(
        type: LogPart, entity: LogPart, subtype: LogPart, file: LogPart
    ) async throws(StorageFailure) -> String? {
        try await read([type, entity, subtype], file, below: jailRoot)
    }

    package func projectLogs() async throws(StorageFailure) -> JSONObject {
        try await list(projectRoot, folders: 2)
    }

    package func projectLog(
        date: LogPart, service: LogPart?, file: LogPart
    ) async throws(StorageFailure) -> String? {
        try await read([date] + (service.map { [$0] } ?? []), file, below: projectRoot)
    }

    private func list(_ root: String, folders depth: Int) async throws(StorageFailure) -> JSONObject {
        try await lanes.run(for: root) { [mostEntries] () throws(StorageFailure) in
            guard let folder = try DirectoryHandle.open(root) else { return JSONObject() }
            var listing = LogListing(root: root, limit: mostEntries)
            return try listing.folders(in: folder, depth: depth)
        }
    }

    private func read(
        _ folders: [LogPart], _ file: LogPart, below root: String
    ) async throws(StorageFailure) -> String? {
        try await lanes.run(for: file.text) { [longestText] () throws(StorageFailure) in
            guard var folder = try DirectoryHandle.open(root) else { return nil }
            for part in folders {
                guard let inner = try folder.folder(part.text) else { return nil }
                folder = inner
            }
            guard let log = try folder.file(file.text) else { return nil }
            let start = max(0, try log.length() - longestText)
            var bytes = try log.read(from: start, atMost: longestText)
            if start > 0 {
                // The cut may have gone through a character.
                let torn = bytes.prefix(3).prefix { $0 & 0xC0 == 0x80 }.count
                bytes.removeFirst(torn)
            }
            return LogText.clean(bytes)
        }
    }
}

/// One walk through a tree of logs.
private struct LogListing {
    let root: String
    let limit: Int
    var count = 0

    init(root: String, limit: Int) {
        self.root = root
        self.limit = limit
    }

    /// - Parameter depth: How many levels of folders there are; files are below the last one.
    mutating func folders(in folder: DirectoryHandle, depth: Int) throws(StorageFailure) -> JSONObject {
        var members: [(name: String, value: JSONValue)] = []
        for name in try names(in: folder) {
            guard let inner = try folder.folder(name) else { continue }
            let value: JSONValue =
                depth == 1 ? .array(try files(in: inner)) : .object(try folders(in: inner, depth: depth - 1))
            members.append((name: name, value: value))
        }
        return JSONObject(members)
    }

    private mutating func files(in folder: DirectoryHandle) throws(StorageFailure) -> [JSONValue] {
        var files: [JSONValue] = []
        for name in try names(in: folder) where try folder.entry(name)?.kind == .regularFile {
            files.append(.string(name))
        }
        return files
    }

    private mutating func names(in folder: DirectoryHandle) throws(StorageFailure) -> [String] {
        let names = try folder.names(limit: limit)
        count += names.count
        guard count <= limit else { throw .limit("\(root) holds more than \(limit) entries") }
        return names
    }
}
