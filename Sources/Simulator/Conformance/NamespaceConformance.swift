package import Domain

/// What every store of namespaces must do, as cases that can be run against any of them: the model on a simulated disk,
/// and folders on a real one. Source: the contract of ``Domain/NamespaceStore``.
package enum NamespaceConformance {
    /// The store under test, over the lives of its process.
    package struct Subject: Sendable {
        /// The store of the process that lives first, with room for ``mostNamespaces`` namespaces.
        package let store: any NamespaceStore
        /// The numbers of the user and the group as whom it runs, and the user's name.
        package let owner: Int
        package let group: Int
        package let userName: String
        /// Ends the process, and gives the store of the next.
        package let reopen: @Sendable () async throws -> any NamespaceStore

        package init(
            store: any NamespaceStore, owner: Int, group: Int, userName: String,
            reopen: @escaping @Sendable () async throws -> any NamespaceStore
        ) {
            self.store = store
            self.owner = owner
            self.group = group
            self.userName = userName
            self.reopen = reopen
        }

        /// A listing as one line an entry.
        func listing(_ name: MetadataKey, by store: (any NamespaceStore)? = nil) async throws -> [String]? {
            try await (store ?? self.store).entries(of: name)?.map { entry in
                let belongs = entry.owner == owner && entry.group == group ? "ours" : "\(entry.owner):\(entry.group)"
                return "\(entry.isDirectory ? "d" : "f") \(entry.path) \(String(entry.mode, radix: 8)) \(belongs)"
            }
        }
    }

    /// How many namespaces there may be in the cases.
    package static let mostNamespaces = 5

    package typealias Case = ConformanceCase<Subject>

    private static let alpha = MetadataKey("alpha")!
    private static let bravo = MetadataKey("bravo")!

    private static func tree(_ mapping: JSONValue) throws -> NamespaceTree {
        let mapping = try NamespaceMapping(mapping)
        return try NamespaceTree(
            mapping, values: Dictionary(uniqueKeysWithValues: mapping.keys.map { ($0, "of \($0)\n") }))
    }

    private static func failure(
        _ work: () async throws(NamespaceFailure) -> Bool
    ) async -> NamespaceFailure? {
        do throws(NamespaceFailure) {
            _ = try await work()
            return nil
        } catch {
            return error
        }
    }

    package static let cases: [Case] = [
        Case("a new store is empty") { subject in
            let store = subject.store
            try expect("names", try await store.names(), [])
            try expect("exists", try await store.exists(alpha), false)
            try expect("entries", try await store.entries(of: alpha), nil)
            try expect("deleted", try await store.delete(alpha), false)
        },
        Case("a namespace is made, replaced whole and removed") { subject in
            let store = subject.store
            let first = try tree([["file": "motd:/etc/motd"], ["directory": "var", "mode": 0o2770]])
            try expect("created", try await store.create(alpha, first), true)
            try expect("exists", try await store.exists(alpha), true)
            try expect("names", try await store.names(), [alpha])
            let listed = ["d etc 40755 ours", "d var 42770 ours", "f etc/motd 100644 ours"]
            try expect("entries", try await subject.listing(alpha), listed)
            try expect("created again", try await store.create(alpha, try tree([["directory": "x"]])), false)
            try expect("entries", try await subject.listing(alpha), listed)
            try await store.replace(alpha, with: try tree([["file": "motd:motd", "mode": 0o4755]]))
            try expect("entries", try await subject.listing(alpha), ["f motd 104755 ours"])
            try expect("deleted", try await store.delete(alpha), true)
            try expect("deleted again", try await store.delete(alpha), false)
            try expect("entries", try await subject.listing(alpha), nil)
            try expect("names", try await store.names(), [])
        },
        Case("replacing makes a namespace that is missing") { subject in
            try await subject.store.replace(alpha, with: try tree([["directory": "a"]]))
            try expect("entries", try await subject.listing(alpha), ["d a 40755 ours"])
        },
        Case("a listing goes folder by folder, by names") { subject in
            let mapping: JSONValue = [
                ["file": "m:usr/local/www/index.html"], ["file": "m:etc/b"], ["file": "m:etc/a"], ["directory": "Z"],
            ]
            _ = try await subject.store.create(alpha, try tree(mapping))
            try expect(
                "entries", try await subject.store.entries(of: alpha)?.map(\.path.description),
                ["Z", "etc", "usr", "etc/a", "etc/b", "usr/local", "usr/local/www", "usr/local/www/index.html"])
        },
        Case("a folder that nobody may write to is filled all the same, and removed") { subject in
            let mapping: JSONValue = [["directory": "closed", "mode": 0], ["file": "m:closed/x", "mode": 0]]
            let store = subject.store
            _ = try await store.create(alpha, try tree(mapping))
            try await store.replace(alpha, with: try tree([["directory": "a"]]))
            try await store.replace(alpha, with: try tree(mapping))
            try expect("deleted", try await store.delete(alpha), true)
            try expect("names", try await store.names(), [])
        },
        Case("accounts are looked up, and unknown ones change nothing") { subject in
            let store = subject.store
            let ours: JSONValue = [
                ["directory": "a", "owner": .string(subject.userName), "group": .integer(subject.group)]
            ]
            try expect("created", try await store.create(alpha, try tree(ours)), true)
            try expect("entries", try await subject.listing(alpha), ["d a 40755 ours"])
            let name = "nobody-has-this-name"
            for (member, wanted) in [("owner", NamespaceFailure.unknownUser(name)), ("group", .unknownGroup(name))] {
                let bad = try tree([["directory": "b"], ["file": "m:b/c", member: .string(name)]])
                let replaced = await failure { () throws(NamespaceFailure) in
                    try await store.replace(alpha, with: bad)
                    return true
                }
                try expect("replaced", replaced, wanted)
                let created = await failure { () throws(NamespaceFailure) in try await store.create(bravo, bad) }
                try expect("created", created, wanted)
            }
            try expect("names", try await store.names(), [alpha])
            try expect("entries", try await subject.listing(alpha), ["d a 40755 ours"])
        },
        Case("namespaces are there after the process has ended") { subject in
            _ = try await subject.store.create(bravo, try tree([["directory": "b"]]))
            _ = try await subject.store.create(alpha, try tree([["directory": "a"]]))
            try await subject.store.replace(alpha, with: try tree([["directory": "c"]]))
            _ = try await subject.store.delete(bravo)
            let store = try await subject.reopen()
            try expect("names", try await store.names(), [alpha])
            try expect("entries", try await subject.listing(alpha, by: store), ["d c 40755 ours"])
        },
        Case("of many who make one namespace at once, one does") { subject in
            let store = subject.store
            let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask { try await store.create(alpha, try tree([["directory": .string("d\(number)")]])) }
                }
                var made = 0
                for try await isMade in group where isMade { made += 1 }
                return made
            }
            try expect("made", made, 1)
            try expect("entries", try await store.entries(of: alpha)?.count, 1)
        },
        Case("namespaces are limited, and removing one makes room") { subject in
            let store = subject.store
            let some = try tree([["directory": "a"]])
            for number in 0..<mostNamespaces { _ = try await store.create(MetadataKey("k\(number)")!, some) }
            let created = await failure { () throws(NamespaceFailure) in try await store.create(alpha, some) }
            let replaced = await failure { () throws(NamespaceFailure) in
                try await store.replace(alpha, with: some)
                return true
            }
            for refusal in [created, replaced] {
                let isLimit = if case .storage(.limit) = refusal { true } else { false }
                try expect("one too many is refused", holds: isLimit)
            }
            try await store.replace(MetadataKey("k0")!, with: some)
            _ = try await store.delete(MetadataKey("k0")!)
            try expect("created", try await store.create(alpha, some), true)
            try expect("names", try await store.names().count, mostNamespaces)
        },
    ]
}
