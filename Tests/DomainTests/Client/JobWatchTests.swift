import Domain
import Testing

struct JobWatchTests {
    private static func sight(_ info: JSONObject?, kind: JobKind = .up) -> JobSight {
        let node = TreeNode(datacenter: "main", url: "http://s", chain: .root, labels: nil)
        let server = ChainServer(access: FakeTree(), chain: .root, timeout: .seconds(1))
        return JobWatch(
            target: Target(node: node, server: server), kind: kind, project: ProjectName("web")!, job: JobID(7)
        ).sight(in: info)
    }

    @Test(
        arguments: [
            nil, [:], ["state": "DONE"], ["up": [:]], ["up": ["operation": "COMPLETED", "job_id": 6]],
            ["up": ["operation": "RUNNING", "job_id": 6]], ["up": ["operation": "COMPLETED"]],
            ["down": ["operation": "COMPLETED", "job_id": 9]], ["up": ["job_id": 7]],
        ] as [JSONObject?])
    func `until there is a record of our job or a later one, it has not begun`(info: JSONObject?) {
        #expect(Self.sight(info) == .queued)
    }

    @Test func `while our job runs, the wait goes on`() {
        #expect(Self.sight(["up": ["operation": "RUNNING", "job_id": 7]]) == .running)
    }

    @Test(arguments: ["RUNNING", "COMPLETED", "FAILED"])
    func `the record of a later job says nothing of the end of ours`(operation: String) {
        #expect(
            Self.sight(["up": ["operation": .string(operation), "job_id": 8, "output": ["rc": 0]]])
                == .replaced(by: JobID(8)))
    }

    @Test(
        arguments: [
            (["operation": "COMPLETED", "job_id": 7, "output": ["rc": 0]], true, nil),
            (["operation": "COMPLETED", "job_id": 7], true, nil),
            (
                [
                    "operation": "COMPLETED", "job_id": 7,
                    "output": ["rc": 70, "stderr": "", "stdout": ["message": "bad file"]],
                ],
                false, "bad file"
            ),
            (
                [
                    "operation": "INCOMPLETED", "job_id": 7,
                    "output": ["rc": 65, "stdout": ["message": .null], "stderr": "x"],
                    "labels": ["error": true, "message": "Project 'web' has an unexpected state 'FAILED'"],
                ], false, "Project 'web' has an unexpected state 'FAILED'"
            ),
            (
                ["operation": "FAILED", "job_id": 7, "exception": ["type": "X", "message": "no such network"]], false,
                "no such network"
            ),
            (["operation": "FAILED", "job_id": 7, "message": "no free port"], false, "no free port"),
            (["operation": "INCOMPLETED", "job_id": 7, "output": [:]], false, nil),
        ] as [(JSONObject, Bool, String?)])
    func `only a completed job whose command succeeded is a success`(
        record: JSONObject, isSuccess: Bool, reason: String?
    ) throws {
        guard case .ended(let conclusion) = Self.sight(["up": .object(record)]) else {
            Issue.record("the job has ended")
            return
        }
        #expect(conclusion.isSuccess == isSuccess)
        #expect(conclusion.reason == reason)
    }

    @Test func `a destruction is read from its own record`() {
        let info: JSONObject = [
            "up": ["operation": "RUNNING", "job_id": 9], "down": ["operation": "COMPLETED", "job_id": 7],
        ]
        #expect(
            Self.sight(info, kind: .down)
                == .ended(JobConclusion(operation: "COMPLETED", status: nil, reason: nil, kind: .down)))
    }

    @Test(arguments: [
        (JobKind.down, "COMPLETED", 66, true), (.down, "COMPLETED", 70, false), (.down, "INCOMPLETED", 66, false),
        (.up, "COMPLETED", 66, false),
    ])
    func `what was not there to be destroyed is gone, as it should be`(
        kind: JobKind, operation: String, status: Int, isSuccess: Bool
    ) {
        let info: JSONObject = [
            kind.rawValue: [
                "operation": .string(operation), "job_id": 7,
                "output": ["rc": .integer(status), "stderr": "web: Project not found."],
            ]
        ]
        guard case .ended(let conclusion) = Self.sight(info, kind: kind) else {
            Issue.record("the job has ended")
            return
        }
        #expect(conclusion.isSuccess == isSuccess)
    }
}
