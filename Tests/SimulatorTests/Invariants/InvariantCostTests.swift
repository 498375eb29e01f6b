import Domain
import Foundation
import Simulator
import Testing

/// What an invariant does for an event must not grow with the run: a story that is eight times as long takes eight times
/// as long to judge, and not sixty-four.
@Suite("The cost of invariants", .serialized) struct InvariantCostTests {
    private struct Cost {
        var events = 0
        /// Processor time of this thread, in nanoseconds.
        var time: UInt64 = 0

        var each: Double { Double(time) / Double(max(events, 1)) }

        mutating func measure<Value>(_ work: () -> Value) -> Value {
            let before = Self.now
            defer {
                time += Self.now - before
                events += 1
            }
            return work()
        }

        private static var now: UInt64 {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        }
    }

    /// Tells an invariant of `count` deployments of ten projects, one after the other.
    private static func cost(of kind: any Invariant.Type, jobs count: Int) throws -> (events: Cost, end: Cost) {
        var invariant = kind.init(InvariantTests.scenario { $0.settings.historyLimit = 100_000 })
        var table = JobTable(limits: .init(history: 100_000))
        var cost = Cost()
        var time = Duration.zero
        func tell(_ beat: ToldStory.Beat) {
            guard case .tell(let event) = beat else { return }
            time += .milliseconds(100)
            let sight = FakeSight(now: time, tables: ["alpha": table])
            _ = cost.measure { invariant.judge(event, at: time, sight) }
        }
        for number in 1...count {
            let project = ProjectName("shop\(number % 10)")!
            let ticket = RunTicket(job: JobID(number), attempt: 1, project: project)
            tell(
                .message(
                    number, .sent(method: "POST", target: "/v1/chain/alpha/project/up/\(project)"), from: "ann",
                    to: "main"))
            let job = try table.submit(
                JobRequest(project: project, work: Remains.up), at: VirtualClock.defaultStart)
            tell(.stored(number, .up, project))
            tell(.acknowledges(number))
            tell(.message(number, .answered(status: 200), from: "ann", to: "main"))
            try table.begin(job, attempt: 1, record: nil, at: VirtualClock.defaultStart)
            tell(.begins(number, .up, project))
            tell(.host(.runStarted(ticket, steps: [.up, .describe])))
            if number <= 10 { tell(.host(.jailCreated("jail of \(project)", project: project.text))) }
            tell(.host(.runEnded(ticket)))
            try table.finish(job, as: .completed, record: nil, reason: nil, at: VirtualClock.defaultStart)
            tell(.ends(number, .up, project))
            tell(.host(.runDiscarded(ticket)))
            tell(.lists("projects", (0..<10).map { "shop\($0)" }))
            tell(.log("job ended"))
        }
        let server = Remains.server(jobs: table)
        var end = Cost()
        _ = end.measure { invariant.judge(WorldEnd(time: time, servers: [server])) }
        end.events = count
        return (cost, end)
    }

    @Test(arguments: Invariants.all.indices)
    func `an event costs the same however long the run is`(index: Int) throws {
        let kind = Invariants.all[index]
        // The first is slower for what has to be loaded.
        _ = try Self.cost(of: kind, jobs: 10)
        let short = try (0..<3).map { _ in try Self.cost(of: kind, jobs: 60) }
        let long = try Self.cost(of: kind, jobs: 480)
        // What takes less than this is lost in the clock's own time.
        let floor = 500.0
        let usual = max(short.map(\.events.each).min() ?? 0, floor)
        #expect(
            long.events.each < usual * 4, "\(kind): \(long.events.each) ns for an event, \(usual) ns in a short run")
        let usualEnd = max(short.map(\.end.each).min() ?? 0, floor)
        #expect(long.end.each < usualEnd * 4, "\(kind): \(long.end.each) ns for a job, \(usualEnd) ns in a short run")
    }
}
