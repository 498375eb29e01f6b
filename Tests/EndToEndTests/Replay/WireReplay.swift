import Domain
import Foundation
import Testing

/// The tree of the recordings, their order, and where we mean to differ.
enum WireReplay {
    private static let settings = """
        polling: {projects: 1, jails: 600, jail_stats: 1, skew: [0, 0]}
        autodisable: {interval: 600}
        """

    private static let behaviour = """
        {"defaults": {"up_seconds": 0.05, "down_seconds": 0, "call_seconds": 0},
         "projects": {"slow": {"up": "hang"}, "failing": {"up": "fail", "up_errlevel": 65}}}
        """

    static let shape = Tree.Shape(
        name: "main", labels: "all, main", settings: settings, behaviour: behaviour,
        children: [
            Tree.Shape(
                name: "alpha", labels: "all, web", settings: settings,
                children: [Tree.Shape(name: "charlie", labels: "all, db, db-only", settings: settings)]),
            Tree.Shape(name: "bravo", labels: "all, web, ssd", settings: settings),
        ])

    /// What stood below main, for what main asked for.
    static let hopShape = Tree.Shape(name: "alpha", labels: "all, web", children: [Tree.Shape(name: "charlie")])

    // MARK: - Order

    static let steps: [ReplayStep] = [
        start, tokens, bodies, projects, machines, jails, logs, metadata, namespaces, chains, failures,
    ].flatMap { $0 }

    private static func whole(_ names: String...) -> [ReplayStep] { names.map { ReplayStep(recording: $0) } }

    private static func shape(_ names: String...) -> [ReplayStep] {
        names.map { ReplayStep(recording: $0, comparison: .shape) }
    }

    private static func after(
        _ name: String, _ before: @escaping @Sendable (Tree) async throws -> Void
    ) -> [ReplayStep] { [ReplayStep(recording: name, before: before)] }

    private static let start: [ReplayStep] = whole(
        "metadata-list-no-directory", "projects-empty", "ping", "ping-head", "ping-trailing-slash",
        "ping-query-ignored", "ping-not-modified", "labels", "v1", "unknown-route", "unknown-route-without-token",
        "method-not-allowed", "method-patch", "namespace-list-empty", "namespace-delete-404")

    private static let tokens: [ReplayStep] = whole(
        "token-alg-none", "token-empty", "token-empty-payload", "token-expired", "token-expires-later",
        "token-garbage", "token-no-scheme", "token-on-chain", "token-other-key")

    private static let bodies: [ReplayStep] = whole(
        "body-list", "body-malformed", "body-malformed-without-token", "body-missing", "body-not-utf8", "body-null",
        "body-string", "up-bad-name", "up-environment-string", "up-null-environment", "up-without-director-file",
        "down-bad-environment")

    private static let projects: [ReplayStep] = [
        whole("project-head-404", "project-info-404", "up"),
        after("project-info-before-polling") { _ = try await $0.caller().settled("web") },
        whole("project-info", "project-head-200", "up-minimal"),
        // Whether Director's own words are there already depends on the round of polling.
        [
            ReplayStep(
                recording: "project-info-running", comparison: .part(["info", "up"]),
                before: { tree in
                    let caller = try await tree.caller()
                    _ = try await eventually("the job to begin") {
                        try await caller.call("GET", "/v1/project/info/slow").status == 200 ? true : nil
                    }
                })
        ],
        whole("up-director-file-number"),
        after("project-info-bad-director-file") { tree in
            _ = try await tree.caller().call("POST", "/v1/project/up/number", ["director_file": "12"])
            _ = try await tree.caller().settled("number")
        },
        whole("up-restart-text-false"),
        after("project-info-failed") { tree in
            let file = "services:\n  one:\n    name: failing1\n    makejail: Makejail\n"
            _ = try await tree.caller().call("POST", "/v1/project/up/failing", ["director_file": .string(file)])
            _ = try await tree.caller().settled("failing")
        },
        after("cancel") { tree in
            let caller = try await tree.caller()
            _ = try await eventually("Director to be at work on slow") {
                try await caller.call("HEAD", "/v1/project/info/slow").status == 200 ? true : nil
            }
        },
        after("project-info-cancelled") { _ = try await $0.caller().settled("slow") },
        whole("projects", "cancel-unknown", "down-unknown"),
        after("project-info-down-unknown") { _ = try await $0.caller().settled("nobody", "down") },
        whole("down-without-body", "up-too-big"),
    ].flatMap { $0 }

