import Domain
import Testing

struct WaitTextTests {
    private static let watch = JobWatch(
        target: Target(
            node: TreeNode(datacenter: "main", url: "http://s", chain: chain("alpha.charlie"), labels: nil),
            server: ChainServer(access: FakeTree(), chain: chain("alpha.charlie"), timeout: .seconds(1))),
        kind: .up, project: ProjectName("web")!, job: JobID(7))

    private static let place = "(datacenter:main, chain:alpha.charlie, project:web, job:7)"

    private static func ended(_ operation: String, _ rc: Int?, _ reason: String? = nil) -> JobConclusion {
        JobConclusion(operation: operation, status: rc, reason: reason)
    }

    private static func status(
        _ sight: JobSight, _ verdict: Waiting.Verdict? = nil, elapsed: Duration = .seconds(12)
    ) -> Waiting.Status {
        Waiting.Status(sight: sight, verdict: verdict, elapsed: elapsed)
    }

    @Test(
        arguments: [
            (status(.queued, elapsed: .zero), "queued, 0 s", .idle),
            (status(.running, elapsed: .milliseconds(1999)), "running, 1 s", .busy),
            (status(.unseen(.noAnswer(.connectTimeout))), "not answering, 12 s", .doubtful),
            (status(.ended(ended("COMPLETED", 0)), .succeeded), "completed, 12 s", .good),
            (
                status(.ended(ended("INCOMPLETED", 65)), .failed(ended("INCOMPLETED", 65))), "incompleted, 12 s", .bad
            ),
            (status(.ended(ended("COMPLETED", 70)), .failed(ended("COMPLETED", 70))), "failed, 12 s", .bad),
            (status(.queued, .lost(.noAnswer(.readTimeout))), "lost, 12 s", .bad),
            (status(.running, .timedOut), "not ended, 12 s", .doubtful),
            (status(.replaced(by: JobID(8)), .untold(.replaced(by: JobID(8)))), "ended unseen, 12 s", .bad),
        ] as [(Waiting.Status, String, WaitText.Tone)])
    func `a job has one line`(status: Waiting.Status, text: String, tone: WaitText.Tone) {
        let line = WaitText.line(of: Self.watch, status)
        #expect(line.text == Self.place + " " + text)
        #expect(line.tone == tone)
    }

    @Test(
        arguments: [
            (status(.ended(ended("COMPLETED", 0)), .succeeded), nil),
            (
                status(.queued, .failed(ended("INCOMPLETED", 65, "Project 'web'\nhas failed"))),
                "the job did not complete (INCOMPLETED, rc:65): Project 'web' | has failed"
            ),
            (status(.queued, .failed(ended("FAILED", nil))), "the job did not complete (FAILED)"),
            (
                status(.queued, .lost(.noAnswer(.connect("Connection refused")))),
                "how the job ended is not known: Connection refused"
            ),
            (
                status(.replaced(by: JobID(8)), .untold(.replaced(by: JobID(8)))),
                "how the job ended is not known: job 8 of the same project came after it"
            ),
            (
                status(.running, .untold(.forgotten)),
                "how the job ended is not known: the server has forgotten it"
            ),
            (
                status(.running, .timedOut),
                "the job has not ended in the time of the wait; it goes on (running)"
            ),
            (
                status(.unseen(.noAnswer(.readTimeout)), .timedOut),
                "the job has not ended in the time of the wait; it goes on (last look: no answer came in time)"
            ),
        ] as [(Waiting.Status, String?)])
    func `what is no success says why`(status: Waiting.Status, text: String?) {
        #expect(WaitText.complaint(about: Self.watch, status) == text.map { Self.place + " " + $0 })
    }

    @Test func `many jobs are counted by their states, in the order of their first appearance`() {
        let statuses = [
            Self.status(.queued), Self.status(.running), Self.status(.queued),
            Self.status(.queued, .succeeded),
        ]
        #expect(WaitText.summary(of: statuses) == "4 jobs: 2 queued, 1 running, 1 completed")
    }
}
