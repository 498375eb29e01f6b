import Testing

@testable import Domain

@Suite("Routes")
struct RouteMatchTests {
    private let web = ProjectName("web")!

    @Test func `a path of this node names its resource`() {
        #expect(RouteMatch(target: "/v1/ping")?.route == .ping)
        #expect(RouteMatch(target: "/v1/ping/")?.route == .ping)
        #expect(RouteMatch(target: "/v1/ping?x=1")?.route == .ping)
        #expect(RouteMatch(target: "/v1/project/info/web")?.route == .project(.info, ProjectName("web")!))
        #expect(RouteMatch(target: "/v1/metadata")?.route == .metadataList)
        #expect(RouteMatch(target: "/v1/metadata/a.b")?.route == .metadata(MetadataKey("a.b")!))
        #expect(RouteMatch(target: "/v1/jails/logs/")?.route == .jailLogs)
        #expect(RouteMatch(target: "/")?.route == .root)
        #expect(RouteMatch(target: "/v1")?.route == .root)
        #expect(RouteMatch(target: "/v1/")?.route == .root)
    }

    @Test func `a path through a chain names the chain, the resource and what is put behind the next hop`() {
        let match = RouteMatch(target: "/v1/chain/alpha.charlie/project/up/web?x")
        #expect(match?.place == .chain(ChainPath("alpha.charlie")!))
        #expect(match?.route == .project(.up, web))
        #expect(match?.suffix == "project/up/web")
        #expect(RouteMatch(target: "/v1/chain/alpha/ping/")?.suffix == "ping")
    }

    @Test(arguments: ["a..b", "a.", "a.-b"])
    func `a chain that the URL allows but no list of names is told apart from an unknown route`(chain: String) {
        #expect(RouteMatch(target: "/v1/chain/\(chain)/ping")?.place == .malformedChain(chain))
    }

    @Test(arguments: [
        "", "*", "ping", "/v2/ping", "/v1/nothing/here", "/v1//ping", "/v1/ping//", "/v1/project/info/", "/v1/chain/a",
        "/v1/chain/a/", "/v1/chain/-a/ping", "/v1/chain/%61/ping", "/v1/project/info/w%65b", "/v1/project/info/a%20b",
        "/v1/project/info/web/", "/v1/metadata/9bad", "/v1/metadata/a.1", "/v1/metadata/..", "/v1/metadata/%2e%2e",
        "/v1/metadata/a%2Fb", "/v1/jail/info/-x", "/v1/jail/secret/web", "/v1/project/restart/web",
        "/v1/projects/log/2020-01-01/web/makejail.log", "/v1/projects/log/2020-01-01_00h00m00s/web/makejail.txt",
        "/v1/projects/log/2020-01-01_00h00m00s/../makejail.log", "/v1/jail/log/a/b/c", "/v1/jail/log/a/b/c/d/e",
        "/v1/jail/log/a//c/d", "/v1/metadata/aaaaaaaaaaaaaaaaaaaaaaaaaa!", "/v1/vm/a",
    ])
    func `a path that is no resource matches nothing`(target: String) {
        #expect(RouteMatch(target: target) == nil)
    }

    @Test(arguments: ["%2e%2e", "%2F", "%00", "..", "%2Fetc%2Fpasswd", "%ff", "%", "%2", "%zz", "a%2fb"])
    func `a part of a jail log that is no file name asks for a log that is not there`(part: String) {
        #expect(RouteMatch(target: "/v1/jail/log/jails/web/start/\(part)")?.route == .jailLog(nil))
        #expect(RouteMatch(target: "/v1/jail/log/\(part)/web/start/x.log")?.route == .jailLog(nil))
    }

    @Test func `the parts of a jail log are decoded once`() {
        guard case .jailLog(let place?) = RouteMatch(target: "/v1/jail/log/jails/web/start/a%252e.log")?.route else {
            Issue.record("no log")
            return
        }
        #expect(place.file.text == "a%2e.log")
    }

    @Test func `names of chains have 255 characters at the most`() {
        let longest = String(repeating: "x", count: 255)
        #expect(RouteMatch(target: "/v1/chain/a.\(longest)/ping")?.place == .chain(ChainPath("a.\(longest)")!))
        #expect(RouteMatch(target: "/v1/chain/a.\(longest)x/ping") == nil)
    }

    @Test func `a path of 10,000 characters of a name is refused`() {
        let long = String(repeating: "a", count: 10_000)
        for target in ["/v1/project/info/\(long)", "/v1/metadata/\(long)!", "/v1/chain/\(long)/ping", "/\(long)"] {
            #expect(RouteMatch(target: target) == nil)
        }
    }

    @Test func `every operation of every route requires a role and names itself`() {
        let jail = JailName("j")!
        var routes: [Route] = [
            .ping, .labels, .chains, .jails, .stats, .jailLogs, .projects, .projectLogs, .metadataList, .namespaceList,
            .jailLog(nil), .virtualMachine(VirtualMachineName("vm")!), .metadata(MetadataKey("m")!),
            .namespace(MetadataKey("n")!),
        ]
        routes += Route.JailAspect.allCases.map { .jail($0, jail) }
        routes += Route.ProjectAspect.allCases.map { .project($0, web) }
        for route in routes {
            let operations = ["GET", "HEAD", "POST", "PUT", "DELETE"].compactMap { method in
                route.operation(method).map { (method, $0) }
            }
            #expect(!operations.isEmpty, "\(route)")
            for (method, operation) in operations {
                #expect(!operation.function.isEmpty, "\(route)")
                let isChange = !["GET", "HEAD"].contains(method)
                #expect(operation.role == (isChange ? .deploy : .read), "\(method) \(route)")
            }
        }
    }
}

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test(arguments: ["", "a", "a/b", "ä ö", "100%", "..", "?#"])
    func `what is encoded is decoded to what it was`(text: String) {
        #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
    }

    @Test(arguments: ["%", "%4", "%g1", "%ff"])
    func `a cut escape and bytes that are no UTF-8 are refused`(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }
}