    private static let machines: [ReplayStep] = [
        whole("vm-post-missing-template", "vm-post-bad-disk-layout", "vm-post"),
        after("vm") { tree in
            let caller = try await tree.caller()
            _ = try await eventually("the end of vm1") {
                let operation = try await caller.get("/v1/vm/vm1")["status"]?["operation"]?.string
                return operation == nil || operation == "RUNNING" ? nil : true
            }
        },
    ].flatMap { $0 }

    private static let jails: [ReplayStep] = [
        shape("jail-info", "jail-cpuset", "jail-nat", "jail-volumes"),
        whole("jail-labels", "jail-head-200", "jail-head-404", "jail-info-404", "jail-stats-404", "jail-bad-name"),
        [
            ReplayStep(recording: "jail-stats", comparison: .shape) { tree in
                let caller = try await tree.caller()
                _ = try await eventually("counters of web1") {
                    try await caller.get("/v1/jail/stats/web1")["stats"]?.object?.isEmpty == false ? true : nil
                }
            }
        ],
    ].flatMap { $0 }

    private static let logs: [ReplayStep] = [
        shape("jails-logs", "jail-log", "projects-logs", "project-log"),
        whole("jail-log-absolute", "jail-log-dots", "jail-log-outside", "project-log-404"),
    ].flatMap { $0 }

    private static let metadata: [ReplayStep] = [
        whole(
            "metadata-list-empty", "metadata-head-404", "metadata-get-404", "metadata-bad-key",
            "metadata-key-with-digit-part"),
        after("metadata-head-200") { tree in
            _ = try await tree.caller().call("POST", "/v1/metadata/motd", ["value": "hello\n"])
        },
        whole(
            "metadata-get", "metadata-list", "metadata-post-existing", "metadata-put-without-value",
            "metadata-put-list", "metadata-too-long", "metadata-limit-counts-characters", "metadata-delete",
            "metadata-delete-404"),
    ].flatMap { $0 }

    private static let namespaces: [ReplayStep] = [
        after("namespace-put") { tree in
            _ = try await tree.caller().call("POST", "/v1/metadata/motd", ["value": "hello\n"])
            _ = try await tree.caller().call(
                "POST", "/v1/namespace/site", ["mapping": [["directory": "/gone/when/replaced"]]])
        },
        whole(
            "namespace-get", "namespace-head-200", "namespace-post-bad-item", "namespace-post-missing-metadata",
            "namespace-post-outside", "namespace-put-no-mapping", "namespace-get-after-failed-put"),
        after("namespace-delete") { tree in
            _ = try await tree.caller().call("PUT", "/v1/namespace/fifth", ["mapping": [["directory": "/a"]]])
        },
        // Below, there is an item that the namespace takes, and nothing of that name yet.
        after("chain-namespace-post") { tree in
            _ = try await tree.caller("alpha").call("POST", "/v1/metadata/motd", ["value": "hello\n"])
        },
        whole("chain-namespace-get"),
        after("autoscale-metadata") { tree in
            // As it was before, for what comes.
            let caller = try await tree.caller()
            _ = try await caller.call("DELETE", "/v1/metadata/motd")
            _ = try await tree.caller("alpha").call("DELETE", "/v1/metadata/motd")
        },
        whole("autoscale"),
    ].flatMap { $0 }

    private static let chains: [ReplayStep] = [
        whole(
            "chains", "chain-labels", "chain-ping-two", "chain-stats", "chain-chains-leaf", "chain-not-found-below",
            "chain-metadata-post", "chain-metadata-list", "chain-metadata-put", "chain-metadata-get",
            "chain-metadata-delete", "chain-metadata-get-404", "chain-metadata-delete-404", "chain-up"),
        after("chain-project-info") { _ = try await $0.caller().settled("remote", chain: "alpha.charlie") },
        whole("chain-cancel"),
    ].flatMap { $0 }

