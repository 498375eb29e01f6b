import Adapters
import Domain
import Simulator
import Testing

/// Reads what was written, without files: the deployments are those of a scenario at hand.
enum ScenarioRoundTrip {
    static func read(
        _ text: String, like scenario: Scenario
    ) throws(DiagnosticList) -> (scenario: Scenario, warnings: [Diagnostic]) {
        let (document, findings) = YAMLReader.examine(text: text, file: "written.yml", environment: .refuse)
        return try ScenarioDecoder.decode(
            document, file: "written.yml",
            deployments: { file in
                if let found = scenario.deployments.first(where: { $0.file == file }) {
                    return .success(found.deployment)
                }
                let missing = Diagnostic(file: file, position: .start, message: "there is no such file")
                return .failure(DiagnosticList([missing]))
            }, findings: findings)
    }
}

@Suite struct `Written scenarios` {
    @Test func `whatever is written reads back as it was`() throws {
        let start = UInt64.random(in: 0...(.max))
        print("seeds from \(start)")
        for seed in (0..<300).map({ start &+ $0 }) {
            var generator = ScenarioGenerator(seed: seed)
            let scenario = generator.scenario()
            let text = ScenarioWriter.text(scenario)
            do {
                let read = try ScenarioRoundTrip.read(text, like: scenario).scenario
                #expect(read == scenario, "seed \(seed)\n\(text)")
            } catch {
                Issue.record("seed \(seed): \(error.diagnostics)\n\(text)")
            }
        }
    }

    @Test func `a plan takes the place of steps and faults, and lasts as long when it is made smaller`() throws {
        let start = UInt64.random(in: 0...(.max))
        print("seeds from \(start)")
        for seed in (0..<100).map({ start &+ $0 }) {
            var generator = ScenarioGenerator(seed: seed)
            let scenario = generator.scenario()
            let whole = Plan(scenario, seed: seed)
            let plan = whole.keeping(Set(whole.entries.map(\.number).filter { $0 % 3 != 0 }))
            let text = ScenarioWriter.text(scenario, plan: plan, comment: "seed \(seed)")
            #expect(text.hasPrefix("# seed \(seed)\n"))
            #expect(!text.contains("faults:") && !text.contains("storm:"))
            do {
                let read = try ScenarioRoundTrip.read(text, like: scenario).scenario
                #expect(read == scenario.following(plan), "seed \(seed)\n\(text)")
                let again = Plan(read, seed: seed &+ 1)
                #expect(again.length == whole.length, "seed \(seed)\n\(text)")
                #expect(again.entries.map(\.action) == plan.entries.map(\.action), "seed \(seed)\n\(text)")
            } catch {
                Issue.record("seed \(seed): \(error.diagnostics)\n\(text)")
            }
        }
    }

    @Test(arguments: [
        ("0s", Duration.zero), ("500ms", .milliseconds(500)), ("1h30m", .seconds(5400)), ("1d", .seconds(86_400)),
        ("2m1us", .microseconds(120_000_001)),
    ])
    func `a duration is read`(text: String, duration: Duration) throws {
        #expect(try ScenarioDuration.parse(text) == duration)
        #expect(try ScenarioDuration.parse(ScenarioDuration.text(duration)) == duration)
    }

    @Test(arguments: [
        ("", ScenarioDuration.Mistake.empty), ("5", .noUnit), ("s", .noNumber), ("-5s", .noNumber),
        ("5x", .unknownUnit("x")),
        ("5s5s", .order), ("1ms1s", .order), ("1.5h", .fraction), (".5h", .fraction), ("36501d", .tooLong),
        ("9999999999999999s", .tooLong), ("99999999999999d", .tooLong), ("5 s", .unknownUnit(" s")),
    ])
    func `what is no duration is refused with its reason`(text: String, mistake: ScenarioDuration.Mistake) {
        #expect(throws: mistake) { try ScenarioDuration.parse(text) }
    }

    @Test func `a very long text is judged in time that grows with it alone`() {
        let text = String(repeating: "1h", count: 500_000)
        #expect(throws: ScenarioDuration.Mistake.order) { try ScenarioDuration.parse(text) }
        let digits = String(repeating: "9", count: 1_000_000) + "s"
        #expect(throws: ScenarioDuration.Mistake.tooLong) { try ScenarioDuration.parse(digits) }
    }
}
