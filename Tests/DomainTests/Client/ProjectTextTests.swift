import Domain
import Testing

/// Command-line contract, section 3.5.
struct ProjectTextTests {
    /// The lines of a recorded text from the first project on.
    private func body(_ recorded: String) -> [String] {
        let lines = recorded.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return Array(lines.drop { $0 != "  projects:" }.dropFirst())
    }

    private static let slow: JSONValue = [
        "operation": "INCOMPLETED",
        "output": ["rc": 70, "stdout": ["errlevel": 70, "message": .null, "failed": []], "stderr": ""],
        "last_update": .double(0.4123), "job_id": 9, "restarted": false,
        "labels": ["error": true, "message": "Project 'slow' has an unexpected state 'FAILED'"],
    ]

    @Test func `a project of which only a job is known`() {
        #expect(ProjectText.lines(of: "slow", ["up": Self.slow]) == body(Recorded.projectsCancelled))
    }

    @Test func `a job that runs`() {
        let info: JSONObject = ["up": ["operation": "RUNNING", "last_update": .double(2.0342), "job_id": 9]]
        #expect(ProjectText.lines(of: "slow", info) == body(Recorded.projectsRunning))
    }

    @Test func `a project that failed`() {
        let info: JSONObject = [
            "name": "failing", "state": "FAILED", "last_log": "2026-11-22_15h03m19s", "locked": false,
            "services": [["name": "one", "status": 66, "jail": "28fa7ff3e2"]],
            "up": [
                "operation": "INCOMPLETED",
                "output": [
                    "rc": 65,
                    "stdout": ["errlevel": 65, "message": .null, "failed": [["type": "makejail", "service": "one"]]],
                    "stderr": "",
                ],
                "last_update": .double(20.0777), "job_id": 3, "restarted": false,
                "labels": ["error": true, "message": "Project 'failing' has an unexpected state 'FAILED'"],
            ],
        ]
        #expect(ProjectText.lines(of: "failing", info) == body(Recorded.projectsFailing))
    }

    @Test func `integrations hang below the line before them, without a line of their own`() {
        func integration(_ message: String) -> JSONValue { ["one": ["error": true, "message": .string(message)]] }
        let info: JSONObject = [
            "name": "named", "state": "DONE", "last_log": "2026-11-22_15h03m21s", "locked": false,
            "services": [["name": "one", "status": 0, "jail": "named"]],
            "up": [
                "operation": "INCOMPLETED",
                "output": ["rc": 0, "stdout": ["errlevel": 0, "message": .null, "failed": []], "stderr": ""],
                "last_update": .double(18.29), "job_id": 7, "restarted": false,
                "labels": [
                    "error": false, "message": .null,
                    "load-balancer": integration(
                        "(project:named, service:one) Data Plane API client is not configured."),
                    "skydns": integration(
                        "(project:named, service:one, label:overlord.skydns.group) group has not been specified, but is required."
                    ),
                ],
            ],
        ]
        #expect(ProjectText.lines(of: "named", info) == body(Recorded.projectsSpecialLabels))
    }

    @Test func `an integration without error or message is not shown`() {
        let labels: JSONValue = [
            "error": false, "message": .null, "skydns": ["web": ["error": false, "message": .null]],
        ]
        #expect(ProjectText.lines(of: "p", ["up": ["labels": labels]]).last == "      up:")
    }

    @Test func `error output is shown line by line, and left out when there is none`() {
        let lines = ProjectText.lines(
            of: "p",
            ["down": ["output": ["rc": 1, "stderr": "one\n\ntwo\n"], "exception": ["type": "X", "message": "m"]]])
        #expect(
            lines.suffix(8) == [
                "      down:", "        output:", "         rc: 1", "         stderr:", "           one", "           ",
                "           two", "        exception: {'type': 'X', 'message': 'm'}",
            ])
    }

    @Test(
        arguments: [
            ("output", [:], []), ("last_update", "soon", ["        last_update: soon"]),
            ("output", "text", ["        output: text"]),
            ("list", [1, "x"], ["        list:", "        - 1", "        - x"]),
            ("labels", "text", ["        labels: text"]), ("restarted", true, ["        restarted: True"]),
        ] as [(String, JSONValue, [String])])
    func `an entry is laid out by its key and kind`(key: String, value: JSONValue, expected: [String]) {
        let info = JSONObject([(name: "up", value: .object(JSONObject([(name: key, value: value)])))])
        #expect(Array(ProjectText.lines(of: "p", info).dropFirst(6)) == expected)
    }

    @Test func `a record without entries is not shown`() {
        #expect(
            ProjectText.lines(of: "p", ["up": [:], "down": .null]) == [
                "    p:", "      state: None", "      last_log: None", "      locked: None", "      services:",
            ])
    }
}