    private static let failures: [ReplayStep] = [
        after("chain-unreachable") { try await $0["charlie"].stop(SIGKILL) },
        whole("chain-unreachable-again", "chain-chains-without-charlie", "chain-ping-after-failure"),
        after("chain-direct-unreachable") { try await $0["bravo"].stop(SIGKILL) },
        whole("chains-after-one-failure", "chain-direct-unreachable-again"),
    ].flatMap { $0 }

    // MARK: - Differences

    /// What we answer instead, and why. Each has its row in the page on compatibility.
    struct Difference: Sendable {
        let status: Int
        var json: JSONValue?
        let why: String
    }

    static let differences: [String: Difference] = [
        "metadata-list-no-directory": Difference(
            status: 200, json: ["status_code": 200, "metadata": []], why: "nothing is wrong with a fresh node"),
        "body-not-utf8": Difference(
            status: 400, json: ["status_code": 400, "message": "Request has been received with an invalid format."],
            why: "the fault is the caller's"),
        "up-director-file-number": Difference(
            status: 400, json: ["status_code": 400, "message": "'director_file' has an unexpected value type."],
            why: "members are not converted"),
        "up-restart-text-false": Difference(
            status: 400, json: ["status_code": 400, "message": "'restart' has an unexpected value type."],
            why: "members are not converted, least of all 'false' to true"),
        "metadata-put-list": Difference(
            status: 400, json: ["status_code": 400, "message": "'value' has an unexpected value type."],
            why: "members are not converted"),
        "up-too-big": Difference(
            status: 200, json: ["status_code": 200, "job_id": 1], why: "there is no queue with a limit any more"),
        "jail-log-absolute": Difference(status: 404, json: noLog, why: "logs are read in the folder of logs only"),
        "jail-log-outside": Difference(status: 404, json: noLog, why: "logs are read in the folder of logs only"),
        "project-info-before-polling": Difference(
            status: 200, json: info(of: "web", service: "web", jail: "web1"),
            why: "what a job did is known when it ends"),
        "chain-project-info": Difference(
            status: 200, json: info(of: "remote", service: "one", jail: "remote1"),
            why: "what a job did is known when it ends"),
        "project-info-bad-director-file": Difference(
            status: 200,
            json: [
                "status_code": 200,
                "info": [
                    "up": [
                        "operation": "INCOMPLETED", "job_id": 1, "last_update": 0, "restarted": false,
                        "output": [
                            "rc": 70, "stdout": ["errlevel": 70, "message": nil, "failed": []],
                            "stderr": "what Director complained",
                        ],
                        "labels": ["error": true, "message": "Director did not create the project 'number'"],
                    ]
                ],
            ], why: "Director refused the file, so nothing is completed"),
        "namespace-post-bad-item": Difference(
            status: 400,
            json: ["status_code": 400, "message": "Invalid mapping: item 1: has the unknown member 'colour'."],
            why: "the fault is the caller's"),
        "namespace-post-missing-metadata": Difference(
            status: 400,
            json: ["status_code": 400, "message": "Invalid mapping: item 1: there is no metadata item 'nobody'."],
            why: "the fault is the caller's"),
        "namespace-put-no-mapping": Difference(
            status: 400,
            json: ["status_code": 400, "message": "`mapping` is required but hasn't been specified."],
            why: "the fault is the caller's"),
        "namespace-get-after-failed-put": Difference(
            status: 200, json: try? Recording("namespace-get").json, why: "a mapping with a mistake changes nothing"),
        "vm": Difference(
            status: 200,
            json: [
                "status_code": 200,
                "status": [
                    "operation": "FAILED", "last_update": 0, "job_id": 1,
                    "exception": [
                        "type": "NotSupported", "message": "this server cannot create virtual machines yet",
                    ],
                ],
            ], why: "virtual machines are checked and refused, not made"),
        "autoscale": Difference(
            status: 404, json: ["status_code": 404, "message": "Project 'grown' cannot be found."],
            why: "nothing scales projects yet"),
        "chain-metadata-delete-404": Difference(
            status: 404,
            json: [
                "status_code": 404, "function": "metadata_delete", "entrypoint": "alpha", "chain": "",
                "error": "APIError", "message": "Error 404: Not Found",
            ], why: "what the client did wrong is no failure of the neighbour"),
    ]

