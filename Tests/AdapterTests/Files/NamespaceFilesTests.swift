import Domain
import Foundation
import Testing

@testable import Adapters

@Suite struct NamespaceFilesTests {
    private let scratch: ScratchFolder
    private let store: NamespaceFiles
    private let web = MetadataKey("web")!

    init() throws {
        scratch = try ScratchFolder()
        store = NamespaceFiles(folder: scratch("namespace"))
    }

    private static func tree(_ mapping: JSONValue, value: String = "v") throws -> NamespaceTree {
        let mapping = try NamespaceMapping(mapping)
        return try NamespaceTree(
            mapping, values: Dictionary(uniqueKeysWithValues: mapping.keys.map { ($0, value) }))
    }

    /// The names in the folder of the namespaces.
    private func names() throws -> [String] { try scratch.names(in: "namespace") }

    @Test func `a tree stands on the disk as the mapping says, in a folder that is closed to others`() async throws {
        let tree = try Self.tree(
            [["file": "m:etc/app.conf", "mode": 0o640], ["directory": "var", "mode": 0o711]], value: "a\r\nb")
        #expect(try await store.create(web, tree))
        #expect(try scratch.bytes(of: "namespace/web/etc/app.conf") == Array("a\r\nb".utf8))
        #expect(try scratch.mode(of: "namespace/web/etc/app.conf") == 0o640)
        #expect(try scratch.mode(of: "namespace/web/etc") == 0o755)
        #expect(try scratch.mode(of: "namespace/web/var") == 0o711)
        #expect(try scratch.mode(of: "namespace/web") == 0o755)
        #expect(try scratch.mode(of: "namespace") == 0o700)
        #expect(try names() == ["web"])
    }

    @Test func `a node that never stored anything lists nothing and makes no folder`() async throws {
        #expect(try await store.names() == [])
        #expect(try await store.entries(of: web) == nil)
        #expect(try await !store.delete(web))
        #expect(try scratch.names() == [])
    }

    @Test func `a link in the place of a namespace is none and is not followed`() async throws {
        try scratch.write("secret", to: "outside/file")
        try scratch.makeFolder("namespace")
        try scratch.link("namespace/web", to: scratch("outside"))
        #expect(try await store.names() == [])
        #expect(try await !store.exists(web))
        #expect(try await store.entries(of: web) == nil)
        #expect(try await !store.delete(web))
        let tree = try Self.tree([["file": "m:file"]])
        await #expect(throws: NamespaceFailure.self) { try await store.replace(web, with: tree) }
        await #expect(throws: NamespaceFailure.self) { try await store.create(web, tree) }
        #expect(try scratch.bytes(of: "outside/file") == Array("secret".utf8))
        #expect(try names() == ["web"])
    }

    @Test func `links inside are not listed, and removing a tree leaves what they point to`() async throws {
        try scratch.write("secret", to: "outside/file")
        #expect(try await store.create(web, try Self.tree([["directory": "etc"]])))
        try scratch.link("namespace/web/out", to: scratch("outside"))
        try scratch.link("namespace/web/etc/file", to: scratch("outside/file"))
        makePipe(scratch("namespace/web/pipe"))
        #expect(try await store.entries(of: web)?.map(\.path.description) == ["etc"])
        try await store.replace(web, with: try Self.tree([["directory": "a"]]))
        try scratch.link("namespace/web/a/out", to: scratch("outside"))
        #expect(try await store.delete(web))
        #expect(try scratch.bytes(of: "outside/file") == Array("secret".utf8))
        #expect(try names() == [])
    }

    @Test func `a file in the place of a namespace stays and is an error`() async throws {
        try scratch.write("mine", to: "namespace/web")
        let tree = try Self.tree([["directory": "a"]])
        await #expect(throws: NamespaceFailure.self) { try await store.replace(web, with: tree) }
        await #expect(throws: NamespaceFailure.self) { try await store.create(web, tree) }
        #expect(try scratch.bytes(of: "namespace/web") == Array("mine".utf8))
    }

    @Test func `a first step whose second never came is taken back, and what is left over is removed`() async throws {
        try scratch.write("old", to: "namespace/.old/web/file")
        try scratch.write("old", to: "namespace/.old/shop/file")
        try scratch.write("new", to: "namespace/shop/file")
        try scratch.write("half", to: "namespace/.tmp-1/file")
        #expect(try await store.names().map(\.text) == ["shop", "web"])
        #expect(try scratch.bytes(of: "namespace/web/file") == Array("old".utf8))
        #expect(try scratch.bytes(of: "namespace/shop/file") == Array("new".utf8))
        #expect(try names() == [".old", "shop", "web"])
        #expect(try scratch.names(in: "namespace/.old") == [])
    }

