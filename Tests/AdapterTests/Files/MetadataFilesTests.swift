import Domain
import Foundation
import Testing

@testable import Adapters

@Suite struct MetadataFilesTests {
    private let scratch: ScratchFolder
    private let store: MetadataFiles
    private let key = MetadataKey("web.conf")!

    init() throws {
        scratch = try ScratchFolder()
        store = MetadataFiles(folder: scratch("metadata"))
    }

    @Test func `a node that never stored anything lists nothing and makes no folder`() async throws {
        #expect(try await store.keys() == [])
        #expect(try await store.value(of: key) == nil)
        #expect(try await !store.exists(key))
        #expect(try await !store.replace(key, value: "x"))
        #expect(try await !store.delete(key))
        #expect(try scratch.names() == [])
    }

    @Test func `an item goes through its life`() async throws {
        #expect(try await store.create(key, value: "one"))
        #expect(try await store.value(of: key) == "one")
        #expect(try await !store.create(key, value: "two"))
        #expect(try await store.value(of: key) == "one")
        #expect(try await store.replace(key, value: "three"))
        #expect(try await store.exists(key))
        #expect(try scratch.bytes(of: "metadata/web.conf") == Array("three".utf8))
        #expect(try await store.delete(key))
        #expect(try await !store.delete(key))
        #expect(try await store.value(of: key) == nil)
        #expect(try scratch.names(in: "metadata") == [])
    }

    @Test(arguments: ["", "\n", "a\r\nb\rc\n", "no end", "\u{0}\u{1}", "ü😀\u{2028}", "\u{FEFF}x"])
    func `a value comes back as it was stored, to the byte`(value: String) async throws {
        #expect(try await store.create(key, value: value))
        #expect(try await store.value(of: key).map { Array($0.utf8) } == Array(value.utf8))
        #expect(try scratch.bytes(of: "metadata/web.conf") == Array(value.utf8))
    }

    @Test func `the folder is closed to others and its files can be read where it is open`() async throws {
        _ = try await store.create(key, value: "x")
        #expect(try scratch.mode(of: "metadata") == 0o700)
        #expect(try scratch.mode(of: "metadata/web.conf") == 0o644)
    }

    @Test func `missing folders above are made too`() async throws {
        let deep = MetadataFiles(folder: scratch("a/b/c"))
        #expect(try await deep.create(key, value: "x"))
        #expect(try scratch.mode(of: "a/b") == 0o700)
    }

    @Test func `replacing keeps the permissions that somebody gave the file`() async throws {
        try scratch.write("old", to: "metadata/web.conf")
        chmodFile(scratch("metadata/web.conf"), 0o600)
        #expect(try await store.replace(key, value: "new"))
        #expect(try scratch.mode(of: "metadata/web.conf") == 0o600)
    }

    @Test func `replacing a value by itself writes nothing`() async throws {
        _ = try await store.create(key, value: "same")
        let before = try #require(inode(of: scratch("metadata/web.conf")))
        #expect(try await store.replace(key, value: "same"))
        #expect(inode(of: scratch("metadata/web.conf")) == before)
        // Only a new file shows a change, as the other is never written to.
        #expect(try await store.replace(key, value: "diff"))
        #expect(inode(of: scratch("metadata/web.conf")) != before)
    }

    @Test func `keys are sorted, and what is no item is left out`() async throws {
        for name in ["b", "a.b", "Z", "a"] {
            #expect(try await store.create(try #require(MetadataKey(name)), value: name))
        }
        try scratch.write("x", to: "metadata/a-1")
        try scratch.write("x", to: "metadata/.hidden")
        try scratch.makeFolder("metadata/folder")
        try scratch.link("metadata/link", to: "a")
        #expect(try await store.keys().map(\.text) == ["Z", "a", "a.b", "b"])
    }