    /// What is known of a project that a job brought up.
    private static func info(of project: String, service: String, jail: String) -> JSONValue {
        [
            "status_code": 200,
            "info": [
                "name": .string(project), "state": "DONE", "last_log": "2026-11-22_15h47m19s", "locked": false,
                "services": [["name": .string(service), "status": 0, "jail": .string(jail)]],
                "up": [
                    "operation": "COMPLETED", "job_id": 1, "last_update": 0, "restarted": false,
                    "output": ["rc": 0, "stdout": ["errlevel": 0, "message": nil, "failed": []], "stderr": ""],
                    "labels": ["error": false, "message": nil],
                ],
            ],
        ]
    }

    private static let noLog: JSONValue = ["status_code": 404, "message": "Log cannot be found."]

    // MARK: - Requests

    static func send(_ recording: Recording, to tree: Tree) async throws -> Caller.Answer {
        let main = try tree["main"]
        var caller = try await main.caller()
        caller.token = nil
        var headers = recording.headers
        // Of the cut one the headers were not kept.
        if let credentials = recording.name == "up-too-big" ? "Bearer <TOKEN>" : recording.credentials {
            let token = try tokenText(for: recording.name, of: main)
            headers.append(("Authentication", credentials.replacing("<TOKEN>", with: token)))
        }
        if let position = headers.firstIndex(where: { $0.0 == "If-None-Match" }) {
            // A tag is one of ours, of an earlier answer: 0.25 writes blanks into its JSON texts.
            headers[position].1 = try #require(try await main.caller().get(recording.path).headers["etag"])
        }
        return try await caller.call(
            recording.method, try await path(of: recording, asked: main.caller()), body: try body(of: recording),
            headers: headers)
    }

    /// The recordings leave tokens out; their names say what was special about them.
    private static func tokenText(for name: String, of server: Server) throws -> String {
        let key = try server.authenticator()
        switch name {
        case "token-alg-none": return ForgedToken.withoutSignature()
        case "token-empty-payload": return ForgedToken.text(payload: "{}", key: key)
        case "token-expired": return try server.token(expires: WallTime(microseconds: 1_000_000))
        case "token-expires-later": return try server.token(expires: SystemTime.now + .seconds(3600))
        case "token-other-key", "token-on-chain": return try ForgedToken.ofAnotherServer()
        default: return try server.token()
        }
    }

    /// Logs are called by their date, which is another each time.
    private static func path(of recording: Recording, asked caller: Caller) async throws -> String {
        switch recording.name {
        case "jail-log":
            let logs = try #require(try await caller.get("/v1/jails/logs")["logs"]?.object)
            return "/v1/jail/log/" + (try firstFile(in: .object(logs)))
        case "project-log":
            let logs = try #require(try await caller.get("/v1/projects/logs")["logs"]?.object)
            return "/v1/projects/log/" + (try firstFile(in: .object(logs)))
        default: return recording.path
        }
    }

    /// The path to the first file of a listing.
    private static func firstFile(in tree: JSONValue) throws -> String {
        switch tree {
        case .object(let object):
            let (name, below) = try #require(object.members.first { $0.value != [:] && $0.value != [] })
            return name + "/" + (try firstFile(in: below))
        case .array(let files): return try #require(files.first?.string)
        default: throw Server.Failure(description: "this is no listing: \(tree)")
        }
    }

    /// Long bodies were cut.
    private static func body(of recording: Recording) throws -> [UInt8] {
        if let body = recording.body { return body }
        let text =
            switch recording.name {
            case "up-too-big": #"{"director_file": ""# + String(repeating: "#", count: 70_062) + #""}"#
            case "metadata-too-long": #"{"value": ""# + String(repeating: "x", count: 1_048_577) + #""}"#
            case "metadata-limit-counts-characters":
                #"{"value": ""# + String(repeating: #"\u00e9"#, count: 1_048_576) + #""}"#
            default: throw Server.Failure(description: "the body of \(recording.name) was not kept")
            }
        return Array(text.utf8)
    }
}
