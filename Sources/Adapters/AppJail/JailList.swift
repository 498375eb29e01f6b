internal import Domain
internal import Synchronization

/// The jails of this node with some of their values, from one `appjail jail list`.
final class JailList: Sendable {
    static let program = "appjail"

    private let programs: HostPrograms
    /// Keywords that this AppJail turned out not to know. It leaves their columns out of every row, so they must not be
    /// asked for.
    private let unknown = Mutex<Set<String>>([])

    init(_ programs: HostPrograms) { self.programs = programs }

    /// One record a jail, by name.
    ///
    /// A keyword that AppJail does not know is left out of the records.
    func records(keywords: [String]) async throws(HostFailure) -> [JailRecord] {
        if let records = try await ask(keywords) { return records }
        // Rows with too few values: which keywords are missing is found out once, with one call a keyword.
        try await probe(keywords)
        if let records = try await ask(keywords) { return records }
        throw .unreadable(program: Self.program, text: "jail list: a row has another number of values than asked for")
    }

    private func ask(_ wanted: [String]) async throws(HostFailure) -> [JailRecord]? {
        let known = unknown.withLock { unknown in wanted.filter { !unknown.contains($0) } }
        // A keyword that is asked for twice is printed once. The name comes last because it is never empty.
        let columns = distinct(["status"] + known.filter { $0 != "name" }) + ["name"]
        let text = try await programs.answer(of: Self.program, ["jail", "list", "-HIp"] + columns)
        guard let rows = AppJailTable.rows(of: text, columns: columns.count) else { return nil }
        var records: [JailRecord] = []
        for row in rows {
            let values = Dictionary(uniqueKeysWithValues: zip(columns, row))
            guard let name = values["name"].flatMap({ JailName($0) }) else {
                throw .unreadable(program: Self.program, text: "jail list: a row without a name")
            }
            let info = JSONObject(distinct(known).map { (name: $0, value: .string(values[$0] ?? "")) })
            records.append(JailRecord(name: name, info: info, isRunning: values["status"] == "UP"))
        }
        // AppJail asks the jails in parallel and prints them as they answer.
        return records.sorted { $0.name < $1.name }
    }

    private func probe(_ keywords: [String]) async throws(HostFailure) {
        let names = try await programs.answer(of: Self.program, ["jail", "list", "-HIp", "status", "name"])
        guard let jail = AppJailTable.rows(of: names, columns: 2)?.first?[1] else { return }
        for keyword in distinct(keywords) where keyword != "name" && keyword != "status" {
            // An unknown keyword makes a row of one value, a known one of two, empty or not.
            let text = try await programs.answer(of: Self.program, ["jail", "get", "-It", "--", jail, keyword, "name"])
            if AppJailTable.rows(of: text, columns: 2) == nil { unknown.withLock { _ = $0.insert(keyword) } }
        }
    }

    private func distinct(_ words: [String]) -> [String] {
        var seen: Set<String> = []
        return words.filter { seen.insert($0).inserted }
    }
}
