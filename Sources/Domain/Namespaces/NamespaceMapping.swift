/// What a client asks a namespace to be made of: the member `mapping` of a request. Source: HTTP contract, section 14.2.
package struct NamespaceMapping: Equatable, Sendable {
    /// The most items of a mapping.
    package static let mostItems = 10_000

    package struct Item: Equatable, Sendable {
        package let content: Content
        package let path: NamespacePath
        /// `nil`: whom the server runs as.
        package let owner: NamespaceAccount?
        package let group: NamespaceAccount?
        /// 0 to 0o7777; `nil` for the usual ones.
        package let permissions: Int?
    }

    package enum Content: Equatable, Sendable {
        /// A file with the value of this metadata item.
        case file(MetadataKey)
        case directory
    }

    /// What is wrong with a mapping.
    package enum Mistake: Error, Equatable, Sendable {
        /// The member is no list.
        case noList
        case empty
        case tooMany(Int)
        /// - Parameter item: From 1.
        case item(Int, String)
        /// A path that leads out of the namespace, without its leading slashes.
        case outside(path: String)
    }

    package let items: [Item]

    /// The metadata items that it takes, each once, in the order of their first use.
    package var keys: [MetadataKey] {
        var seen: Set<MetadataKey> = []
        return items.compactMap { item in
            guard case .file(let key) = item.content, seen.insert(key).inserted else { return nil }
            return key
        }
    }

    /// Reads the member. `umask` and `prefix` are taken and mean nothing, as in 0.25.
    package init(_ value: JSONValue) throws(Mistake) {
        guard let values = value.array else { throw .noList }
        guard !values.isEmpty else { throw .empty }
        guard values.count <= Self.mostItems else { throw .tooMany(values.count) }
        var items: [Item] = []
        for (index, value) in values.enumerated() { items.append(try Self.item(value, number: index + 1)) }
        self.items = items
    }

    private static let members = ["file", "directory", "owner", "group", "mode", "umask", "prefix"]

    private static func item(_ value: JSONValue, number: Int) throws(Mistake) -> Item {
        guard let object = value.object else { throw .item(number, "is no object") }
        if let unknown = object.names.first(where: { !members.contains($0) }) {
            throw .item(number, "has the unknown member '\(unknown)'")
        }
        try check(object, number)
        let content: Content
        let target: String
        switch (object["file"], object["directory"]) {
        case (nil, nil): throw .item(number, "has neither 'file' nor 'directory'")
        case (.some, .some): throw .item(number, "has both 'file' and 'directory'")
        case (nil, let directory?):
            guard let text = directory.string else { throw .item(number, "'directory' is no text") }
            content = .directory
            target = text
        case (let file?, nil):
            let (key, text) = try self.file(file, number)
            content = .file(key)
            target = text
        }
        let path = try self.path(target, number)
        if path == .top, content != .directory {
            throw .item(number, "'\(target)' is the folder of the namespace, not a file in it")
        }
        return Item(
            content: content, path: path, owner: try account(object["owner"], "owner", number),
            group: try account(object["group"], "group", number), permissions: try permissions(object, number))
    }

    private static func check(_ object: JSONObject, _ number: Int) throws(Mistake) {
        if let umask = object["umask"], !umask.isNull, umask.integer == nil {
            throw .item(number, "'umask' is no whole number")
        }
        switch object["prefix"] {
        case nil, .null, .bool, .string: return
        default: throw .item(number, "'prefix' is neither a text nor a truth value")
        }
    }

    /// `KEY:PATH`, or a list of the two.
    private static func file(_ value: JSONValue, _ number: Int) throws(Mistake) -> (MetadataKey, String) {
        let name: String
        let target: String
        if let text = value.string {
            guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
                throw .item(number, "'file' names no path behind the metadata item")
            }
            name = String(text[..<colon])
            target = String(text[text.utf8.index(after: colon)...])
        } else {
            guard let pair = value.array, pair.count == 2, let first = pair[0].string, let second = pair[1].string
            else {
                throw .item(number, "'file' is neither a text nor a list of a metadata item and a path")
            }
            name = first
            target = second
        }
        guard let key = MetadataKey(name) else { throw .item(number, "'\(name)' is no key of metadata") }
        return (key, target)
    }

    private static func path(_ text: String, _ number: Int) throws(Mistake) -> NamespacePath {
        do throws(NamespacePath.Mistake) {
            return try NamespacePath(text)
        } catch {
            switch error {
            case .outside: throw .outside(path: String(text.drop { $0 == "/" }))
            case .unusable(let what): throw .item(number, "the path \(what)")
            }
        }
    }

    private static func account(
        _ value: JSONValue?, _ member: String, _ number: Int
    ) throws(Mistake) -> NamespaceAccount? {
        switch value {
        // To the system, -1 means "leave it".
        case nil, .null, .integer(-1): return nil
        case .integer(let identifier):
            guard NamespaceAccount.identifiers.contains(identifier) else {
                throw .item(number, "'\(member)' is no number of an account")
            }
            return .number(identifier)
        case .string(let name):
            guard !name.isEmpty, name.utf8.count <= NameGrammar.longestName, !name.utf8.contains(0) else {
                throw .item(number, "'\(member)' is no name of an account")
            }
            return .name(name)
        default: throw .item(number, "'\(member)' is neither a name nor a number")
        }
    }

    private static func permissions(_ object: JSONObject, _ number: Int) throws(Mistake) -> Int? {
        guard let value = object["mode"], !value.isNull else { return nil }
        guard let permissions = value.integer.flatMap(FileMode.permissions) else {
            throw .item(number, "'mode' is no whole number from 0 to 4095")
        }
        return permissions
    }
}

/// A user or a group of the machine.
package enum NamespaceAccount: Equatable, Sendable {
    case number(Int)
    /// Looked up on the machine, also when it is made of digits.
    case name(String)

    /// The greatest number means "leave it" to the system and is none.
    package static let identifiers = 0...Int(UInt32.max) - 1
}
