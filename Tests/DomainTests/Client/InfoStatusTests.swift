import Domain
import Testing

/// The types of `get-info` that show records, namespaces and logs, from the answers of the servers to the printed lines.
/// Source: command-line contract, sections 2.4, 3.6, 3.7, 3.10, 3.11.
struct InfoStatusTests {
    private func report(
        _ subject: InfoQuery.Subject, of file: Deployment = deployment(.readOnly, labels: ["db"]),
        filters: [String] = [], isPerProject: Bool = false, from tree: FakeTree
    ) async throws -> InfoReport {
        let query = try InfoQuery(subject, of: file, filters: filters, isPerProject: isPerProject)
        return try await InfoCollecting(servers: servers(tree)).collect(query, of: file)
    }

    /// The lines behind those that tell of the server.
    private func body(_ report: InfoReport) -> String {
        InfoText.lines(of: report).filter { !$0.hasPrefix("datacenter:") }.joined(separator: "\n")
            .replacing(Self.header, with: "")
    }

    private static let header = """
          entrypoint: main
          chain: alpha.charlie
          labels:
            - all
            - db
            - db-only

        """

    private func tree(_ answers: KeyValuePairs<String, JSONValue>) -> FakeTree {
        FakeTree { request in
            answers.first { request == "GET /v1/chain/alpha.charlie/\($0.key)" }.map { .status(200, $0.value) }
        }
    }

    /// A file whose kind has a name of its own: a virtual machine or an application.
    private func file(machine name: String) -> Deployment { deployment(machine(name), labels: ["db"]) }

    private func file(application name: String) -> Deployment {
        deployment(
            .appConfig(AppDeployment(name: name, template: MetadataKey("template")!)), labels: ["db"])
    }

    // MARK: Virtual machines

    private static let record: JSONValue = [
        "status": [
            "operation": "COMPLETED",
            "output": "tail: invalid option -- 'r'\n Try 'tail --help' for more information.\n",
            "last_update": .double(10.84),
            "job_id": 15,
        ]
    ]

