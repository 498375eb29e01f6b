import Domain
import Foundation
import Testing

/// The tree of the transcripts, and the client in front of it.
struct TranscriptSession: Sendable {
    private static let settings = """
        polling: {projects: 1, jails: 1, jail_stats: 1, skew: [0, 0]}
        autodisable: {interval: 600}
        """

    fileprivate static let behaviour = """
        {"defaults": {"up_seconds": 0.05, "down_seconds": 0, "call_seconds": 0},
         "projects": {"slow": {"up": "hang"}, "failing": {"up": "fail", "up_errlevel": 65}},
         "jails": {"mariadb": {"stats": {
            "cputime": 12, "datasize": 1048576, "stacksize": 65536, "coredumpsize": 0, "memoryuse": 33554432,
            "memorylocked": 0, "maxproc": 5, "openfiles": 96, "vmemoryuse": 268435456, "pseudoterminals": 0,
            "swapuse": 0, "nthr": 7, "wallclock": 3600, "pcpu": 1, "readbps": 0, "writebps": 4096, "readiops": 0,
            "writeiops": 1}}}}
        """

    static let shape = Tree.Shape(
        name: "main", labels: "all, main", settings: settings, behaviour: behaviour,
        children: [
            Tree.Shape(
                name: "alpha", labels: "all, web", settings: settings, behaviour: behaviour,
                children: [
                    Tree.Shape(name: "charlie", labels: "all, db, db-only", settings: settings, behaviour: behaviour)
                ]),
            Tree.Shape(name: "bravo", labels: "all, web, ssd", settings: settings, behaviour: behaviour),
        ])

    let tree: Tree
    /// The deployment files, which is where the client runs.
    let folder: TemporaryFolder
    private let environment: [String: String]
    private let ports: [(ours: Int, theirs: Int)]

    init(_ tree: Tree) async throws {
        self.tree = tree
        folder = try TemporaryFolder()
        let specs = Transcript.folder + "/specs"
        for file in try FileManager.default.contentsOfDirectory(atPath: specs) {
            try FileManager.default.copyItem(atPath: "\(specs)/\(file)", toPath: "\(folder.path)/\(file)")
        }
        var ports: [(ours: Int, theirs: Int)] = []
        for (name, port) in [("main", 26881), ("alpha", 26882), ("bravo", 26883), ("charlie", 26884)] {
            ports.append((try await tree[name].port, port))
        }
        self.ports = ports
        environment = ["ENTRYPOINT": "http://127.0.0.1:\(ports[0].ours)", "TOKEN": try tree["main"].token()]
    }

    /// Runs the client as in the transcripts.
    ///
    /// - Parameter isServer: Whether it finds the configuration of main.
    func run(_ arguments: [String], isServer: Bool = false) async throws -> Transcript.Said {
        var environment = environment
        if isServer { environment["OVERLORD_CONFIG"] = try tree["main"].folder.path + "/overlord.yml" }
        let outcome = try await Program.run(arguments, in: folder, environment: environment)
        return Transcript.Said(
            output: outcome.output, complaints: outcome.complaints, status: outcome.status)
    }

    /// Runs a command that no transcript was kept of, or none that can be compared.
    func run(_ line: String) async throws {
        _ = try await run(line.split(separator: " ").map(String.init))
    }

    /// What was said without what differs from run to run: identifiers, times, hosts, folders, tokens.
    func comparable(_ said: Transcript.Said) throws -> Transcript.Said {
        Transcript.Said(
            output: try comparable(said.output), complaints: try comparable(said.complaints), status: said.status)
    }

    private func comparable(_ text: String) throws -> String {
        var text = text
        for (ours, theirs) in ports { text = text.replacing("127.0.0.1:\(ours)", with: "127.0.0.1:\(theirs)") }
        for name in ["main", "alpha", "bravo", "charlie"] {
            let root = try tree[name].folder.path
            text = text.replacing("\(root)/sandbox", with: "<ROOT>/\(name)").replacing(root, with: "<ROOT>/\(name)")
        }
        text = text.replacing(folder.path, with: "<SPECS>")
        text = text.replacing(/eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/, with: "<TOKEN>")
        text = text.replacing(/\d{4}-\d\d-\d\d_\d\dh\d\dm\d\ds/, with: "<DATE>")
        text = text.replacing(/last_update: .*/, with: "last_update: <AGE>")
        text = text.replacing(/(job_id'?): \d+/) { "\($0.1): <JOB>" }
        text = text.replacing(/\b[0-9a-f]{10}\b/, with: "<JAIL>")
        text = text.replacing(/'owner': \d+, 'group': \d+/, with: "'owner': <USER>, 'group': <GROUP>")
        return text
    }
}

extension TranscriptSession {
    /// Adds a rule to the behaviour of charlie's host.
    func behave(_ rule: String) throws {
        let text = Self.behaviour.replacing(#""projects": {"#, with: #""projects": {"# + rule + ", ")
        try tree["charlie"].folder.write(text, to: "sandbox/behaviour.json")
    }
}
