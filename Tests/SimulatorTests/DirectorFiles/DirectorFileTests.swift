import Domain
import Simulator
import Testing

@Suite("Director files on a modelled host")
struct DirectorFileTests {
    /// The file of the story of the HTTP server, as people write it.
    private static let hello = """
        options:
          - virtualnet: ':<random> default'
          - nat:
        services:
          darkhttpd:
            makejail: 'gh+DtxdF/hello-http-makejail'
            options:
              - expose: '9128:80 ext_if:tailscale0 on_if:tailscale0'
              - label: 'overlord.load-balancer:1'
              - label: 'overlord.load-balancer.set.check:"enabled"'
            arguments:
              - darkhttpd_tag: 14.2
        """

    private static let volumes = """
        # A comment, and a document mark.
        ---
        services:
            filebrowser:   # indented by four
                makejail: "gh+AppJail-makejails/filebrowser"
                volumes:
                - db: filebrowser-db
                - log: 'filebrowser-log'
                start-environment: [ { FB_NOAUTH: 1 }, {'FB_X': "a # b"} ]
                scripts:
                  - text: |
                      set -e
                      echo 'a: b'

                    type: local
                    post-start: yes
        default_volume_type: '<volumefs>'
        volumes: {db: {device: /var/db}, log: {device: /var/log}}
        ...
        """

    private static func services(of text: String) throws -> [String]? {
        var world = HostWorld()
        let result = try world.up("p", text)
        #expect(result.errorOutput == "")
        return world.model.description(of: "p")?.services.map(\.name)
    }

    @Test func `files as people write them are taken`() throws {
        #expect(try Self.services(of: Self.hello) == ["darkhttpd"])
        #expect(try Self.services(of: Self.volumes) == ["filebrowser"])
        #expect(try Self.services(of: Self.hello.replacing("\n", with: "\r\n")) == ["darkhttpd"])
        #expect(try Self.services(of: "services: {}") == [])
        #expect(try Self.services(of: "services:\n  b: {}\n  a: {makejail: x}\n") == ["b", "a"])
    }

    @Test(
        arguments: [
            ("", "InvalidSpec"), ("services:\n", "InvalidSpec"), ("services: 1\n", "InvalidSpec"),
            ("- a\n- b\n", "InvalidSpec"), ("services: {}\nfoo: 1\n", "InvalidSpec"),
            ("services:\n  web: 1\n", "InvalidSpec"), ("services:\n  web:\n    unknown: 1\n", "InvalidSpec"),
            ("services:\n  'we b': {}\n", "InvalidSpec"), ("services:\n  web:\n    name: -x\n", "InvalidSpec"),
            ("services:\n  web:\n    name: a.b\n", "InvalidSpec"),
            ("services:\n  web:\n    options: x\n", "InvalidSpec"),
            ("services:\n  web:\n    options:\n      - nat\n", "InvalidSpec"),
            ("services:\n  web:\n    options:\n      - a: 1\n        b: 2\n", "InvalidSpec"),
            ("services:\n  web:\n    priority: high\n", "InvalidSpec"),
            ("services:\n  web:\n  web:\n", "YAMLError"), ("services: [1, 2\n", "YAMLError"),
            ("services: 'x\n", "YAMLError"), ("services:\n\tweb: {}\n", "YAMLError"),
            ("services:\n    web: {}\n  db: {}\n", "YAMLError"), ("services: &a {}\nvolumes: *a\n", "YAMLError"),
            ("services: {}\nno colon\n", "YAMLError"), ("services: \"\\x41\"\n", "YAMLError"),
        ])
    func `a file that is not as it should be is refused and makes no project`(text: String, kind: String) throws {
        var world = HostWorld()
        let result = try world.up("p", text)
        #expect(result.exit == .status(70))
        #expect(result.errorOutput.contains(" type: \(kind)\n"), "\(result.errorOutput)")
        #expect(world.model.description(of: "p") == nil)
        #expect(world.model.jailNames == [])
    }

    @Test func `collections that are nested without end are refused, not followed`() throws {
        var world = HostWorld()
        let flow = "services: " + String(repeating: "[", count: 100_000)
        let deepFlow = try world.up("p", flow)
        #expect(deepFlow.errorOutput.contains("YAMLError"))
        let block = (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        let deepBlock = try world.up("p", block)
        #expect(deepBlock.errorOutput.contains("YAMLError"))
    }

    @Test func `the environment is put in where the tag says so`() throws {
        var world = HostWorld()
        let text = """
            services:
              web:
                name: !ENV '${JAIL}'
                makejail: !ENV '${OVERLORD_METADATA}/x.makejail'
              db:
                name: !ENV "${ABSENT:fallback}"
                makejail: '${JAIL}'
            """
        try world.up(
            "p", text,
            environment: [
                .init(name: "JAIL", value: "first"), .init(name: "OVERLORD_METADATA", value: "/metadata"),
                .init(name: "JAIL", value: "last"),
            ])
        #expect(world.model.description(of: "p")?.services.map(\.jail) == ["last", "fallback"])
        let date = try #require(world.model.description(of: "p")?.lastLog)
        #expect(
            world.model.directorLog(date: date, service: "web", file: "makejail.log")
                == "[00:00:00] [ info  ] [last] Building /metadata/x.makejail ...")
        #expect(
            world.model.directorLog(date: date, service: "db", file: "makejail.log")
                == "[00:00:00] [ info  ] [fallback] Building ${JAIL} ...")
    }

    @Test func `a jail without a name gets ten digits that are no number, and keeps them`() throws {
        var world = HostWorld()
        let file = "services:\n" + (0..<200).map { "  s\($0): {}\n" }.joined()
        try world.up("p", file)
        let jails = try #require(world.model.description(of: "p")).services.map(\.jail)
        #expect(Set(jails).count == 200)
        for jail in jails {
            #expect(jail.count == 10 && JailName(jail) != nil && Int(jail) == nil)
        }
        try world.up("p", file.replacing("s7: {}", with: "s7: {makejail: other}"))
        #expect(world.model.description(of: "p")?.services.map(\.jail) == jails)
    }
}
