import Adapters
import Domain
import Foundation

/// Writes without end until it is killed, and says on its output what was acknowledged, a line each: what the tests
/// that kill it at a random moment compare the files with.
///
/// `crash-writer jobs FOLDER`, `crash-writer metadata FOLDER`, `crash-writer namespaces FOLDER exchange` (or `rename`);
/// and two which end by themselves: `crash-writer full FOLDER BYTES` and `crash-writer unprivileged FOLDER`.
@main
enum CrashWriter {
    static func main() async throws {
        let arguments = CommandLine.arguments
        switch (arguments.dropFirst().first, arguments.count) {
        case ("jobs", 3): try await writeJobs(in: arguments[2])
        case ("metadata", 3): try await writeMetadata(in: arguments[2])
        case ("namespaces", 4):
            try await writeNamespaces(in: arguments[2], exchanges: arguments[3] == "exchange")
        case ("unprivileged", 3): try await giveAway(in: arguments[2])
        case ("full", 4): try await fillMetadata(in: arguments[2], upTo: UInt64(arguments[3]) ?? 0)
        default: exit(64)
        }
    }

    /// One write, so that a line is on the pipe whole or not at all.
    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        if write(1, bytes, bytes.count) != bytes.count { exit(74) }
    }

    private static func writeJobs(in folder: String) async throws {
        let state = try await SQLiteState.open(folder: folder)
        await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    guard let project = ProjectName("project-\(writer)") else { exit(70) }
                    for count in 0... {
                        let time = WallTime(microseconds: Int64(count))
                        let file = "\(writer)-\(count) " + String(repeating: "x", count: 3000)
                        let work = JobRequest.Work.up(
                            directorFile: file, environment: [], restart: false, reservedPorts: [])
                        let id = try await state.submit(JobRequest(project: project, work: work), at: time)
                        say("submitted \(id) \(writer)-\(count)")
                        guard count % 3 == 0 else { continue }
                        try await state.begin(id, attempt: 1, record: nil, at: time)
                        say("begun \(id)")
                        let record: JSONObject = ["count": .integer(count)]
                        try await state.finish(id, as: .completed, record: record, reason: nil, at: time)
                        say("finished \(id) \(writer) \(count)")
                    }
                }
            }
        }
        exit(70)
    }

    private static func writeMetadata(in folder: String) async throws {
        let store = MetadataFiles(folder: folder)
        guard let key = MetadataKey("torn") else { exit(70) }
        _ = try await store.create(key, value: value(0))
        for count in 1... {
            guard try await store.replace(key, value: value(count)) else { exit(70) }
            say("replaced \(count)")
            guard let item = MetadataKey("item\(count)") else { exit(70) }
            guard try await store.create(item, value: value(count)) else { exit(70) }
            say("created \(count)")
        }
    }

    /// A text whose every part tells its number, and long enough to be torn: 100 lines, growing with the number.
    private static func value(_ count: Int) -> String {
        String(repeating: "\(count)" + String(repeating: ".", count: 700) + "\n", count: 100 + count % 50)
    }

    private static func writeNamespaces(in folder: String, exchanges: Bool) async throws {
        let store = NamespaceFiles(folder: folder, mostNamespaces: 10_000, exchanges: exchanges)
        guard let name = MetadataKey("torn") else { exit(70) }
        for count in 1... {
            try await store.replace(name, with: try tree(count))
            say("replaced \(count)")
            guard let item = MetadataKey("item\(count)") else { exit(70) }
            guard try await store.create(item, try tree(count)) else { exit(70) }
            say("created \(count)")
            guard count % 2 == 0 else { continue }
            guard try await store.delete(item) else { exit(70) }
            say("deleted \(count)")
        }
    }

    /// Files whose every content tells the number, more or fewer with it.
    private static func tree(_ count: Int) throws -> NamespaceTree {
        guard let key = MetadataKey("value") else { exit(70) }
        let items: [JSONValue] = (0..<(3 + count % 5)).map { ["file": .string("value:d\($0 % 2)/e/f\($0)")] }
        return try NamespaceTree(NamespaceMapping(.array(items)), values: [key: "\(count)"])
    }

    /// What a server that does not run as root, and whose umask allows nobody else anything, does with owners and
    /// modes.
    private static func giveAway(in folder: String) async throws {
        if geteuid() == 0, setgid(65_533) != 0 || setuid(65_533) != 0 { exit(71) }
        umask(0o077)
        let store = NamespaceFiles(folder: folder)
        guard let name = MetadataKey("web") else { exit(70) }
        func make(_ mapping: JSONValue) throws -> NamespaceTree {
            try NamespaceTree(NamespaceMapping(mapping), values: [:])
        }
        let plain = try make([
            ["directory": "a"], ["directory": "b", "mode": 0o770, "owner": .integer(Int(geteuid()))],
        ])
        say("create \(try await store.create(name, plain))")
        for entry in try await store.entries(of: name) ?? [] { say("\(entry.path) \(String(entry.mode, radix: 8))") }
        do {
            try await store.replace(name, with: try make([["directory": "a/b", "owner": 0]]))
        } catch {
            say("replace \(error)")
        }
        for entry in try await store.entries(of: name) ?? [] { say("\(entry.path)") }
    }

    private static func fillMetadata(in folder: String, upTo bytes: UInt64) async throws {
        signal(SIGXFSZ, SIG_IGN)
        guard setFileSizeLimit(bytes) else { exit(71) }
        let store = MetadataFiles(folder: folder)
        guard let old = MetadataKey("old"), let new = MetadataKey("new") else { exit(70) }
        say("create \(try await store.create(old, value: "small"))")
        let large = String(repeating: "x", count: Int(bytes) * 3)
        do { say("replace \(try await store.replace(old, value: large))") } catch { say("replace \(error)") }
        do { say("create \(try await store.create(new, value: large))") } catch { say("create \(error)") }
    }

    private static func setFileSizeLimit(_ bytes: UInt64) -> Bool {
        var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
        #if os(FreeBSD)
            return setrlimit(RLIMIT_FSIZE, &limit) == 0
        #else
            return setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0
        #endif
    }
}
