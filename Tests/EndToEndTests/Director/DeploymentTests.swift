import Domain
import Foundation
import Testing

@testable import Adapters

extension RealNodeTests {
    @Suite("What a client sees of a deployment")
    struct DeploymentTests {
        /// What the record of an `up` must say.
        private struct Ending {
            let mode: String
            let operation: String
            /// `output.rc`; `nil` for null.
            let status: Int?
            /// `exception.type` of a failed one.
            var exception: String?
            /// `labels.message` of the others.
            var message: String?
        }

        private static let endings = [
            Ending(mode: "ok", operation: "COMPLETED", status: 0),
            Ending(mode: "noisy", operation: "COMPLETED", status: 0),
            Ending(
                mode: "fail", operation: "INCOMPLETED", status: 65,
                message: "Project 'fail' has an unexpected state 'FAILED'"),
            Ending(mode: "garbage", operation: "FAILED", status: 70, exception: "InvalidOutput"),
            Ending(mode: "silent", operation: "FAILED", status: 70, exception: "InvalidOutput"),
            Ending(mode: "crash", operation: "FAILED", status: nil, exception: "ProcessKilled"),
            Ending(mode: "flood", operation: "FAILED", status: 0, exception: "InvalidOutput"),
        ]

        /// Every mode is the name of the project that behaves so.
        private static var behaviour: String {
            let flood = String(repeating: "no report, many times over\\n", count: 80_000)
            return """
                {"projects": {
                  "fail": {"up": "fail", "up_errlevel": 65}, "noisy": {"up": "noisy"}, "garbage": {"up": "garbage"},
                  "silent": {"up": "silent"}, "crash": {"up": "crash"}},
                 "commands": {"appjail-director up *flood": {"stdout": "\(flood)", "stderr": "\(flood)"}}}
                """
        }

        @Test func `every way in which an up can end is told as it is`() async throws {
            try await RealNode.with { node in
                try node.behave(Self.behaviour)
                var jobs: [String: Int] = [:]
                for ending in Self.endings { jobs[ending.mode] = try await node.up(ending.mode) }
                for ending in Self.endings {
                    let job = try #require(jobs[ending.mode])
                    let record = try await node.record(of: job, ending.mode)
                    check(record, ending)
                    // Two calls of Director for each deployment, with the arguments of 0.25.
                    let project = ending.mode
                    #expect(
                        node.directorCalls(project).map(\.arguments) == [
                            ["up", "-j", "-f", node.directorFilePath(of: job), "-p", project],
                            ["describe", "-p", project],
                        ])
                }
                // The flood was cut, and nothing else suffered.
                let flood = try await node.info("flood")?["up"]?["output"]
                for stream in ["stdout", "stderr"] {
                    let size = try #require(flood?[stream]?.string).utf8.count
                    #expect(((1 << 20) - 1000...(1 << 20) + 1000).contains(size), "\(stream): \(size) bytes")
                }
                #expect(try await node.info("noisy")?["up"]?["output"]?["stderr"]?.string?.utf8.count ?? 0 > 200_000)
            }
        }

        private func check(_ record: JSONValue, _ ending: Ending) {
            let mode = Comment(rawValue: ending.mode)
            #expect(record["operation"]?.string == ending.operation, mode)
            #expect(record["output"]?["rc"] == ending.status.map { .integer($0) } ?? .null, mode)
            #expect(record["last_update"]?.number ?? -1 >= 0, mode)
            #expect(record["exception"]?["type"]?.string == ending.exception, mode)
            if ending.exception == nil {
                #expect(record["labels"]?["error"]?.bool == (ending.operation != "COMPLETED"), mode)
                #expect(record["labels"]?["message"] == ending.message.map { .string($0) } ?? .null, mode)
                #expect(record["restarted"] == false, mode)
                #expect(record["output"]?["stdout"]?["errlevel"]?.integer == ending.status, mode)
            } else {
                #expect(record["exception"]?["message"]?.string?.isEmpty == false, mode)
                #expect(record["labels"] == nil, mode)
            }
        }

        @Test func `an up that hangs is ended when its time is over, by force where it must be`() async throws {
            let behaviour = #"{"projects": {"hang": {"up": "hang"}, "stubborn": {"up": "hang-stubborn"}}}"#
            try await RealNode.with(.init(executionTime: 5), behaviour: behaviour) { node in
                let hanging = try await node.up("hang")
                let stubborn = try await node.up("stubborn")
                for (job, project, status) in [(hanging, "hang", 70), (stubborn, "stubborn", nil as Int?)] {
                    let record = try await node.record(of: job, project)
                    #expect(record["operation"] == "FAILED", "\(project)")
                    #expect(record["exception"]?["type"] == "ExecutionTimeout", "\(project)")
                    let call = try #require(node.directorCalls(project).first)
                    // The polite one wrote its end into the journal, the other one could not.
                    #expect(call.status == status, "\(project)")
                    #expect(kill(call.process, 0) == -1, "\(project)")
                }
                #expect(!node.isLocked("hang"))

                // The lock that the killed one left does not stand in the way of the next.
                #expect(node.isLocked("stubborn"))
                try node.behave("{}")
                let next = try await node.up("stubborn")
                #expect(try await node.record(of: next, "stubborn")["operation"] == "COMPLETED")
                #expect(!node.isLocked("stubborn"))
            }
        }

