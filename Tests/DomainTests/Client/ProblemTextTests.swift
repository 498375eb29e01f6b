import Domain
import Testing

/// Command-line contract, section 6, and the recorded sessions.
struct ProblemTextTests {
    private static let root = TreeNode(
        datacenter: "main", url: "http://127.0.0.1:26881", chain: .root, labels: nil)
    private static let bravo = TreeNode(
        datacenter: "main", url: "http://127.0.0.1:26881", chain: chain("bravo"), labels: ["all"])

    private static func refused(_ status: Int, _ path: String, _ body: String = "", method: String = "GET")
        -> CallFailure
    {
        .refused(
            CallFailure.Refusal(method: method, url: "http://127.0.0.1:26881\(path)", status: status, body: body))
    }

    @Test func `a bad token reads as in the recorded session`() {
        let problems = [
            ClientProblem(node: Self.root, activity: .listingChains, failure: Self.refused(401, "/v1/chains")),
            ClientProblem(node: Self.root, activity: .readingLabels, failure: Self.refused(401, "/v1/labels")),
        ]
        let text = problems.map { ProblemText(style: .library).text(of: $0) }.joined(separator: "\n")
        #expect(
            text == """
                (entrypoint:http://127.0.0.1:26881, chain:None, exception:HTTPStatusError) error obtaining the chains: Client error '401 Unauthorized' for url 'http://127.0.0.1:26881/v1/chains'
                For more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/401
                (datacenter:main, chain:None, exception:HTTPStatusError) error obtaining API labels: Client error '401 Unauthorized' for url 'http://127.0.0.1:26881/v1/labels'
                For more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/401
                """)
    }

    @Test func `a namespace that was refused reads as in the recorded session`() {
        let body =
            #"{"status_code": 500, "function": "namespace_set", "entrypoint": "bravo", "chain": "", "error": "HTTPStatusError"}"#
        let problem = ClientProblem(
            node: Self.bravo, activity: .writingNamespace(MetadataKey("prefixed")!),
            failure: Self.refused(500, "/v1/chain/bravo/namespace/prefixed", body, method: "PUT"))
        #expect(
            ProblemText(style: .answer).text(of: problem)
                == "(datacenter:main, chain:bravo, namespace:prefixed, exception:APIError) error writing the namespace: (status:500, reason:Internal Server Error) "
                + body)
    }

    @Test func `a deletion that was refused reads as in the recorded session`() {
        let problem = ClientProblem(
            node: Self.bravo, activity: .deletingMetadata(MetadataKey("motd")!),
            failure: Self.refused(503, "", "ignored", method: "DELETE"))
        #expect(
            ProblemText(style: .answer).text(of: problem)
                == "(datacenter:main, chain:bravo, metadata:motd, exception:APIError) Error 503: Service Unavailable")
    }

    private static let key = MetadataKey("env")!
    private static let web = ProjectName("web")!

    @Test(
        arguments: [
            (
                .readingEnvironment(key), .noAnswer(.connectTimeout),
                "(datacenter:main, chain:bravo, metadata:env, exception:ConnectTimeout) error obtaining the environment from the metadata: the connection was not made in time"
            ),
            (
                .parsingEnvironment(key, .malformed("line 2, column 5: no value here")), nil,
                "(datacenter:main, chain:bravo, metadata:env, exception:YAMLError) error parsing the environment: line 2, column 5: no value here"
            ),
            (
                .parsingEnvironment(key, .noMapping), nil,
                "(datacenter:main, chain:bravo, metadata:env) environment is not a dictionary!"
            ),
            (
                .parsingEnvironment(key, .notText(name: "PORT")), nil,
                "(datacenter:main, chain:bravo, metadata:env, exception:TypeError) error parsing the environment: 'PORT' must be text"
            ),
            (
                .readingProjectFile(key), refused(404, "", #"{"message": "no"}"#),
                #"(datacenter:main, chain:bravo, metadata:env, exception:APIError) error obtaining the project file from the metadata: (status:404, reason:Not Found) {"message": "no"}"#
            ),
            (
                .creatingProject(web), .noAnswer(.connect("Connection refused")),
                "(datacenter:main, chain:bravo, project:web, exception:ConnectError) error creating the project: Connection refused"
            ),
            (
                .writingMetadata(key), .noAnswer(.readTimeout),
                "(datacenter:main, chain:bravo, metadata:env, exception:ReadTimeout) error writing the metadata: no answer came in time"
            ),
            (
                .checkingAutoscale, refused(401, "", method: "HEAD"),
                "(datacenter:main, chain:bravo, exception:APIError) error when checking if the project is auto-scalable: Error 401: Unauthorized"
            ),
            (
                .destroyingProject(web), .noAnswer(.read("")),
                "(datacenter:main, chain:bravo, project:web, exception:ReadError) error destroying the project: the connection broke before the answer was whole"
            ),
            (
                .cancellingProject(web), .unreadable(url: "http://s/x"),
                "(datacenter:main, chain:bravo, project:web, exception:JSONDecodeError) error cancelling this project: the answer of 'http://s/x' is not what the API promises"
            ),
            (
                .reading(function: "get_projects"), .noAnswer(.protocolViolation("no HTTP")),
                "(function:get_projects, exception:RemoteProtocolError) error executing the remote call: no HTTP"
            ),
            (
                .walking(.badName("a\u{1B}[1m")), nil,
                "(datacenter:main, chain:bravo) 'a\\x1b[1m' is no name of a chain: \(ChainName.rule)"
            ),
        ] as [(ClientProblem.Activity, CallFailure?, String)])
    func `a problem reads as the catalogue has it`(
        activity: ClientProblem.Activity, failure: CallFailure?, text: String
    ) {
        #expect(
            ProblemText(style: .answer).text(
                of: ClientProblem(node: Self.bravo, activity: activity, failure: failure)) == text)
    }

    @Test(arguments: [
        (301, "Redirect response '301 Moved Permanently'"), (404, "Client error '404 Not Found'"),
        (503, "Server error '503 Service Unavailable'"), (599, "Server error '599 '"),
    ])
    func `the words of the library follow the class of the status`(status: Int, start: String) {
        let text = ProblemText(style: .library).message(of: Self.refused(status, "/v1/x"))
        #expect(text.hasPrefix(start + " for url 'http://127.0.0.1:26881/v1/x'\n"))
        #expect(text.hasSuffix("/HTTP/Status/\(status)"))
    }

    @Test(
        arguments: [
            (.unknownDatacenter("x"), 66, "(datacenter:x) data center cannot be found."),
            (.wrongKind("readOnly", .deploy), 78, "(kind:readOnly) can't deploy a read-only deployment!"),
            (.wrongKind("readOnly", .destroy), 78, "(kind:readOnly) can't destroy a read-only deployment!"),
            (.wrongKind("metadata", .cancel), 78, "(kind:metadata) can't cancel this type of deployment!"),
            (
                .scaled("directorProject"), 78,
                "(kind:directorProject) can't cancel a deployment with scale options set."
            ),
        ] as [(ClientRefusal, Int32, String)])
    func `a command that does nothing says why, with its status`(refusal: ClientRefusal, status: Int32, text: String) {
        #expect(refusal.text == text)
        #expect(refusal.exitStatus == status)
    }
}
