package import Domain

/// What every store of metadata must do, as cases that can be run against any of them: the model on a simulated disk,
/// and files on a real one. Source: the contract of ``Domain/MetadataStore``.
package enum MetadataConformance {
    /// The store under test, over the lives of its process.
    package struct Subject: Sendable {
        /// The store of the process that lives first, with room for ``mostItems`` items.
        package let store: any MetadataStore
        /// Ends the process, and gives the store of the next.
        package let reopen: @Sendable () async throws -> any MetadataStore

        package init(store: any MetadataStore, reopen: @escaping @Sendable () async throws -> any MetadataStore) {
            self.store = store
            self.reopen = reopen
        }
    }

    /// How many items there may be in the cases.
    package static let mostItems = 20
    /// The longest value that is stored, in bytes.
    package static let longestValue = 64 << 20

    package typealias Case = ConformanceCase<Subject>

    private static let alpha = MetadataKey("alpha")!
    private static let bravo = MetadataKey("bravo")!

    /// Values with something that a store could lose; compared byte by byte, since texts that look alike are equal.
    private static let oddValues = [
        "", "\n", "a\r\nb\r", "\u{0}", "\u{FEFF}x", "e\u{301}", "é", "😀\u{2028}", "  spaces  ", "{\"a\": 1}\n\n",
        String(repeating: "long ", count: 200_000),
    ]

    /// Keys in their order, with everything that a key may be.
    private static let oddKeys = [
        "A", "Z", "Zz", "a", "a-b", "a.b", "a.conf", "a_b", "aB", "aa", "b1", "tmp", "x.tmp",
        String(repeating: "k", count: 255),
    ].sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }

    private static func bytes(_ value: String?) -> [UInt8]? { value.map { Array($0.utf8) } }

    /// Whether an operation reaches a limit.
    private static func isRefused(_ work: () async throws(StorageFailure) -> Bool) async -> Bool {
        do throws(StorageFailure) {
            _ = try await work()
            return false
        } catch {
            if case .limit = error { return true }
            return false
        }
    }

    package static let cases: [Case] = [
        Case("a new store is empty") { subject in
            let store = subject.store
            try expect("keys", try await store.keys(), [])
            try expect("the value", try await store.value(of: alpha), nil)
            try expect("exists", try await store.exists(alpha), false)
            try expect("replaced", try await store.replace(alpha, value: "x"), false)
            try expect("deleted", try await store.delete(alpha), false)
            try expect("keys", try await store.keys(), [])
        },
        Case("an item is made, replaced and removed") { subject in
            let store = subject.store
            try expect("created", try await store.create(alpha, value: "first"), true)
            try expect("exists", try await store.exists(alpha), true)
            try expect("created again", try await store.create(alpha, value: "other"), false)
            try expect("the value", try await store.value(of: alpha), "first")
            try expect("replaced", try await store.replace(alpha, value: "second"), true)
            try expect("the value", try await store.value(of: alpha), "second")
            try expect("replaced by the same", try await store.replace(alpha, value: "second"), true)
            try expect("the value", try await store.value(of: alpha), "second")
            try expect("deleted", try await store.delete(alpha), true)
            try expect("deleted again", try await store.delete(alpha), false)
            try expect("exists", try await store.exists(alpha), false)
            try expect("replaced", try await store.replace(alpha, value: "third"), false)
            try expect("created", try await store.create(alpha, value: "fourth"), true)
            try expect("the value", try await store.value(of: alpha), "fourth")
        },
        Case("a value is replaced whole, by a shorter one too") { subject in
            let store = subject.store
            _ = try await store.create(alpha, value: String(repeating: "x", count: 10_000))
            _ = try await store.replace(alpha, value: "y")
            try expect("the value", try await store.value(of: alpha), "y")
            _ = try await store.replace(alpha, value: "")
            try expect("the value", try await store.value(of: alpha), "")
            try expect("exists", try await store.exists(alpha), true)
        },
        Case("values come back byte for byte") { subject in
            for value in oddValues {
                _ = try await subject.store.create(alpha, value: value)
                try expect("the value", bytes(try await subject.store.value(of: alpha)), bytes(value))
                _ = try await subject.store.delete(alpha)
            }
            _ = try await subject.store.create(alpha, value: oddValues[0])
            for value in oddValues {
                try expect("replaced", try await subject.store.replace(alpha, value: value), true)
                try expect("the value", bytes(try await subject.store.value(of: alpha)), bytes(value))
            }
        },
        Case("keys are listed by their bytes, and items do not touch one another") { subject in
            for key in oddKeys.reversed() {
                try expect("created", try await subject.store.create(MetadataKey(key)!, value: "of " + key), true)
            }
            try expect("keys", try await subject.store.keys().map(\.text), oddKeys)
            for key in oddKeys {
                try expect("the value", try await subject.store.value(of: MetadataKey(key)!), "of " + key)
            }
            for key in oddKeys.dropLast() { _ = try await subject.store.delete(MetadataKey(key)!) }
            try expect("keys", try await subject.store.keys().map(\.text), [oddKeys.last!])
        },
        Case("items are there after the process has ended") { subject in
            _ = try await subject.store.create(alpha, value: "a")
            _ = try await subject.store.create(bravo, value: "b")
            _ = try await subject.store.replace(bravo, value: "bb")
            _ = try await subject.store.create(MetadataKey("gone")!, value: "g")
            _ = try await subject.store.delete(MetadataKey("gone")!)
            let store = try await subject.reopen()
            try expect("keys", try await store.keys(), [alpha, bravo])
            try expect("the value", try await store.value(of: bravo), "bb")
            try expect("created again", try await store.create(alpha, value: "x"), false)
            try expect("deleted", try await store.delete(alpha), true)
            try expect("keys", try await store.keys(), [bravo])
        },
        Case("of many who make one item at once, one does") { subject in
            let store = subject.store
            let made = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        try await store.create(alpha, value: "value \(number)") ? "value \(number)" : nil
                    }
                }
                var made: [String] = []
                for try await value in group { if let value { made.append(value) } }
                return made
            }
            try expect("made", made.count, 1)
            try expect("the value", try await store.value(of: alpha), made.first)
        },
        Case("of many who remove one item at once, one does") { subject in
            let store = subject.store
            _ = try await store.create(alpha, value: "x")
            let removed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<30 { group.addTask { try await store.delete(alpha) } }
                var removed = 0
                for try await isRemoved in group where isRemoved { removed += 1 }
                return removed
            }
            try expect("removed", removed, 1)
        },
        Case("what a cancelled task writes is written all the same") { subject in
            let store = subject.store
            let isMade = try await withThrowingTaskGroup(of: Bool.self) { group in
                group.cancelAll()
                group.addTask { try await store.create(alpha, value: "x") }
                return try await group.next()
            }
            try expect("created", isMade, true)
            try expect("the value", try await store.value(of: alpha), "x")
        },
        Case("items are limited, and removing one makes room") { subject in
            let store = subject.store
            for number in 0..<mostItems { _ = try await store.create(MetadataKey("k\(number)")!, value: "") }
            let isRefused = await isRefused { () throws(StorageFailure) in try await store.create(alpha, value: "") }
            try expect("an item too many is refused", holds: isRefused)
            try expect("exists", try await store.exists(alpha), false)
            try expect("created again", try await store.create(MetadataKey("k3")!, value: "x"), false)
            try expect("replaced", try await store.replace(MetadataKey("k3")!, value: "x"), true)
            _ = try await store.delete(MetadataKey("k3")!)
            try expect("created", try await store.create(alpha, value: ""), true)
            try expect("keys", try await store.keys().count, mostItems)
        },
        Case("a value that is too long is refused, and the old one stays") { subject in
            let store = subject.store
            let value = String(repeating: "x", count: longestValue + 1)
            let isNew = await isRefused { () throws(StorageFailure) in try await store.create(alpha, value: value) }
            try expect("a new item is refused", holds: isNew)
            try expect("exists", try await store.exists(alpha), false)
            _ = try await store.create(alpha, value: "old")
            let isOld = await isRefused { () throws(StorageFailure) in try await store.replace(alpha, value: value) }
            try expect("a replacement is refused", holds: isOld)
            // What is too long is so wherever it would go.
            let isOther = await isRefused { () throws(StorageFailure) in try await store.replace(bravo, value: value) }
            try expect("a replacement of nothing is refused", holds: isOther)
            try expect("the value", try await store.value(of: alpha), "old")
        },
    ]
}
