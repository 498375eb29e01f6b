import Adapters
import Domain
import Testing

@Suite("Files of a run")
struct RunFilesTests {
    private func instructions(
        steps: [DirectorStep] = [.up, .describe], file: String? = "services: {}\n",
        environment: [(String, String)] = [], limit: Duration? = .seconds(10800)
    ) throws -> RunInstructions {
        RunInstructions(
            order: try runOrder(
                steps, job: 41, attempt: 3, project: "web.1-a_b", file: file, environment: environment, limit: limit),
            grace: .milliseconds(1500), describeLimit: .seconds(60), outputLimit: 1000)
    }

    @Test(arguments: ["", "plain", "a\nb\tc\u{0}\u{1F}\u{7F}", "\"\\/", "é \u{1F600} \u{2028}", "\r\n"])
    func `an order is read back as it was written`(text: String) throws {
        for written in [
            try instructions(file: text, environment: [("A", text), ("A", "again"), (text, "")]),
            try instructions(steps: DirectorStep.allCases, file: nil, limit: nil),
            try instructions(steps: [], limit: .milliseconds(1)),
        ] {
            #expect(try RunFiles.instructions(RunFiles.bytes(written)) == written)
        }
    }

    @Test(arguments: [
        StepResult.Exit.status(0), .status(70), .signal(9), .timedOut, .stopped, .notStarted("no \"Director\""),
    ])
    func `an outcome is read back as it was written`(exit: StepResult.Exit) throws {
        let written = RunOutcome(
            results: DirectorStep.allCases.map { step in
                StepResult(step: step, exit: exit, output: "{\"a\": \"é\"}\n", errorOutput: "\u{1B}[0m\u{FFFD}\n")
            })
        #expect(try RunFiles.outcome(RunFiles.bytes(written)) == written)
    }

    @Test func `members that a later release adds are ignored`() throws {
        let text =
            #"{"new": 1, "results": [{"step": "up", "exit": {"status": 0}, "output": "", "error_output": "", "x": []}]}"#
        #expect(try RunFiles.outcome(Array(text.utf8)).results.count == 1)
    }

    @Test func `an order that is cut anywhere is corrupt and its text is not repeated`() throws {
        let whole = RunFiles.bytes(try instructions(environment: [("TOKEN", "geheim")]))
        for length in 0..<whole.count {
            #expect {
                try RunFiles.instructions(Array(whole[..<length]))
            } throws: { error in
                guard case StorageFailure.corrupt(let text)? = error as? StorageFailure else { return false }
                return !text.contains("geheim")
            }
        }
    }

    @Test(arguments: [
        "[]", "{}", #"{"results": 1}"#, #"{"results": [{}]}"#,
        #"{"results": [{"step": "sideways", "exit": "stopped", "output": "", "error_output": ""}]}"#,
        #"{"results": [{"step": "up", "exit": "slept", "output": "", "error_output": ""}]}"#,
        #"{"results": [{"step": "up", "exit": {"status": "0"}, "output": "", "error_output": ""}]}"#,
    ])
    func `an outcome of another shape is corrupt`(text: String) throws {
        #expect {
            try RunFiles.outcome(Array(text.utf8))
        } throws: { error in
            if case StorageFailure.corrupt? = error as? StorageFailure { true } else { false }
        }
    }
}
