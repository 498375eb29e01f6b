import Adapters
import Domain
import Foundation

/// Writes without end until it is killed, and says on its output what was acknowledged, a line each: what the tests
/// that kill it at a random moment compare the files with.
///
/// `crash-writer jobs FOLDER`, `crash-writer metadata FOLDER`, or `crash-writer full FOLDER BYTES`, which ends by
/// itself.
@main
enum CrashWriter {
    static func main() async throws {
        let arguments = CommandLine.arguments
        switch (arguments.dropFirst().first, arguments.count) {
        case ("jobs", 3): try await writeJobs(in: arguments[2])
        case ("metadata", 3): try await writeMetadata(in: arguments[2])
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
