import Testing

@testable import Domain

@Suite("Job verdicts")
struct JobVerdictTests {
    private static let web = ProjectName("web")!
    private static let good = #"{"errlevel": 0, "message": null, "failed": []}"#

    private static func described(_ state: String = "DONE", status: Int = 0) -> StepResult {
        StepResult(
            step: .describe, exit: .status(0),
            output: """
                {"name": "web", "state": "\(state)", "last_log": "/root/.director/logs/2026-11-22_14h38m32s",
                 "locked": false, "services": [{"name": "nginx", "status": \(status), "jail": "web1"}]}
                """, errorOutput: "")
    }

    private static let absent = StepResult(
        step: .describe, exit: .status(66), output: "", errorOutput: "web: Project not found.\n")

    private static func up(
        _ exit: StepResult.Exit, _ output: String, errors: String = "", then describe: StepResult = described()
    ) -> JobVerdict {
        .ofUp(
            RunOutcome(results: [
                StepResult(step: .up, exit: exit, output: output, errorOutput: errors), describe,
            ]), job: JobID(7), project: web)
    }

    private static func end(_ verdict: JobVerdict) -> (end: JobEnd?, record: JSONObject) {
        guard case .final(let end, let record, _, _) = verdict else { return (nil, JSONObject()) }
        return (end, record)
    }

