import Domain
import Testing

@testable import Adapters

@Suite struct LogFilesTests {
    private let scratch: ScratchFolder
    private let logs: LogFiles

    init() throws {
        scratch = try ScratchFolder()
        logs = LogFiles(jailRoot: scratch("appjail"), projectRoot: scratch("director"))
    }

    private func part(_ text: String) throws -> LogPart { try #require(LogPart(text)) }

    private func jailLog(_ type: String, _ entity: String, _ subtype: String, _ file: String) async throws -> String? {
        try await logs.jailLog(type: part(type), entity: part(entity), subtype: part(subtype), file: part(file))
    }

    @Test func `missing roots list as empty and hold no log`() async throws {
        #expect(try await logs.jailLogs() == [:])
        #expect(try await logs.projectLogs() == [:])
        #expect(try await jailLog("jails", "web", "start", "a.log") == nil)
        #expect(try await logs.projectLog(date: part("d"), service: nil, file: part("exception.log")) == nil)
    }

    @Test func `jail logs are listed as type, entity, subtype and files, sorted`() async throws {
        for name in ["jails/web/start/b.log", "jails/web/start/a.log", "jails/db/stop/c.log", "images/x/y/z.log"] {
            try scratch.write("text", to: "appjail/\(name)")
        }
        try scratch.makeFolder("appjail/jails/web/stop")
        let listing = try await logs.jailLogs()
        #expect(
            listing == [
                "images": ["x": ["y": ["z.log"]]],
                "jails": ["db": ["stop": ["c.log"]], "web": ["start": ["a.log", "b.log"], "stop": []]],
            ])
        #expect(listing.names == ["images", "jails"])
    }

    @Test func `what does not belong into the tree is passed over`() async throws {
        try scratch.write("x", to: "appjail/stray")
        try scratch.write("x", to: "appjail/jails/stray")
        try scratch.write("x", to: "appjail/jails/web/stray")
        try scratch.write("x", to: "appjail/jails/web/start/a.log")
        try scratch.makeFolder("appjail/jails/web/start/folder")
        try scratch.link("appjail/jails/web/start/link", to: "a.log")
        try scratch.link("appjail/jails/web/dangling", to: "nowhere")
        try scratch.link("appjail/outside", to: "/etc")
        #expect(try await logs.jailLogs() == ["jails": ["web": ["start": ["a.log"]]]])
    }

    @Test func `project logs are listed as date, service and files, without those beside the services`() async throws {
        try scratch.write("x", to: "director/2025-01-02_03h04m05s/web/makejail.log")
        try scratch.write("x", to: "director/2025-01-02_03h04m05s/exception.log")
        try scratch.write("x", to: "director/stray")
        #expect(try await logs.projectLogs() == ["2025-01-02_03h04m05s": ["web": ["makejail.log"]]])
    }

    @Test func `a log is answered clean`() async throws {
        try scratch.write("\u{1B}[1mstarting web\u{1B}[0m\r\ndone\n", to: "appjail/jails/web/start/a.log")
        #expect(try await jailLog("jails", "web", "start", "a.log") == "starting web\ndone")
    }

    @Test func `a project log is found with and without a service`() async throws {
        try scratch.write("inner", to: "director/date/web/makejail.log")
        try scratch.write("outer", to: "director/date/exception.log")
        let date = try part("date")
        #expect(try await logs.projectLog(date: date, service: part("web"), file: part("makejail.log")) == "inner")
        #expect(try await logs.projectLog(date: date, service: nil, file: part("exception.log")) == "outer")
        #expect(try await logs.projectLog(date: date, service: nil, file: part("web")) == nil)
    }

    @Test func `no part of a path may be a link`() async throws {
        try scratch.write("secret", to: "outside/entity/subtype/file")
        try scratch.write("x", to: "appjail/type/entity/subtype/real")
        try scratch.link("appjail/out", to: scratch("outside"))
        try scratch.link("appjail/type/out", to: scratch("outside/entity"))
        try scratch.link("appjail/type/entity/out", to: scratch("outside/entity/subtype"))
        try scratch.link("appjail/type/entity/subtype/out", to: scratch("outside/entity/subtype/file"))
        try scratch.link("appjail/type/entity/subtype/near", to: "real")
        #expect(try await jailLog("out", "entity", "subtype", "file") == nil)
        #expect(try await jailLog("type", "out", "subtype", "file") == nil)
        #expect(try await jailLog("type", "entity", "out", "file") == nil)
        #expect(try await jailLog("type", "entity", "subtype", "out") == nil)
        #expect(try await jailLog("type", "entity", "subtype", "near") == nil)
        #expect(try await jailLog("type", "entity", "subtype", "real") == "x")
    }

    @Test(arguments: ["..", ".", "", "a/b", "/etc", "a\u{0}b"]) func `names that could leave a folder are no log parts`(
        name: String
    ) { #expect(LogPart(name) == nil) }

    @Test func `folders and pipes are no logs, and nothing waits for them`() async throws {
        try scratch.makeFolder("appjail/type/entity/subtype/folder")
        makePipe(scratch("appjail/type/entity/subtype/pipe"))
        #expect(try await jailLog("type", "entity", "subtype", "folder") == nil)
        #expect(try await jailLog("type", "entity", "subtype", "pipe") == nil)
        #expect(try await logs.jailLogs() == ["type": ["entity": ["subtype": []]]])
    }

    @Test func `of a long log the end is answered, from a whole character on`() async throws {
        let short = LogFiles(
            jailRoot: scratch("appjail"), projectRoot: scratch("director"), longestText: 6, mostEntries: 10)
        // Six bytes from the end is the middle of the second ü.
        try scratch.write("aüüabcde", to: "appjail/t/e/s/long")
        try scratch.write("abcdef", to: "appjail/t/e/s/exact")
        let text = try await short.jailLog(type: part("t"), entity: part("e"), subtype: part("s"), file: part("long"))
        #expect(text == "abcde")
        let exact = try await short.jailLog(type: part("t"), entity: part("e"), subtype: part("s"), file: part("exact"))
        #expect(exact == "abcdef")
    }

    @Test func `a tree with too many entries is refused instead of cut`() async throws {
        let small = LogFiles(
            jailRoot: scratch("appjail"), projectRoot: scratch("director"), longestText: 100, mostEntries: 10)
        for count in 0..<7 { try scratch.write("x", to: "appjail/t/e/s/file\(count)") }
        #expect(try await small.jailLogs()["t"]?["e"]?["s"]?.array?.count == 7)
        try scratch.write("x", to: "appjail/t/e/s/file7")
        await #expect(throws: StorageFailure.limit("\(scratch("appjail")) holds more than 10 entries")) {
            try await small.jailLogs()
        }
    }
}
