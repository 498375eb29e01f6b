import Domain
import Simulator
import Testing

@Suite("Host behaviour")
struct HostBehaviourTests {
    private static func read(_ text: String) throws -> HostBehaviour {
        try HostBehaviour(json: try JSONReader.value(of: text))
    }

    @Test func `everything that the file can say is read`() throws {
        let behaviour = try Self.read(
            """
            {"defaults": {"up_seconds": 2, "down_seconds": 0.5, "call_seconds": 0.1, "up": "ok", "down": "ok"},
             "projects": {"web*": {"up": "fail", "up_seconds": 1.5, "up_errlevel": 65, "up_fail_type": "makejail",
                "up_fail_service": "nginx", "up_stderr": "text", "removal_seconds": 1, "down": "hang-stubborn",
                "down_seconds": 0, "describe_call": "cut", "describe": {"state": "UNFINISHED", "locked": true},
                "services": {"nginx": {"status": 66}}}},
             "jails": {"db*": {"status": 1, "keywords": {"dirty": "1"}, "stats": {"pcpu": 90}, "cpuset": "0-3"}},
             "director": "absent", "appjail": "hang", "interfaces": {"em0": ["192.0.2.10"], "none": []}}
            """)
        #expect(behaviour.defaults.upTime == .seconds(2))
        let rule = try #require(behaviour.projects.first)
        #expect(rule.pattern.text == "web*")
        #expect(rule.rule.up == .fail)
        #expect(rule.rule.upTime == .milliseconds(1_500))
        #expect(rule.rule.down == .hangStubborn)
        #expect(rule.rule.describe == .cut)
        #expect(rule.rule.state == "UNFINISHED")
        #expect(rule.rule.isLocked == true)
        #expect(rule.rule.services.map(\.status) == [66])
        #expect(behaviour.jails.first?.rule.statistics == ["pcpu": 90])
        #expect(behaviour.director == .absent)
        #expect(behaviour.appjail == .hang)
        #expect(behaviour.interfaces.map(\.name) == ["em0", "none"])
    }

    @Test func `an empty object changes nothing`() throws {
        #expect(try Self.read("{}") == HostBehaviour())
    }

    @Test(
        arguments: [
            (#"{"project": {}}"#, HostBehaviourError.unknownMember(path: "project")),
            (#"{"projects": {"web": {"upp": "ok"}}}"#, .unknownMember(path: "projects/web/upp")),
            (
                #"{"projects": {"web": {"describe": {"lock": true}}}}"#,
                .unknownMember(path: "projects/web/describe/lock")
            ),
            (
                #"{"projects": {"web": {"services": {"a": {"state": 1}}}}}"#,
                .unknownMember(path: "projects/web/services/a/state")
            ),
            (#"{"jails": {"db": {"stat": 1}}}"#, .unknownMember(path: "jails/db/stat")),
            (#"[]"#, .wrongValue(path: "the file", expected: "an object")),
            (
                #"{"defaults": {"up_seconds": -1}}"#,
                .wrongValue(path: "defaults/up_seconds", expected: "seconds from 0 to 1000000000")
            ),
            (
                #"{"defaults": {"up_seconds": 1e300}}"#,
                .wrongValue(path: "defaults/up_seconds", expected: "seconds from 0 to 1000000000")
            ),
            (
                #"{"projects": {"web": {"describe": {"locked": 1}}}}"#,
                .wrongValue(path: "projects/web/describe/locked", expected: "true or false")
            ),
            (
                #"{"interfaces": {"em0": ["192.0.2.300"]}}"#,
                .wrongValue(path: "interfaces/em0", expected: "a list of IPv4 addresses")
            ),
            (
                #"{"appjail": "lazy"}"#,
                .wrongValue(path: "appjail", expected: "one of ok, fail, garbage, cut, hang, slow, absent")
            ),
        ] as [(String, HostBehaviourError)])
    func `a mistake is named with its place`(text: String, error: HostBehaviourError) {
        #expect(throws: error) { try Self.read(text) }
    }

    @Test(
        arguments: [
            ("web", "web", true), ("web", "webs", false), ("web*", "web", true), ("web*", "web-1", true),
            ("*", "", true), ("", "", true), ("", "a", false), ("?", "a", true), ("?", "", false),
            ("w?b", "web", true), ("*b", "web", true), ("*b*", "abc", true), ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false), ("**a", "aaa", true), ("a*a", "a", false), ("ü*", "üb", true),
        ])
    func `shell patterns`(pattern: String, name: String, isMatch: Bool) {
        #expect(GlobPattern(pattern).matches(name) == isMatch)
    }

    @Test func `a pattern that is made to be slow is not`() {
        let pattern = GlobPattern(String(repeating: "a*", count: 60) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 5_000)))
    }
}
