import Domain
import Foundation
import Simulator
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Report of a sweep")
struct SweepReportTests {
    private static let results: [RunResult] = [
        SmallStory.result(.passed, seed: 1, reached: [1]), SmallStory.result(.passed, seed: 2),
        SmallStory.result(seed: 17), SmallStory.result(.unrecoverable(["job 1 never ended"]), seed: 18),
        SmallStory.result(.broken("deadlock"), seed: .max),
    ]

    private static func report(_ results: [RunResult] = results) -> SweepReport {
        var report = SweepReport(speed: .init(eventsPerSecond: 1_234_567.8, simulatedPerRealSecond: 999.6))
        for result in results { report.add(result, file: SmallStory.file) }
        return report
    }

    @Test func `the summary counts, names the failures and how to replay them`() {
        #expect(
            Self.report().text == """
                scenario                      seeds  passed  failed  unrecoverable  broken
                A leaf dies while it deploys      5       2       1              1       1

                A leaf dies while it deploys, seed 17:
                    S1 on leaf: job 1 was acknowledged and the store does not have it (AcknowledgedJobsSurvive)
                    overlord-sim replay scenarios/leaf.yml --seed 17
                A leaf dies while it deploys, seed 18446744073709551615:
                    is worth nothing: deadlock
                    overlord-sim replay scenarios/leaf.yml --seed 18446744073709551615

                Was to happen in at least one seed, and did in none:
                    A leaf dies while it deploys: 1 to 2 jails run on leaf

                0 pairs of state and event seen, 1 234 568 events/s, 1 000 times as fast as real time

                """)
        #expect(Self.report().isFailure)
        #expect(Self.report().isIncomplete)
    }

    @Test func `a sweep in which all is well is no failure`() {
        let report = Self.report([SmallStory.result(.passed, reached: [1, 2])])
        #expect(!report.isFailure)
        #expect(!report.isIncomplete)
        #expect(!report.text.contains("seed 17"))
    }

    @Test func `a sweep of nothing can be reported`() {
        let report = SweepReport()
        #expect(!report.isFailure)
        #expect(report.json["totals"]?["runs"] == 0)
        #expect(report.json["speed"] == .some(.null))
        #expect(report.text.hasPrefix("scenario"))
    }

    @Test(arguments: 1...10)
    func `the order in which runs end does not show`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let mixed = Self.report(Self.results.shuffled(using: &generator))
        #expect(mixed.text == Self.report().text, "seed \(seed)")
        #expect(mixed.junit(isWhole: true) == Self.report().junit(isWhole: true), "seed \(seed)")
        #expect(mixed.json == Self.report().json, "seed \(seed)")
    }

    @Test func `the list of failures has an end`() {
        let text = Self.report((1...50).map { SmallStory.result(seed: $0) }).text
        #expect(text.contains("seed 20:"))
        #expect(!text.contains("seed 21:"))
        #expect(text.contains("… and 30 more runs that failed"))
    }

    @Test func `JSON keeps seeds whole`() throws {
        let json = Self.report().json
        let scenario = try #require(json["scenarios"]?.array?.first)
        let results = try #require(scenario["results"]?.array)
        #expect(json["schema"] == 1)
        #expect(json["totals"] == ["runs": 5, "passed": 2, "failed": 1, "unrecoverable": 1, "broken": 1])
        #expect(scenario["never_reached"] == ["1 to 2 jails run on leaf"])
        #expect(results.map { $0["seed"]?.string } == ["1", "2", "17", "18", "18446744073709551615"])
        #expect(
            results[2] == [
                "seed": "17", "outcome": "failed",
                "violations": [
                    [
                        "promise": "S1", "invariant": "AcknowledgedJobsSurvive", "node": "leaf",
                        "text": .string(SmallStory.violation.text),
                    ]
                ], "remarks": [], "steps": 900, "events": 29, "virtual_microseconds": 280_000_000,
                "trace_hash": "00000000000000a1", "schedule_hash": "00000000000000b2",
                "replay": "overlord-sim replay scenarios/leaf.yml --seed 17",
            ])
        #expect(results[3]["remarks"] == ["job 1 never ended"])
    }

    @Test func `JUnit counts failures, errors and skipped cases`() throws {
        let junit = try Document(Self.report().junit(isWhole: false))
        #expect(
            junit.names == ["testsuites", "testsuite"] + [
                "testcase", "testcase", "testcase", "failure", "testcase",
                "skipped", "testcase", "error",
            ])
        #expect(junit.attributes[1]["tests"] == "5")
        #expect(junit.attributes[1]["failures"] == "1")
        #expect(junit.attributes[1]["errors"] == "1")
        #expect(junit.attributes[1]["skipped"] == "1")
        #expect(junit.attributes[5]["type"] == "S1")
        #expect(junit.text.contains("overlord-sim replay scenarios/leaf.yml --seed 17"))
    }

    @Test(arguments: 1...30)
    func `JUnit stays well-formed whatever a run says`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let hostile = HostileText.draw(&generator) + HostileText.samples[Int(seed) % HostileText.samples.count]
        var scenario = SmallStory.scenario
        scenario.name = hostile
        let violation = Violation(promise: .s11, invariant: hostile, node: hostile, text: hostile)
        let report = Self.report([
            SmallStory.result(.failed([violation]), scenario: scenario),
            SmallStory.result(.broken(hostile), seed: 18, scenario: scenario),
            SmallStory.result(.unrecoverable([hostile]), seed: 19, scenario: scenario),
        ])
        let junit = try Document(report.junit(isWhole: true))
        let allowed = String(
            String.UnicodeScalarView(
                hostile.unicodeScalars.filter {
                    ($0.value >= 0x20 || "\t\n\r".unicodeScalars.contains($0)) && $0.value != 0xFFFE
                        && $0.value != 0xFFFF
                }))
        let name = try #require(junit.attributes[1]["name"])
        #expect(Array(name.utf8) == Array(allowed.utf8), "seed \(seed)")
    }

    /// An XML text as its parser tells it.
    private final class Document: NSObject, XMLParserDelegate {
        struct Malformed: Error { let text: String }
        var names: [String] = []
        var attributes: [[String: String]] = []
        var text = ""

        init(_ xml: String) throws {
            super.init()
            let parser = XMLParser(data: Data(xml.utf8))
            parser.delegate = self
            guard parser.parse() else { throw Malformed(text: "\(String(describing: parser.parserError)): \(xml)") }
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            names.append(name)
            self.attributes.append(attributes)
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }
}