        @Test func `a cancel ends an up that runs, whose record says how`() async throws {
            try await RealNode.with(behaviour: #"{"projects": {"web": {"up": "hang"}}}"#) { node in
                let job = try await node.up("web")
                try await node.building("web")
                let cancel = try await node.submit("cancel", "web")
                let record = try await node.record(of: job, "web")
                #expect(record["operation"] == "INCOMPLETED")
                #expect(record["output"]?["rc"] == 70)
                #expect(record["labels"]?["error"] == true)
                #expect(record["labels"]?["message"] == "Project 'web' has an unexpected state 'FAILED'")
                #expect(try await node.end(of: job) == .cancelled)
                #expect(try await node.end(of: cancel) == .completed)
                #expect(!node.isLocked("web"))
            }
        }

        @Test func `a cancel ends an up that runs and the ones that wait`() async throws {
            try await RealNode.with(behaviour: #"{"projects": {"web": {"up": "hang"}}}"#) { node in
                let job = try await node.up("web")
                try await node.building("web")
                #expect(try await node.info("web")?["up"]?["operation"] == "RUNNING")
                let waiting = try await node.up("web")
                let cancel = try await node.submit("cancel", "web")
                let record = try await node.record(of: waiting, "web")
                #expect(record["operation"] == "INCOMPLETED")
                #expect(record["labels"]?["error"] == true)
                #expect(record["labels"]?["message"] == "cancelled before it began")
                #expect(try await node.end(of: job) == .cancelled)
                #expect(try await node.end(of: waiting) == .cancelled)
                #expect(try await node.end(of: cancel) == .completed)
                // The last word stays with the newest job, though the older one ended after it.
                #expect(try await node.info("web")?["up"]?["job_id"]?.integer == waiting)
                #expect(node.directorCalls("web").map { $0.arguments[0] } == ["up", "describe"])
                #expect(!node.isLocked("web"))
            }
        }

        @Test func `a lock that a dead Director left is removed and the job runs`() async throws {
            try await RealNode.with(behaviour: #"{"projects": {"web": {"up": "crash"}}}"#) { node in
                let crashed = try await node.up("web")
                #expect(try await node.record(of: crashed, "web")["operation"] == "FAILED")
                #expect(node.isLocked("web"))
                try node.behave("{}")
                let job = try await node.up("web")
                #expect(try await node.record(of: job, "web")["operation"] == "COMPLETED")
                #expect(try await node.info("web")?["state"] == "DONE")
                #expect(!node.isLocked("web"))
            }
        }

        @Test func `a job waits for a Director that somebody started by hand`() async throws {
            try await RealNode.with(behaviour: #"{"projects": {"web": {"up_seconds": 3}}}"#) { node in
                let file = node.folder + "/by-hand.yml"
                try AtomicFile.write(Array(RealNode.directorFile(jail: "web").utf8), to: file, mode: 0o600)
                let command = Command(
                    "appjail-director", ["up", "-j", "-f", file, "-p", "web"], environment: node.environment)
                async let manual = CommandRunner().run(command)
                try await RealNode.wait { node.isLocked("web") }
                try node.behave("{}")
                let job = try await node.up("web")
                #expect(try await node.record(of: job, "web")["operation"] == "COMPLETED")
                #expect(try await manual.ending == .exited(0))
                // The one that succeeded began after the other had ended.
                let calls = node.directorCalls("web").filter { $0.arguments[0] == "up" }
                let other = try #require(calls.first { $0.arguments[3] == file })
                let ours = try #require(calls.last { $0.status == 0 && $0.arguments[3] != file })
                let otherEnd = try #require(other.end)
                #expect(ours.begin >= otherEnd)
            }
        }

