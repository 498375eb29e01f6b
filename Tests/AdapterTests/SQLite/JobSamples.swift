import Domain

@testable import Adapters

/// Jobs for tests of the state.
enum JobSamples {
    static let web = ProjectName("web")!
    static let database = ProjectName("database")!

    static func up(_ project: ProjectName = web, file: String = "services:\n") -> JobRequest {
        JobRequest(
            project: project,
            work: .up(
                directorFile: file, environment: [JobRequest.Variable(name: "TOKEN", value: "s3cret")],
                restart: false, reservedPorts: [JobRequest.PortWish(interface: "em0", network: nil)]))
    }

    static func down(_ project: ProjectName = web) -> JobRequest {
        JobRequest(project: project, work: .down(environment: [], force: true))
    }

    static let works: [JobRequest.Work] = [
        .up(directorFile: "", environment: [], restart: false, reservedPorts: []),
        .up(
            directorFile: "a: \"b\"\n\u{0}\u{1F}ü😀\u{2028}\\",
            environment: [
                JobRequest.Variable(name: "B", value: ""), JobRequest.Variable(name: "A", value: "1=2\n"),
                JobRequest.Variable(name: "B", value: "again"),
            ],
            restart: true,
            reservedPorts: [
                JobRequest.PortWish(interface: "vlan0.10", network: "10.0.0.0/8"),
                JobRequest.PortWish(interface: "em0", network: nil),
            ]),
        .down(environment: [], force: false),
        .down(environment: [JobRequest.Variable(name: "X", value: "y")], force: true),
        .cancel, .createVirtualMachine(["template": ["cpu": "1"], "options": [["nat": nil]]]),
    ]
}

extension WallTime {
    /// A time for tests, in seconds since 1970.
    static func at(_ seconds: Int64) -> WallTime { WallTime(microseconds: seconds * 1_000_000) }
}