    @Test func `the machine of a file reads as in the recorded session`() async throws {
        let found = try await report(
            .virtualMachines, of: file(machine: "vm1"), isPerProject: true, from: tree(["vm/vm1": Self.record]))
        #expect(
            body(found) == """
                  projects:
                    vm1:
                      virtual-machines:
                          operation: COMPLETED
                          output: |
                            tail: invalid option -- 'r'
                             Try 'tail --help' for more information.
                          last_update: 10.84 seconds
                          job_id: 15
                """)
    }

    @Test func `each of several machines has its name`() async throws {
        let short: JSONValue = [
            "status": ["operation": "FAILED", "exception": ["type": "OSError", "message": "full"], "x": ["a"]]
        ]
        let found = try await report(
            .virtualMachines, filters: ["vm1", "gone", "vm2"],
            from: tree(["vm/vm1": ["status": ["operation": "RUNNING", "output": "one\n"]], "vm/vm2": short]))
        #expect(
            body(found) == """
                  projects:
                    vm1:
                      virtual-machines:
                          operation: RUNNING
                          output: one
                    vm2:
                      virtual-machines:
                          operation: FAILED
                          exception: {'type': 'OSError', 'message': 'full'}
                        x:
                        - a
                """)
    }

    @Test func `without a name no machine is asked for`() async throws {
        let tree = tree([:])
        #expect(try await report(.virtualMachines, from: tree) == InfoReport(blocks: [], problems: []))
        #expect(await tree.deeds.isEmpty)
    }

    // MARK: Autoscaling

    @Test func `the record of a scaled project reads as in the recorded session`() async throws {
        let status: JSONValue = [
            "status": [
                "last_update": .double(48.21), "operation": "COMPLETED",
                "logs": [
                    [
                        "project": "scaled", "chain": "alpha", "context": "metadata", "length": 0, "response": nil,
                    ],
                    [
                        "project": "scaled", "chain": nil, "force": false, "context": "down",
                        "response": ["status_code": 200, "job_id": 9],
                    ],
                    "There are no more nodes to destroy the project.",
                ],
            ]
        ]
        let found = try await report(
            .autoscale, of: deployment(project("scaled"), labels: ["db"]), isPerProject: true,
            from: tree(["project/autoscale/scaled": status]))
        #expect(
            body(found) == """
                  projects:
                    scaled:
                      autoScale:
                        last_update: 48.21 seconds
                        operation: COMPLETED
                        logs:
                          - {'project': 'scaled', 'chain': 'alpha', 'context': 'metadata', 'length': 0, 'response': None}
                          - {'project': 'scaled', 'chain': None, 'force': False, 'context': 'down', 'response': {'status_code': 200, 'job_id': 9}}
                          - There are no more nodes to destroy the project.
                """)
    }

    @Test func `no logs are no reason to leave their line out, and older servers say 'output'`() async throws {
        let status: JSONValue = [
            "status": ["logs": [], "output": ["message": nil, "nodes": ["alpha": ["a": 1]]]]
        ]
        let found = try await report(.autoscale, filters: ["web"], from: tree(["project/autoscale/web": status]))
        #expect(
            body(found) == """
                  projects:
                    web:
                      autoScale:
                        logs:
                        output:
                         message: None
                         nodes:
                          alpha: {'a': 1}
                """)
    }

    @Test func `autoscaling without a project is refused, once there is a server to ask`() async throws {
        await #expect(throws: ClientRefusal.noAutoscaleFilter) { try await report(.autoscale, from: FakeTree()) }
        let nowhere = deployment(.readOnly, labels: ["nowhere"])
        #expect(try await report(.autoscale, of: nowhere, from: FakeTree()).blocks.isEmpty)
        #expect(ClientRefusal.noAutoscaleFilter.exitStatus == 64)
    }

    // MARK: Names

    @Test(
        arguments: [
            (.projects, "vm1", "blog"), (.virtualMachines, "vm1", "blog"), (.autoscale, "given", "blog"),
        ] as [(InfoQuery.Subject, String, String)])
    func `the name of the file replaces the filters where its kind has one`(
        subject: InfoQuery.Subject, machine: String, application: String
    ) throws {
        func names(_ file: Deployment, isPerProject: Bool = true) throws -> [String] {
            try InfoQuery(subject, of: file, filters: ["given"], isPerProject: isPerProject).names
        }
        #expect(try names(file(machine: "vm1")) == [machine])
        #expect(try names(file(application: "blog")) == [application])
        #expect(try names(deployment(.readOnly)) == ["given"])
        #expect(try names(file(machine: "vm1"), isPerProject: false) == ["given"])
    }

    @Test func `a project has no machine`() throws {
        let query = try InfoQuery(
            .virtualMachines, of: deployment(project("web")), filters: ["given"], isPerProject: true)
        #expect(query.names == ["given"])
    }

    @Test func `names are checked before anything is sent`() {
        #expect(throws: InfoQueryError.badMachineName("a")) {
            try InfoQuery(.virtualMachines, of: deployment(.readOnly), filters: ["a"])
        }
        #expect(throws: InfoQueryError.badProjectName("a/b")) {
            try InfoQuery(.autoscale, of: deployment(.readOnly), filters: ["a/b"])
        }
        #expect(InfoQueryError.badMachineName("a").text == "a: Invalid VM name.")
        #expect(InfoQueryError.badMachineName("a").exitStatus == 70)
    }

    // MARK: Namespaces

    private static let namespaces: KeyValuePairs<String, JSONValue> = [
        "namespace": ["namespaces": ["website", "empty", "other"]],
        "namespace/website": [
            "namespace": [
                ["directory": "/n/website/etc", "owner": 0, "group": 0, "mode": 16877],
                ["file": "/n/website/etc/motd", "owner": 0, "group": 0, "mode": 33188],
            ]
        ],
        "namespace/empty": ["namespace": []], "namespace/other": ["namespace": ["new"]],
    ]

    @Test func `namespaces are shown with modes as ls has them`() async throws {
        #expect(
            body(try await report(.namespaces, from: tree(Self.namespaces))) == """
                  namespaces:
                    website:
                      - {'directory': '/n/website/etc', 'owner': 0, 'group': 0, 'mode': 'drwxr-xr-x'}
                      - {'file': '/n/website/etc/motd', 'owner': 0, 'group': 0, 'mode': '-rw-r--r--'}
                    empty:
                    other:
                      - new
                """)
    }

    @Test func `a file with a namespace means that one, unless there is a pattern`() async throws {
        let content = Deployment.Content.metadata(
            MetadataDeployment(
                items: [], namespace: MetadataDeployment.Namespace(name: MetadataKey("website")!, mapping: [])))
        let file = deployment(content, labels: ["db"])
        let tree = tree(Self.namespaces)
        _ = try await report(.namespaces, of: file, from: tree)
        #expect(
            await tree.deeds == [
                "GET /v1/chain/alpha.charlie/namespace", "GET /v1/chain/alpha.charlie/namespace/website",
            ])
        let found = try await report(.namespaces, of: file, filters: ["^e", "^o"], from: tree)
        #expect(body(found).hasPrefix("  namespaces:\n    empty:\n    other:"))
    }

    // MARK: Logs

    @Test func `logs are paths, and patterns are searched in the whole of them`() async throws {
        let tree = tree([
            "projects/logs": [
                "logs": [
                    "2026-11-22_15h02m48s": ["nginx": ["makejail.log", "start.log"], "worker": [], "stray": ["x"]],
                    "exception.log": [:],
                ]
            ],
            "jails/logs": ["logs": ["jails": ["db": ["startup": ["a.log"]], "web": ["startup": ["b.log"]]]]],
        ])
        #expect(
            body(try await report(.projectLogs, from: tree)) == """
                  logs:
                    - 2026-11-22_15h02m48s/nginx/makejail.log
                    - 2026-11-22_15h02m48s/nginx/start.log
                    - 2026-11-22_15h02m48s/stray/x
                """)
        #expect(
            body(try await report(.projectLogs, filters: ["nginx/start"], from: tree)) == """
                  logs:
                    - 2026-11-22_15h02m48s/nginx/start.log
                """)
        #expect(try await report(.projectLogs, filters: ["nothing"], from: tree).blocks.isEmpty)
        #expect(
            body(try await report(.jailLogs, from: tree)) == """
                  logs:
                    - jails/db/startup/a.log
                    - jails/web/startup/b.log
                """)
    }

    // MARK: Order

    @Test func `the metadata of a file is shown in the order of the file`() async throws {
        let items = ["motd", "index", "gone"].map { MetadataDeployment.Item(key: MetadataKey($0)!, value: "") }
        let file = deployment(.metadata(MetadataDeployment(items: items)), labels: ["ssd"])
        let found = try await report(.metadata, of: file, from: Samples.metadata())
        guard case .metadata(let shown) = found.blocks.first?.content else {
            Issue.record("no metadata")
            return
        }
        #expect(shown.map(\.name) == ["motd", "index"])
    }
}

struct FileModeTextTests {
    @Test(
        arguments: [
            (0o040755, "drwxr-xr-x"), (0o100644, "-rw-r--r--"), (0o100640, "-rw-r-----"), (0o120777, "lrwxrwxrwx"),
            (0o104755, "-rwsr-xr-x"), (0o102644, "-rw-r-Sr--"), (0o041777, "drwxrwxrwt"), (0o041776, "drwxrwxrwT"),
            (0o060600, "brw-------"), (0o020000, "c---------"), (0o010000, "p---------"), (0o140000, "s---------"),
            (0o755, "?rwxr-xr-x"),
        ])
    func `a mode is written as ls writes it`(mode: Int, text: String) {
        #expect(FileModeText.text(of: mode) == text)
    }
}
