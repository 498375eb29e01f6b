import Domain

/// The log files of AppJail and Director on a modelled host.
///
/// Director never removes any; the model keeps the newest ``folderLimit`` folders and as many jails, and the first
/// ``textLimit`` bytes of each file.
struct HostLogs: Equatable, Sendable {
    static let folderLimit = 200
    static let textLimit = 64 * 1024

    /// A file and where it is: date, service and file for Director (the service is empty for a file directly below the
    /// date), entity, subtype and file for AppJail.
    struct File: Equatable, Sendable {
        let folder: String
        let part: String
        let name: String
        var text: String
    }

    /// In the order of their creation.
    private(set) var director: [File] = []
    private(set) var jails: [File] = []

    init(director: [File] = [], jails: [File] = []) {
        self.director = director
        self.jails = jails
    }

    mutating func addDirector(date: String, service: String?, file: String, text: String) {
        Self.append(text, to: File(folder: date, part: service ?? "", name: file, text: ""), in: &director)
    }

    mutating func addJail(_ jail: String, subtype: String, file: String, text: String) {
        Self.append(text, to: File(folder: jail, part: subtype, name: file, text: ""), in: &jails)
    }

    private static func append(_ text: String, to place: File, in files: inout [File]) {
        if let position = files.firstIndex(where: { isSame($0, place) }) {
            if files[position].text.utf8.count + text.utf8.count <= textLimit { files[position].text += text }
            return
        }
        var file = place
        file.text = text.limited(toBytes: textLimit)
        files.append(file)
        let folders = Set(files.map(\.folder))
        if folders.count > folderLimit, let oldest = files.first?.folder { files.removeAll { $0.folder == oldest } }
    }

    private static func isSame(_ left: File, _ right: File) -> Bool {
        left.folder == right.folder && left.part == right.part && left.name == right.name
    }

    /// A log is answered without its last line end (HTTP contract, section 8.11); so is that of a jail.
    func directorText(date: String, service: String?, file: String) -> String? {
        director.first { $0.folder == date && $0.part == service ?? "" && $0.name == file }?.text.withoutLastLineEnd
    }

    func jailText(_ jail: String, subtype: String, file: String) -> String? {
        jails.first { $0.folder == jail && $0.part == subtype && $0.name == file }?.text.withoutLastLineEnd
    }

    /// Folder → part → sorted files, sorted; what lies directly in a folder is left out.
    static func tree(_ files: [File]) -> JSONObject {
        var tree: [String: [String: [String]]] = [:]
        for file in files {
            tree[file.folder, default: [:]][file.part, default: []].append(file.name)
        }
        return JSONObject(
            tree.sorted { $0.key < $1.key }.map { folder, parts in
                let members = parts.filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }.map { part, names in
                    (name: part, value: JSONValue.array(names.sorted().map { .string($0) }))
                }
                return (name: folder, value: .object(JSONObject(members)))
            })
    }
}

extension String {
    fileprivate var withoutLastLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }

    /// As much from the start as fits into `limit` bytes of UTF-8, whole characters only.
    func limited(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
