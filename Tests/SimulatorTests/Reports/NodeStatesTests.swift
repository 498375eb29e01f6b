import Domain
import Simulator
import Testing

@Suite("State of the servers at a time")
struct NodeStatesTests {
    @Test func `while the leaf is dead its job is open and its jail lives on`() {
        #expect(
            NodeStates(SmallStory.result(), at: .milliseconds(35_000)).text == """
                At 0m 35.000s:
                root: up, process 1
                  twig: up, process 1
                    leaf: down since 0m 20.000s
                        under way: kill on leaf
                        job 1 (up shop): running, attempt 1, since 0m 06.000s
                        run 1.1 of shop is alive
                        jails: web of shop
                        last said at 0m 12.000s: info: job begins job=1
                  side: up, process 1
                      under way: cut above side

                """)
    }

    @Test func `a server before its first start is not taken for dead`() {
        let text = NodeStates(SmallStory.result(), at: .milliseconds(1_000)).text
        #expect(text.contains("side: no line tells whether it is up"))
    }

    @Test func `a paused server says since when`() {
        #expect(
            NodeStates(SmallStory.result(), at: .seconds(90)).text.contains("twig: paused since 1m 30.000s"))
    }

    @Test func `jobs that ended are counted by their ends`() {
        let lines = [
            SmallStory.line(1, SmallStory.change(from: nil, to: .queued)),
            SmallStory.line(2, SmallStory.change(from: .queued, to: .ended(.cancelled))),
            SmallStory.line(
                3, .host(node: "leaf", .runLost(RunTicket(job: JobID(1), attempt: 1, project: SmallStory.project)))),
            SmallStory.line(3, .host(node: "leaf", .jailRemoved("web"))),
        ]
        let text = NodeStates(
            SmallStory.result(lines: SmallStory.lines.prefix(18) + lines, events: 99), at: .seconds(15)
        ).text
        #expect(text.contains("ended jobs: 1 cancelled"))
        #expect(!text.contains("jails:"))
        #expect(!text.contains("is alive"))
        #expect(text.contains("Lines from before 0m 00.000s were not kept."))
    }
}
