import Domain
import Foundation
import Testing

@testable import Adapters

extension RealNodeTests {
    @Suite("A server that is restarted")
    struct DaemonRestartTests {
        @Test(arguments: [SIGTERM, SIGKILL])
        func `a deployment goes on without the server and is found again`(signal: Int32) async throws {
            try await RealNode.with(behaviour: #"{"projects": {"web": {"up_seconds": 5}}}"#) { node in
                let job = try await node.up("web")
                try await node.building("web")
                let status = await node.end(signal)
                #expect(status == (signal == SIGTERM ? 0 : 128 + SIGKILL))
                // It did not wait for Director.
                let atEnd = node.directorCalls("web")
                #expect(atEnd.count == 1 && atEnd[0].end == nil)

                try await node.start()
                #expect(try await node.info("web")?["up"]?["operation"] == "RUNNING")
                #expect(node.log.contains("job adopted"))
                let record = try await node.record(of: job, "web")
                #expect(record["operation"] == "COMPLETED")
                #expect(record["job_id"]?.integer == job)
                #expect(node.directorCalls("web").map { $0.arguments[0] } == ["up", "describe"])
            }
        }

        @Test func `what ended while no server was there is told by the next`() async throws {
            try await RealNode.with(behaviour: #"{"projects": {"web": {"up_seconds": 1}}}"#) { node in
                let job = try await node.up("web")
                try await node.building("web")
                await node.end(SIGKILL)
                try await RealNode.wait { node.directorCalls("web").last?.arguments[0] == "describe" }
                try await RealNode.wait { node.directorCalls("web").last?.end != nil }
                try await node.start()
                #expect(try await node.record(of: job, "web")["operation"] == "COMPLETED")
                #expect(node.directorCalls("web").count == 2)
            }
        }

        @Test func `jobs that waited begin after a restart, in order`() async throws {
            let behaviour = #"{"projects": {"slow": {"up_seconds": 2}}}"#
            try await RealNode.with(.init(parallelJobs: 1), behaviour: behaviour) { node in
                let slow = try await node.up("slow")
                try await node.building("slow")
                let waiting = [try await node.up("one"), try await node.up("two"), try await node.up("three")]
                await node.end(SIGKILL)
                try await node.start()
                for job in [slow] + waiting { #expect(try await node.end(of: job) == .completed) }
                let runs = node.calls().compactMap(\.run)
                #expect(runs == ([slow] + waiting).map { "\($0)-1" })
            }
        }

        @Test func `a cancel that the server did not live to see done is done by the next`() async throws {
            // Director ignores the signal for the whole grace time, in which the server dies.
            let behaviour = #"{"projects": {"web": {"up": "hang-stubborn"}}}"#
            try await RealNode.with(.init(stopGrace: 3), behaviour: behaviour) { node in
                let job = try await node.up("web")
                try await node.building("web")
                let cancel = try await node.submit("cancel", "web")
                await node.end(SIGKILL)
                try await node.start()
                #expect(try await node.end(of: cancel) == .completed)
                #expect(try await node.end(of: job) == .cancelled)
                #expect(try await node.record(of: job, "web")["operation"] == "INCOMPLETED")
            }
        }

        @Test func `a question cut short by the end of the server is no refusal`() async throws {
            let behaviour = #"{"commands": {"appjail-director describe *": {"hang": true}}}"#
            try await RealNode.with { node in
                let up = try await node.up("web")
                #expect(try await node.record(of: up, "web")["operation"] == "COMPLETED")
                try node.behave(behaviour)
                let down = try await node.submit("down", "web")
                try await RealNode.wait {
                    node.directorCalls("web").filter { $0.arguments[0] == "describe" }.count == 2
                }
                #expect(await node.end(SIGTERM) == 0)
                try node.behave("{}")
                try await node.start()
                #expect(try await node.end(of: down) == .completed)
                #expect(try await node.record("down", of: down, "web")["operation"] == "COMPLETED")
            }
        }

        @Test func `a second server on the same state refuses to start`() async throws {
            try await RealNode.with { node in
                let (status, complaint) = try await node.startAnother()
                #expect(status == 74)
                #expect(complaint.contains("the state in \(node.folder)/state is used by another process"))
                #expect(try await node.call("GET", "/v1/ping").status == 200)
                // The lock goes with the process, however it ends.
                await node.end(SIGKILL)
                try await node.start()
                #expect(try await node.call("GET", "/v1/ping").status == 200)
            }
        }

        @Test func `nothing secret is left once a job has ended`() async throws {
            try await RealNode.with { node in
                let secret = "correct-horse-battery"
                let job = try await node.submit(
                    "up", "web",
                    [
                        "director_file": .string(RealNode.directorFile(jail: "web")),
                        "environment": ["PASSWORD": .string(secret)],
                    ])
                #expect(try await node.record(of: job, "web")["operation"] == "COMPLETED")
                try await RealNode.wait {
                    try FileManager.default.contentsOfDirectory(atPath: node.folder + "/state/runs") == ["locks"]
                }
                #expect(await node.end(SIGTERM) == 0)
                let state = try #require(FileManager.default.contents(atPath: node.folder + "/state/state.db"))
                #expect(state.range(of: Data(secret.utf8)) == nil)
                #expect(!node.log.contains(secret))
                #expect(!node.calls().contains { $0.arguments.joined().contains(secret) })
            }
        }
    }
}
