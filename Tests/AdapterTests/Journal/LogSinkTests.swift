import Domain
import Foundation
import Logging
import Testing

@testable import Adapters

@Suite struct `The log in a file` {
    private func text(_ folder: ScratchFolder, _ name: String) throws -> String {
        String(decoding: try folder.bytes(of: name), as: UTF8.self)
    }

    @Test func `is added to, and opened anew after it was renamed`() throws {
        let folder = try ScratchFolder()
        try folder.write("before\n", to: "a.log")
        let sink = try LogSink.file(folder("a.log"))
        sink.write("one")
        try FileManager.default.moveItem(atPath: folder("a.log"), toPath: folder("a.log.0"))
        sink.write("two")
        try sink.reopen()
        sink.write("three")
        #expect(try text(folder, "a.log.0") == "before\none\ntwo\n")
        #expect(try text(folder, "a.log") == "three\n")
        #expect(try folder.mode(of: "a.log") & 0o037 == 0)
    }

    @Test func `is written on when its folder is gone`() throws {
        let folder = try ScratchFolder()
        try folder.makeFolder("logs")
        let sink = try LogSink.file(folder("logs/a.log"))
        try FileManager.default.moveItem(atPath: folder("logs"), toPath: folder("old"))
        #expect(throws: StorageFailure.self) { try sink.reopen() }
        sink.write("still here")
        #expect(try text(folder, "old/a.log") == "still here\n")
    }

    @Test func `cannot be where there is no folder`() throws {
        let folder = try ScratchFolder()
        #expect(throws: StorageFailure.self) { try LogSink.file(folder("gone/a.log")) }
    }

    @Test func `has whole lines, however many write at once`() async throws {
        let folder = try ScratchFolder()
        let sink = try LogSink.file(folder("a.log"))
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let line = String(repeating: "\(writer)", count: 200)
                    for _ in 0..<50 { sink.write(line) }
                }
            }
        }
        let lines = try text(folder, "a.log").split(separator: "\n")
        #expect(lines.count == 400)
        #expect(lines.allSatisfy { $0.count == 200 && Set($0).count == 1 })
    }

    @Test func `has of each area what its level lets through`() throws {
        let folder = try ScratchFolder()
        let sink = try LogSink.file(folder("a.log"))
        let settings = Configuration.Log(level: .warning, levels: [.jobs: .debug, .http: .error])
        let journal = LogJournal { area in
            Logger(label: LineLogHandler.label(area)) { LineLogHandler(label: $0, settings: settings, sink: sink) }
        }
        for area in JournalArea.allCases {
            for level in JournalLevel.allCases { journal.about(area).record(level, "m", [("b", "2"), ("a", "1")]) }
        }
        let lines = try text(folder, "a.log").split(separator: "\n").map { $0.split(separator: " ") }
        let seen = lines.map { "\($0[2].dropLast()) \($0[1])" }
        #expect(seen.filter { $0.hasPrefix("jobs") } == ["jobs debug", "jobs info", "jobs warning", "jobs error"])
        #expect(seen.filter { $0.hasPrefix("http") } == ["http error"])
        #expect(seen.filter { $0.hasPrefix("tokens") } == ["tokens warning", "tokens error"])
        #expect(seen.count == 4 + 1 + 5 * 2)
        // Facts in the order of their names.
        #expect(lines.allSatisfy { $0[4...] == ["a=1", "b=2"] })
    }

    @Test func `has lines of libraries under their own name and the level of the server`() throws {
        let folder = try ScratchFolder()
        let sink = try LogSink.file(folder("a.log"))
        let settings = Configuration.Log(level: .error, levels: [.server: .info], format: .json)
        let logger = Logger(label: "a library") { LineLogHandler(label: $0, settings: settings, sink: sink) }
        logger.debug("no")
        logger.notice("yes", metadata: ["x": "y"])
        let value = try JSONReader.value(of: try text(folder, "a.log").trimmingCharacters(in: .newlines))
        #expect(value["area"] == "a library" && value["level"] == "notice" && value["facts"]?["x"] == "y")
    }
}
