import Domain
import Simulator
import Testing

@Suite("Fence", .offPool)
struct FenceTests {
    private static func describe(_ ending: Fence.Ending<Int>) -> String {
        switch ending {
        case .returned(let value): "returned \(value)"
        case .failed: "failed"
        case .crashed: "crashed"
        }
    }

    @Test func `a process that ends by itself returns its value`() throws {
        let ending = try Simulation.run(seed: 1) { simulation in
            let fence = Fence(node: "alpha", incarnation: 1)
            return Self.describe(
                await fence.run {
                    try await simulation.executor.sleep(until: .seconds(3))
                    return 7
                })
        }.value()
        #expect(ending == "returned 7")
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a fall cancels all that the process started, and waits until it has unwound`(seed: UInt64) throws {
        let report = Simulation.run(seed: seed) { simulation in
            let fence = Fence(node: "alpha", incarnation: 1)
            return try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    let ending = await fence.run {
                        try await withThrowingTaskGroup(of: Int.self) { children in
                            for child in 0..<5 {
                                children.addTask {
                                    defer { simulation.note("child", "\(child) ended") }
                                    try await simulation.executor.sleep(until: .seconds(100 + child))
                                    return child
                                }
                            }
                            return try await children.reduce(0, +)
                        }
                    }
                    simulation.note("process", "over")
                    return Self.describe(ending)
                }
                group.addTask {
                    try await simulation.executor.sleep(until: .seconds(2))
                    fence.fall()
                    return nil
                }
                var ending = ""
                for try await part in group { ending += part ?? "" }
                return ending
            }
        }
        #expect(try report.value() == "crashed")
        #expect(report.virtualTime == .seconds(2))
        #expect(report.lines.count == 6)
        #expect(report.lines.last?.text == "over")
    }

    @Test func `a process behind a fallen fence does not start`() throws {
        let ending = try Simulation.run(seed: 1) { _ in
            let fence = Fence(node: "alpha", incarnation: 1)
            fence.fall()
            return Self.describe(await fence.run { 1 })
        }.value()
        #expect(ending == "crashed")
    }

    @Test func `a signal that was raised before the wait is not missed`() throws {
        let report = Simulation.run(seed: 1) { _ in
            let signal = Signal()
            let seen = signal.generation
            signal.raise()
            try await signal.wait(after: seen)
        }
        #expect(report.ending == .finished)
    }

    @Test func `a signal wakes all who wait`() throws {
        let woken = try Simulation.run(seed: 1) { simulation in
            let signal = Signal()
            return try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await signal.wait(after: 0)
                        return 1
                    }
                }
                try await simulation.executor.sleep(until: .seconds(1))
                signal.raise()
                return try await group.reduce(0, +)
            }
        }.value()
        #expect(woken == 10)
    }
}
