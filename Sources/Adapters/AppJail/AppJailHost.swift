package import Domain

/// AppJail on this node: its list for what changes by itself, its files for what is configured, because the files are
/// complete where the output of the commands is not (node contract, section 5.2 and weakness 38).
package struct AppJailHost: JailHost {
    private let jailsFolder: String
    private let programs: HostPrograms
    private let list: JailList

    /// - Parameter jailsFolder: The absolute path of AppJail's folder of jails.
    package init(jailsFolder: String, programs: HostPrograms) {
        self.jailsFolder = jailsFolder
        self.programs = programs
        list = JailList(programs)
    }

    package func jails(keywords: [String]) async throws(HostFailure) -> [JailRecord] {
        try await list.records(keywords: keywords)
    }

    package func statistics(
        of jail: JailName, counters: [String]
    ) async throws(HostFailure) -> [(name: String, value: Int)] {
        let (status, result) = try await programs.call("rctl", ["-u", "jail:\(jail)"])
        guard status == 0 else {
            // rctl(8) fails for a jail that does not run, and for many other reasons.
            if try await !isRunning(jail) { return [] }
            throw HostPrograms.failure("rctl", status, result)
        }
        var values: [String: Int] = [:]
        for line in result.output.text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let value = Int(parts[1].trimmed) else { continue }
            values[parts[0].trimmed] = value
        }
        return counters.compactMap { name in values[name].map { (name: name, value: $0) } }
    }

    package func cpuset(of jail: JailName) async throws(HostFailure) -> String? {
        let text = try await programs.answer(of: JailList.program, ["cpuset", jail.text]).trimmed
        return text.isEmpty ? nil : text
    }

    package func extras(
        _ kind: JailExtra, of jail: JailName, keywords: [String]
    ) async throws(HostFailure) -> [JSONValue] {
        let files = JailExtraFiles.of(kind)
        let folder = "\(jailsFolder)/\(jail)/\(files.folder)"
        do {
            var items: [JSONValue] = []
            for name in try entries(in: folder, files) {
                var item = JSONObject()
                for member in keywords where !member.contains("/") {
                    item[member] = try value(in: "\(folder)/\(name)/\(files.file(of: member))")
                }
                // In place, should the configuration ask for it too.
                item[files.identifier] = .string(name)
                items.append(.object(item))
            }
            return items
        } catch { throw .storage(error) }
    }

    /// A1: 0 runs, 1 stopped, 66 no such jail.
    private func isRunning(_ jail: JailName) async throws(HostFailure) -> Bool {
        let (status, result) = try await programs.call(JailList.program, ["status", "-q", jail.text])
        switch status {
        case 0: return true
        case 1, 66: return false
        default: throw HostPrograms.failure(JailList.program, status, result)
        }
    }

    /// The names of the entries, by number or by name. Whatever else lies in the folder is skipped.
    private func entries(in folder: String, _ files: JailExtraFiles) throws(StorageFailure) -> [String] {
        let names = try HostFiles.names(in: folder) ?? []
        guard files.isNumbered else {
            return names.filter { !$0.hasPrefix(".") && HostFiles.isFolder("\(folder)/\($0)") }
        }
        let numbers = names.compactMap { name in
            name.utf8.allSatisfy { NameGrammar.isDigit($0) } ? Int(name).map { (number: $0, name: name) } : nil
        }
        return numbers.sorted { $0.number < $1.number }.map(\.name).filter { HostFiles.isFolder("\(folder)/\($0)") }
    }

    /// The whole content but for one newline at the end; `null` when there is nothing.
    private func value(in file: String) throws(StorageFailure) -> JSONValue {
        guard var bytes = try HostFiles.read(file) else { return .null }
        if bytes.last == 0x0A { bytes.removeLast() }
        return bytes.isEmpty ? .null : .string(String(decoding: bytes, as: UTF8.self))
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