    @Test func `exit status 0, a clean report and services that run are a completed up`() {
        let verdict = Self.end(Self.up(.status(0), Self.good))
        #expect(verdict.end == .completed)
        #expect(
            JSONWriter.text(of: .object(verdict.record))
                == #"{"operation":"COMPLETED","output":{"rc":0,"stdout":{"errlevel":0,"message":null,"failed":[]},"#
                + #""stderr":""},"last_update":0,"job_id":7,"restarted":false,"labels":{"error":false,"message":null}}"#
        )
    }

    /// Each row is a run that 0.25 calls completed, leaves running for ever, or tells as it is.
    @Test(
        arguments: [
            (
                "a step fails", JobEnd.incompleted, "INCOMPLETED",
                up(
                    .status(65), #"{"errlevel":65,"message":null,"failed":[{"type":"makejail","service":"db"}]}"#,
                    then: described("FAILED", status: 66))
            ),
            (
                "a step takes too long and Director exits with 0", .incompleted, "INCOMPLETED",
                up(
                    .status(0), #"{"errlevel":null,"message":null,"failed":[{"type":"start","service":"db"}]}"#,
                    then: described("FAILED"))
            ),
            (
                "the file is refused and the project never existed", .incompleted, "INCOMPLETED",
                up(.status(70), #"{"errlevel":70,"message":null,"failed":[]}"#, then: absent)
            ),
            (
                "the file is refused and the project stands as before", .incompleted, "INCOMPLETED",
                up(.status(70), #"{"errlevel":70,"message":null,"failed":[]}"#)
            ),
            (
                "an early cancel that exits with 0", .incompleted, "INCOMPLETED",
                up(.status(0), good, then: described("FAILED"))
            ),
            ("a service left again", .incompleted, "INCOMPLETED", up(.status(0), good, then: described(status: 66))),
            (
                "failed steps are reported beside level 0", .incompleted, "INCOMPLETED",
                up(.status(0), #"{"errlevel":0,"message":null,"failed":[{"type":"stop","service":"db"}]}"#)
            ),
            (
                "the description cannot be read", .incompleted, "INCOMPLETED",
                up(.status(0), good, then: StepResult(step: .describe, exit: .status(70), output: "", errorOutput: ""))
            ),
            (
                "the description is of another project", .incompleted, "INCOMPLETED",
                up(
                    .status(0), good,
                    then: StepResult(
                        step: .describe, exit: .status(0),
                        output: described().output.replacing("\"web\"", with: "\"other\""), errorOutput: ""))
            ),
            (
                "the description is cut", .incompleted, "INCOMPLETED",
                up(
                    .status(0), good,
                    then: StepResult(step: .describe, exit: .status(0), output: #"{"name": "w"#, errorOutput: ""))
            ),
            ("garbage is printed", .failed, "FAILED", up(.status(70), "Segmentation fault")),
            ("nothing is printed", .failed, "FAILED", up(.status(0), "")),
            ("a JSON text that is no report", .failed, "FAILED", up(.status(0), "[]")),
            ("Director is killed", .failed, "FAILED", up(.signal(9), "")),
            ("the execution time is over", .failed, "FAILED", up(.timedOut, "")),
            ("Director is not installed", .failed, "FAILED", up(.notStarted("appjail-director is not installed"), "")),
            (
                "a client cancels", .cancelled, "INCOMPLETED",
                up(.stopped, #"{"errlevel":70,"message":null,"failed":[]}"#, then: described("FAILED"))
            ),
            (
                "a client cancels and Director had to be killed", .cancelled, "INCOMPLETED",
                up(.stopped, "", then: described("UNFINISHED"))
            ),
        ] as [(String, JobEnd, String, JobVerdict)])
    func `an up is not completed when`(what: String, end: JobEnd, operation: String, verdict: JobVerdict) {
        let seen = Self.end(verdict)
        #expect(seen.end == end, "\(what)")
        #expect(seen.record["operation"] == .string(operation), "\(what)")
        #expect(seen.record["job_id"] == .integer(7))
    }

    @Test func `a cancelled up keeps the status that Director ended with`() {
        let record = Self.end(
            Self.up(
                .stopped, #"{"errlevel": 70, "message": null, "failed": []}"#, then: Self.described("FAILED"))
        ).record
        #expect(record["output"]?["rc"] == .integer(70))
        #expect(record["labels"]?["message"] == "Project 'web' has an unexpected state 'FAILED'")
    }

    @Test func `a lock is told apart from a failure`() {
        let errors = "Exception:\n type: ProjectLocked\n error: web: Project locked.\n file: /x\n"
        #expect(
            Self.up(.status(70), #"{"errlevel":70,"message":null,"failed":[]}"#, errors: errors) == .locked)
    }

    @Test func `a restart says so only when there was something to stop`() {
        let stop = { (status: Int) in StepResult(step: .stop, exit: .status(status), output: "", errorOutput: "") }
        let rest = [StepResult(step: .up, exit: .status(0), output: Self.good, errorOutput: ""), Self.described()]
        let restarted = { (status: Int) in
            Self.end(.ofUp(RunOutcome(results: [stop(status)] + rest), job: JobID(1), project: Self.web))
                .record["restarted"]
        }
        #expect(restarted(0) == true)
        #expect(restarted(66) == false)
    }

    @Test(
        arguments: [
            (StepResult.Exit.status(0), good, absent, JobEnd.completed),
            (.status(66), #"{"errlevel":66,"message":"web: Project not found.","failed":[]}"#, absent, .completed),
            (
                .status(0), #"{"errlevel":0,"message":null,"failed":[{"type":"destroy","service":"db"}]}"#, absent,
                .incompleted
            ),
            (.status(0), good, described(), .incompleted),
            (.status(70), #"{"errlevel":70,"message":null,"failed":[]}"#, described("FAILED"), .incompleted),
            (.status(0), "garbage", absent, .failed), (.signal(15), "", described("DESTROYING"), .failed),
            (.timedOut, "", described("DESTROYING"), .failed),
        ] as [(StepResult.Exit, String, StepResult, JobEnd)])
    func `a down is completed only when the project is gone`(
        exit: StepResult.Exit, output: String, describe: StepResult, end: JobEnd
    ) {
        let outcome = RunOutcome(results: [
            StepResult(step: .destroy, exit: exit, output: output, errorOutput: ""), describe,
        ])
        let seen = Self.end(.ofDown(outcome, job: JobID(3), project: Self.web))
        #expect(seen.end == end)
        #expect(seen.record["operation"] == (end == .completed ? "COMPLETED" : "INCOMPLETED"))
    }
}
