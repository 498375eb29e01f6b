/// The key `datacenters`. Source: deployment-file contract, section 4.1.
enum DatacenterSection {
    private static let keys = [
        "entrypoint", "access_token", "timeout", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout",
        "max_keepalive_connections", "max_connections", "keepalive_expiry", "cacert",
    ]
    static let keyTables = [KeyTable(path: "datacenters.NAME", keys: keys)]

    /// What may stand where the name of a data centre is expected, in words; of many the first.
    static func choice(of names: [String]) -> String {
        let most = 20
        let others = names.count > most ? " and \(names.count - most) others" : ""
        return "one of " + names.prefix(most).joined(separator: ", ") + others
    }

    /// - Returns: The data centres that are right, and the names of all; no names when the key itself is wrong.
    static func decode(
        _ root: Section, _ values: inout DocumentDecoder
    ) -> (list: [Datacenter], names: [String]?) {
        guard let document = root["datacenters"] else {
            values.missing(
                at: root.entry("datacenters")?.key.position ?? root.position, path: "datacenters",
                "the required key 'datacenters' is missing", expected: "a mapping of names to settings")
            return ([], nil)
        }
        guard let section = values.mapping(document, at: "datacenters", expected: "a mapping of names to settings")
        else { return ([], nil) }
        if case .mapping(let entries) = document.content, entries.isEmpty {
            values.refuse(document, at: "datacenters", "at least one data centre is needed", expected: "a data centre")
            return ([], nil)
        }
        let list = section.entries.compactMap { decode($0, at: section.path(of: $0.name), &values) }
        return (list, section.entries.map(\.name))
    }

    private static func decode(
        _ entry: Section.Entry, at path: String, _ values: inout DocumentDecoder
    ) -> Datacenter? {
        let isNamed = checkName(entry, at: path, &values)
        guard
            let section = values.section(
                entry.value, at: path, position: entry.key.position, keys: keys, of: "a data centre",
                expected: "a mapping with 'entrypoint' and 'access_token'")
        else { return nil }
        let entrypoint = entrypoint(of: section, &values)
        let token = token(of: section, &values)
        let timeouts = ClientLimits.decode(section, defaults: ClientTimeouts(), &values)
        let caFile = section["cacert"].flatMap { values.text($0, at: section.path(of: "cacert"), isFilled: true) }
        guard let entrypoint, let token, isNamed else { return nil }
        return Datacenter(
            name: entry.name, entrypoint: entrypoint, accessToken: token, timeouts: timeouts, caFile: caFile)
    }

    private static func checkName(
        _ entry: Section.Entry, at path: String, _ values: inout DocumentDecoder
    ) -> Bool {
        if ChainName(entry.name) != nil { return true }
        values.refuse(
            entry.key, at: path, "this is not a name that an entry point can hold", expected: ChainName.rule,
            hint: entry.name.contains(".")
                ? "entry points are split at dots" : NameMistake.hint(entry.name, as: ChainName.self))
        return false
    }

    private static func entrypoint(of section: Section, _ values: inout DocumentDecoder) -> String? {
        guard let value = section["entrypoint"] else {
            values.missing(
                at: section.position, path: section.path(of: "entrypoint"), "the required key 'entrypoint' is missing",
                expected: ServerAddress.rule)
            return nil
        }
        guard let text = values.text(value, at: section.path(of: "entrypoint")) else { return nil }
        if ServerAddress(text) != nil { return text }
        values.refuse(
            value, at: section.path(of: "entrypoint"), "this is not the address of a server",
            expected: ServerAddress.rule,
            hint: ServerAddress("http://" + text) != nil ? "did you mean 'http://\(text)'?" : nil)
        return nil
    }

    private static func token(of section: Section, _ values: inout DocumentDecoder) -> String? {
        let path = section.path(of: "access_token")
        guard let value = section["access_token"] else {
            values.missing(
                at: section.position, path: path, "the required key 'access_token' is missing",
                expected: "a token that 'overlord gen-token' made on the server")
            return nil
        }
        guard let text = values.text(value, at: path, isFilled: true) else { return nil }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            values.refuse(value, at: path, "a token cannot hold this", expected: "printable ASCII characters")
            return nil
        }
        return text
    }
}