        @Test func `jobs of one project run one after the other, in order`() async throws {
            try await RealNode.with(behaviour: #"{"projects": {"web": {"up_seconds": 1}}}"#) { node in
                let jobs = [
                    try await node.up("web"), try await node.up("web"),
                    // While the project is being created.
                    try await node.submit("down", "web"),
                ]
                let down = try await node.record("down", of: jobs[2], "web")
                #expect(down["operation"] == "COMPLETED")
                #expect(down["output"]?["rc"] == 0)
                #expect(down["labels"]?["error"] == false)
                for job in jobs { #expect(try await node.end(of: job) == .completed) }
                #expect(try await node.record(of: jobs[1], "web")["operation"] == "COMPLETED")

                let calls = node.directorCalls("web").filter { ["up", "down"].contains($0.arguments[0]) }
                #expect(
                    calls.map(\.arguments) == [
                        ["up", "-j", "-f", node.directorFilePath(of: jobs[0]), "-p", "web"],
                        ["up", "-j", "-f", node.directorFilePath(of: jobs[1]), "-p", "web"],
                        ["down", "-j", "-d", "--ignore-failed", "-p", "web"],
                    ])
                for (earlier, later) in zip(calls, calls.dropFirst()) {
                    let end = try #require(earlier.end)
                    #expect(later.begin >= end)
                }
                #expect(try await node.call("HEAD", "/v1/project/info/web").status == 404)
            }
        }

        @Test func `a restart stops the project first`() async throws {
            try await RealNode.with { node in
                let first = try await node.up("web")
                #expect(try await node.record(of: first, "web")["restarted"] == false)
                let job = try await node.submit(
                    "up", "web",
                    ["director_file": .string(RealNode.directorFile(jail: "web")), "restart": true])
                let record = try await node.record(of: job, "web")
                #expect(record["operation"] == "COMPLETED")
                #expect(record["restarted"] == true)
                #expect(
                    node.directorCalls("web").suffix(3).map(\.arguments) == [
                        ["down", "-j", "-p", "web"],
                        ["up", "-j", "-f", node.directorFilePath(of: job), "-p", "web"],
                        ["describe", "-p", "web"],
                    ])
            }
        }

        @Test func `a project that is not there is as good as destroyed`() async throws {
            try await RealNode.with { node in
                let job = try await node.submit("down", "nobody")
                let record = try await node.record("down", of: job, "nobody")
                #expect(record["operation"] == "COMPLETED")
                #expect(record["output"]?["rc"] == 66)
                #expect(record["labels"]?["error"] == false)
            }
        }

        @Test func `jails that could not be destroyed are told of`() async throws {
            try await RealNode.with(behaviour: #"{"projects": {"web": {"down": "fail"}}}"#) { node in
                let up = try await node.up("web")
                #expect(try await node.record(of: up, "web")["operation"] == "COMPLETED")
                let job = try await node.submit("down", "web")
                let record = try await node.record("down", of: job, "web")
                #expect(record["operation"] == "INCOMPLETED")
                #expect(record["output"]?["rc"] == 0)
                #expect(record["output"]?["stdout"]?["failed"]?.array?.count == 2)
                #expect(record["labels"]?["error"] == true)
                #expect(record["labels"]?["message"]?.string?.isEmpty == false)
            }
        }

        @Test func `a node without Director says so`() async throws {
            try await RealNode.with(.init(hasPrograms: false)) { node in
                let up = try await node.up("web")
                let record = try await node.record(of: up, "web")
                #expect(record["operation"] == "FAILED")
                #expect(record["exception"]?["type"] == "CommandNotFound")
                #expect(record["exception"]?["message"] == "appjail-director is not installed")
                let down = try await node.submit("down", "web")
                #expect(try await node.record("down", of: down, "web")["operation"] == "INCOMPLETED")
                #expect(try await node.call("GET", "/v1/projects").json?["projects"] == [])
                #expect(try await node.call("GET", "/v1/jails").json?["jails"] == [])
            }
        }

        @Test func `AppJail tells of all jails in one call`() async throws {
            try await RealNode.with { node in
                let names = ["one", "two", "three"]
                for name in names {
                    let job = try await node.up(name)
                    #expect(try await node.record(of: job, name)["operation"] == "COMPLETED")
                }
                try await RealNode.wait {
                    try await node.call("GET", "/v1/jails").json?["jails"] == ["one", "three", "two"]
                }
                let info = try await node.call("GET", "/v1/jail/info/two").json?["info"]
                #expect(info?["name"] == "two")
                #expect(info?["status"] == "UP")
                // The fake Director makes jails without the fake AppJail, so all calls are the node's.
                let calls = node.calls().filter { $0.program == "appjail" }
                #expect(!calls.isEmpty)
                for call in calls { #expect(call.arguments.prefix(3) == ["jail", "list", "-HIp"]) }
                // No jail is asked for by itself: there is one question for the jails and one for the projects' jails.
                #expect(!calls.contains { $0.arguments.contains(where: names.contains) })
                #expect(Set(calls.map(\.arguments)).count <= 2)
            }
        }
    }
}