    @Test func `a link is never followed`() async throws {
        try scratch.write("secret", to: "secret")
        try scratch.makeFolder("metadata")
        try scratch.link("metadata/web.conf", to: scratch("secret"))
        #expect(try await store.value(of: key) == nil)
        #expect(try await !store.exists(key))
        #expect(try await !store.replace(key, value: "x"))
        #expect(try await !store.delete(key))
        await #expect(throws: StorageFailure.self) { try await store.create(key, value: "x") }
        #expect(try scratch.bytes(of: "secret") == Array("secret".utf8))
    }

    @Test func `a folder in the place of an item is reported, not replaced`() async throws {
        try scratch.makeFolder("metadata/web.conf")
        await #expect(
            throws: StorageFailure.corrupt(
                "what stands in the place of the metadata item web.conf is no regular file")
        ) { try await store.create(key, value: "x") }
    }

    @Test func `content that is no UTF-8 is reported, and can be replaced and deleted`() async throws {
        try scratch.write([0x61, 0xFF], to: "metadata/web.conf")
        await #expect(throws: StorageFailure.corrupt("the metadata item web.conf is not UTF-8")) {
            try await store.value(of: key)
        }
        #expect(try await store.replace(key, value: "ab"))
        #expect(try await store.value(of: key) == "ab")
    }

    @Test func `what a writer that died left behind is removed at the first use`() async throws {
        try scratch.write("half", to: "metadata/.tmp-1234")
        try scratch.write("whole", to: "metadata/web.conf")
        #expect(try await store.keys() == [key])
        #expect(try scratch.names(in: "metadata") == ["web.conf"])
    }

    @Test func `past the most items nothing is created, and the others can still be replaced`() async throws {
        let small = MetadataFiles(folder: scratch("metadata"), mostItems: 3)
        for name in ["a", "b", "c"] { #expect(try await small.create(try #require(MetadataKey(name)), value: "")) }
        await #expect(throws: StorageFailure.limit("there are 3 metadata items already")) {
            try await small.create(key, value: "x")
        }
        #expect(try await !small.create(try #require(MetadataKey("a")), value: "x"))
        #expect(try await small.replace(try #require(MetadataKey("a")), value: "x"))
    }

    @Test func `a value past the greatest length is refused before anything is written`() async throws {
        let value = String(repeating: "x", count: MetadataFiles.longestValue + 1)
        await #expect(throws: StorageFailure.self) { try await store.create(key, value: value) }
        #expect(try scratch.names() == [])
    }

    @Test func `of many that create one key at once, one wins and its value stands`() async throws {
        for _ in 0..<5 {
            let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                for writer in 0..<100 {
                    group.addTask { try await store.create(key, value: "\(writer)") ? writer : nil }
                }
                return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
            }
            #expect(winners.count == 1)
            #expect(try await store.value(of: key) == winners.first.map { "\($0)" })
            #expect(try await store.delete(key))
        }
    }

    @Test func `two processes that create one key have one winner as well`() async throws {
        // A second store has other locks than the first, as another process has.
        let other = MetadataFiles(folder: scratch("metadata"))
        for round in 0..<50 {
            let key = try #require(MetadataKey("key\(round)"))
            async let first = store.create(key, value: "first")
            async let second = other.create(key, value: "second")
            let outcome = try await (first, second)
            #expect(outcome.0 != outcome.1)
            #expect(try await store.value(of: key) == (outcome.0 ? "first" : "second"))
        }
    }

    @Test func `a reader sees a whole value while it is replaced again and again`() async throws {
        let values = (0..<10).map { String(repeating: "\($0)", count: 100_000 + $0) }
        _ = try await store.create(key, value: values[0])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<100 { _ = try await store.replace(key, value: values[round % 10]) }
            }
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<100 {
                        let value = try #require(try await store.value(of: key))
                        #expect(values.contains(value))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a folder that was put in the place of another counts at once`() async throws {
        _ = try await store.create(key, value: "old")
        try #require(rename(scratch("metadata"), scratch("aside")) == 0 && mkdir(scratch("metadata"), 0o700) == 0)
        try scratch.write("restored", to: "metadata/b")
        let restored = try #require(MetadataKey("b"))
        #expect(try await store.keys() == [restored])
        #expect(try await store.value(of: key) == nil)
        #expect(try await store.replace(restored, value: "new"))
        #expect(try scratch.names(in: "aside") == [key.text])
        #expect(try scratch.bytes(of: "metadata/b") == Array("new".utf8))
    }

    @Test func `a folder that was removed meanwhile is made anew`() async throws {
        _ = try await store.create(key, value: "x")
        try removeTree(scratch("metadata"))
        #expect(try await store.keys() == [])
        #expect(try await store.create(key, value: "y"))
        #expect(try scratch.bytes(of: "metadata/web.conf") == Array("y".utf8))
    }

    /// Compares random changes with a dictionary.
    @Test(arguments: [UInt64(1), 2, 3])
    func `the store agrees with a dictionary`(seed: UInt64) async throws {
        let numbers = SeededNumbers(seed: seed)
        let keys = try ["a", "b.c", "D", "e-f"].map { try #require(MetadataKey($0)) }
        var model: [MetadataKey: String] = [:]
        for step in 0..<300 {
            let key = keys[numbers.integer(in: 0...3)]
            let value = String(repeating: "v", count: numbers.integer(in: 0...3))
            let place: Comment = "seed \(seed), step \(step)"
            switch numbers.integer(in: 0...3) {
            case 0:
                #expect(try await store.create(key, value: value) == (model[key] == nil), place)
                model[key] = model[key] ?? value
            case 1:
                #expect(try await store.replace(key, value: value) == (model[key] != nil), place)
                if model[key] != nil { model[key] = value }
            case 2: #expect(try await store.delete(key) == (model.removeValue(forKey: key) != nil), place)
            default: #expect(try await store.value(of: key) == model[key], place)
            }
            #expect(try await store.keys() == model.keys.sorted(), place)
        }
    }

    @Test func `a disk that is full leaves the old value and no trace of the new one`() async throws {
        let folder = scratch("metadata")
        let (lines, status) = await offPool {
            guard let child = try? WriterProcess(["full", folder, "65536"]) else { return ([String](), Int32(-1)) }
            return child.end()
        }
        #expect(status == 0)
        #expect(lines == ["create true", "replace the disk is full", "create the disk is full"])
        #expect(try scratch.names(in: "metadata") == ["old"])
        #expect(try scratch.bytes(of: "metadata/old") == Array("small".utf8))
    }

    @Test func `after kill -9 a value is the old or the new one, whole, and what was acknowledged stands`() async throws
    {
        let seed = UInt64.random(in: 0...UInt64.max)
        let numbers = SeededNumbers(seed: seed)
        for round in 0..<20 {
            let place: Comment = "seed \(seed), round \(round)"
            let folder = scratch("round\(round)")
            let wanted = numbers.integer(in: 1...60)
            let pause = numbers.integer(in: 0...2000)
            let lines = try await killed(["metadata", folder], after: wanted, pause: pause)
            let acknowledged = lines.map { $0.split(separator: " ") }
            let replaced = acknowledged.filter { $0[0] == "replaced" }.compactMap { Int($0[1]) }.max() ?? 0

            let reopened = MetadataFiles(folder: folder)
            let torn = try #require(MetadataKey("torn"))
            let value = try #require(try await reopened.value(of: torn), place)
            let count = try #require(Int(value.prefix { $0 != "." }), place)
            #expect(count == replaced || count == replaced + 1, place)
            #expect(value.split(separator: "\n").count == 100 + count % 50, place)
            #expect(value.split(separator: "\n").allSatisfy { $0 == "\(count)" + String(repeating: ".", count: 700) })
            let keys = Set(try await reopened.keys().map(\.text))
            for line in acknowledged where line[0] == "created" { #expect(keys.contains("item\(line[1])"), place) }
            #expect(try scratch.names(in: "round\(round)").allSatisfy { !$0.hasPrefix(".") }, place)
        }
    }
}