    @Test func `what another writer is at is left alone`() async throws {
        try scratch.write("half", to: "namespace/.tmp-1/file")
        let folder = try #require(try DirectoryHandle.open(scratch("namespace/.tmp-1")))
        #expect(try folder.lock())
        #expect(try await store.names() == [])
        #expect(try names() == [".tmp-1"])
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: [true, false])
    func `a reader sees a whole tree while it is replaced again and again`(exchanges: Bool) async throws {
        let store = NamespaceFiles(folder: scratch("namespace"), mostNamespaces: 10, exchanges: exchanges)
        let trees = try (1...4).map { count in
            try Self.tree(.array((0..<(count * 3)).map { ["file": .string("m:d\(count)/f\($0)")] }))
        }
        _ = try await store.create(web, trees[0])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for round in 0..<60 { try await store.replace(web, with: trees[round % 4]) } }
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<60 {
                        let entries = try #require(try await store.entries(of: web))
                        let count = try #require(entries.first?.path.name?.last?.wholeNumberValue)
                        #expect(entries.count == count * 3 + 1)
                        #expect(try await store.names() == [web])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try names().filter { $0.hasPrefix(".tmp") } == [])
    }

    #if os(Linux)
        @Test func `where the system can exchange two names, nobody ever finds a namespace missing`() async throws {
            _ = try await store.create(web, try Self.tree([["directory": "a"]]))
            let trees = try ["a", "b"].map { try Self.tree([["directory": .string($0)]]) }
            let path = scratch("namespace/web")
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    for round in 0..<300 { try await store.replace(web, with: trees[round % 2]) }
                    return 0
                }
                group.addTask {
                    await offPool { (0..<100_000).count { _ in access(path, F_OK) != 0 } }
                }
                for try await missing in group { #expect(missing == 0) }
            }
        }
    #endif

    @Test func `without root nothing is given away, nothing changes, and modes are as usual`() async throws {
        let folder = scratch("namespace")
        try scratch.makeFolder("namespace")
        chmodFile(scratch.path, 0o777)
        chmodFile(folder, 0o777)
        let (lines, status) = await offPool {
            guard let child = try? WriterProcess(["unprivileged", folder]) else { return ([String](), Int32(-1)) }
            return child.end()
        }
        #expect(status == 0)
        #expect(
            lines == [
                "create true", "a 40755", "b 40770",
                "replace ownerNotAllowed(a/b)", "a", "b",
            ])
        #expect(try names() == ["web"])
    }

    @Test(arguments: ["exchange", "rename"])
    func `after kill -9 a tree is the old or the new one, whole, and what was acknowledged stands`(
        way: String
    ) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let numbers = SeededNumbers(seed: seed)
        for round in 0..<12 {
            let place: Comment = "seed \(seed), round \(round)"
            let folder = scratch("round\(round)")
            let wanted = numbers.integer(in: 1...40)
            let lines = try await killed(
                ["namespaces", folder, way], after: wanted, pause: numbers.integer(in: 0...2000))
            let acknowledged = lines.map { $0.split(separator: " ") }.map { ($0[0], Int($0[1]) ?? 0) }
            let replaced = acknowledged.filter { $0.0 == "replaced" }.map(\.1).max() ?? 0

            let reopened = NamespaceFiles(folder: folder)
            let torn = try #require(MetadataKey("torn"))
            let entries = try #require(try await reopened.entries(of: torn), place)
            let files = entries.filter { !$0.isDirectory }
            let contents = Set(
                try files.map {
                    String(decoding: try scratch.bytes(of: "round\(round)/torn/\($0.path)"), as: UTF8.self)
                })
            #expect(contents.count == 1, place)
            let count = try #require(contents.first.flatMap { Int($0) }, place)
            #expect(count == replaced || count == replaced + 1, place)
            #expect(files.count == 3 + count % 5, place)
            for (what, number) in acknowledged where what != "replaced" {
                let item = try #require(MetadataKey("item\(number)"))
                let exists = try await reopened.exists(item)
                if what == "deleted" { #expect(!exists, place) }
                if what == "created", number % 2 == 1 { #expect(exists, place) }
            }
            let left = try scratch.names(in: "round\(round)").filter { $0.hasPrefix(".") && $0 != ".old" }
            #expect(left == [], place)
        }
    }
}
