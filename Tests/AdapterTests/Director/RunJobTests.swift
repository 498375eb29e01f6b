import Adapters
import Domain
import Foundation
import TestSupport
import Testing

extension ProgramTests {
    @Suite("Runner process")
    struct RunJobTests {
        /// Plays the daemon: prepares a folder and a lock and waits for the runner.
        ///
        /// - Parameters:
        ///   - holder: What the lock file says.
        ///   - order: The content of `order.json`; `nil` for none.
        /// - Returns: The exit status.
        private func runJob(
            on node: FakeNode, holder: String, order: [UInt8]?, isStopped: Bool = false, isLocked: Bool = true
        ) throws -> Int32 {
            try node.folder.write("runs/locks/web.lock", holder)
            try node.folder.write("runs/1-1/here", "")
            if let order { try Data(order).write(to: URL(fileURLWithPath: "\(node.runs)/1-1/order.json")) }
            if isStopped { try node.folder.write("runs/1-1/stop", "") }
            let lock = try FileHandle(forUpdating: URL(fileURLWithPath: "\(node.runs)/locks/web.lock"))
            let other = try FileHandle(forUpdating: URL(fileURLWithPath: "\(node.runs)/locks/web.lock"))
            #expect(flock((isLocked ? lock : other).fileDescriptor, LOCK_EX | LOCK_NB) == 0)
            return try ChildProgram(
                FakeNode.tool, ["run-job", "\(node.runs)/1-1"], environment: node.environment, input: lock,
                errors: .standardError
            ).waitUntilExit()
        }

        private func order(_ steps: [DirectorStep]) throws -> [UInt8] {
            RunFiles.bytes(
                RunInstructions(
                    order: try runOrder(steps, file: directorFile("web")), grace: .seconds(3),
                    describeLimit: .seconds(9),
                    outputLimit: 1000))
        }

        private func outcome(_ node: FakeNode) throws -> RunOutcome? {
            try node.folder.read("runs/1-1/outcome.json").map { try RunFiles.outcome(Array($0.utf8)) }
        }

        @Test func `with the lock of its attempt it does its work`() async throws {
            try await FakeNode.with { node in
                let status = try runJob(on: node, holder: "1 1 0 web\n", order: order([.up, .describe]))
                #expect(status == Exit.ok)
                #expect(try outcome(node)?.description?.isHealthy == true)
            }
        }

        @Test(arguments: ["", "1 2 0 web\n", "2 1 0 web\n", "1 1 0 db\n", "1 1 0\n", "garbage"])
        func `with the lock of somebody else it does nothing`(holder: String) async throws {
            try await FakeNode.with { node in
                let status = try runJob(on: node, holder: holder, order: order([.up]))
                #expect(status == Exit.usage)
                #expect(try outcome(node) == nil)
                #expect(try node.calls(of: "appjail-director").isEmpty)
            }
        }

        @Test func `with a lock that another process holds it does nothing`() async throws {
            try await FakeNode.with { node in
                let status = try runJob(on: node, holder: "1 1 0 web\n", order: order([.up]), isLocked: false)
                #expect(status == Exit.usage)
                #expect(try node.calls(of: "appjail-director").isEmpty)
            }
        }

        @Test func `without an order or with one that is cut it does nothing and says which`() async throws {
            try await FakeNode.with { node in
                #expect(try runJob(on: node, holder: "1 1 0 web\n", order: nil) == Exit.noInput)
                let cut = Array(try order([.up]).dropLast())
                #expect(try runJob(on: node, holder: "1 1 0 web\n", order: cut) == Exit.dataError)
                #expect(try outcome(node) == nil)
                #expect(try node.calls(of: "appjail-director").isEmpty)
            }
        }

        @Test func `a stop that was asked for before it could be told is not lost`() async throws {
            try await FakeNode.with { node in
                let status = try runJob(
                    on: node, holder: "1 1 0 web\n", order: order([.up, .stop, .describe]), isStopped: true)
                #expect(status == Exit.ok)
                let results = try outcome(node)?.results
                #expect(results?.map(\.step) == [.up, .describe])
                #expect(results?.map(\.exit) == [.stopped, .status(66)])
                #expect(try node.calls(of: "appjail-director").map { $0[0] } == ["describe"])
            }
        }
    }
}
