import Domain

/// Answers of servers that belong to the recorded texts.
enum Samples {
    static let statistics: JSONValue = [
        "cputime": 12, "datasize": 1_048_576, "stacksize": 65536, "coredumpsize": 0, "memoryuse": 33_554_432,
        "memorylocked": 0, "maxproc": 5, "openfiles": 96, "vmemoryuse": 268_435_456, "pseudoterminals": 0, "swapuse": 0,
        "nthr": 7, "msgqqueued": 0, "msgqsize": 0, "nmsgq": 0, "nsem": 0, "nsemop": 0, "nshm": 0, "shmsize": 0,
        "wallclock": 3600, "pcpu": 1, "readbps": 0, "writebps": 4096, "readiops": 0, "writeiops": 1,
    ]

    /// What `project/info` answers for a project that stands.
    static func standing(_ log: String, _ services: KeyValuePairs<String, String>, age: Double, job: Int) -> JSONValue {
        [
            "name": "ignored", "state": "DONE", "last_log": .string("2026-11-22_15h02m\(log)s"), "locked": false,
            "services": .array(services.map { ["name": .string($0.key), "status": 0, "jail": .string($0.value)] }),
            "up": completed(age: age, job: job),
        ]
    }

    static func completed(age: Double, job: Int) -> JSONValue {
        [
            "operation": "COMPLETED",
            "output": ["rc": 0, "stdout": ["errlevel": 0, "message": .null, "failed": []], "stderr": ""],
            "last_update": .double(age), "job_id": .integer(job), "restarted": false,
            "labels": ["error": false, "message": .null],
        ]
    }

    typealias Projects = [String: [(name: String, info: JSONValue)]]

    static let projects: Projects = [
        "": [("limited", standing("51", ["one": "fccde26acd"], age: 20.2812, job: 1))],
        "alpha": [
            ("limited", standing("51", ["one": "30f84194c4"], age: 20.52, job: 3)),
            ("web", standing("48", ["nginx": "d85044ce46", "worker": "7d7d68b1d1"], age: 23.441, job: 1)),
        ],
        "alpha.charlie": [("db", standing("50", ["mariadb": "mariadb"], age: 21.8349, job: 1))],
        "bravo": [("web", standing("48", ["nginx": "cdd2064634", "worker": "5cadd665c3"], age: 23.59, job: 1))],
    ]

    static let webAlone: Projects = [
        "alpha": [("web", standing("48", ["nginx": "d85044ce46", "worker": "7d7d68b1d1"], age: 24.01, job: 1))],
        "bravo": [("web", standing("48", ["nginx": "cdd2064634", "worker": "5cadd665c3"], age: 24.13, job: 1))],
    ]

    static func tree(_ projects: Projects) -> FakeTree {
        FakeTree { request in
            for (chain, list) in projects {
                let prefix = "GET /v1/" + (chain.isEmpty ? "" : "chain/\(chain)/")
                if request == prefix + "projects" {
                    return .status(200, ["projects": .array(list.map { .string($0.name) })])
                }
                for (name, info) in list where request == prefix + "project/info/\(name)" {
                    return .status(200, ["info": info])
                }
            }
            return nil
        }
    }

    static func metadata() -> FakeTree {
        let values: KeyValuePairs<String, JSONValue> = [
            "other": "x",
            "makejail":
                "OPTION start\nOPTION overwrite=force\n\nINCLUDE gh+DtxdF/efficient-makejail\n\nPKG nginx\nSERVICE nginx oneenable start\n",
            "motd": "hello", "index": "<h1>It works</h1>\n",
        ]
        return FakeTree { request in
            if request.hasSuffix("/metadata") {
                return .status(200, ["metadata": .array(values.map { .string($0.key) })])
            }
            return values.first { request.hasSuffix("/metadata/\($0.key)") }.map {
                .status(200, ["metadata": $0.value])
            }
        }
    }

    /// The chain centralita with two jails, one of which says nothing of itself.
    static func jail() -> FakeTree {
        let nodes = ["centralita": FakeTree.Node(labels: ["all", "centralita", "services"], chains: [])]
        return FakeTree(nodes) { request in
            let prefix = "GET /v1/chain/centralita/jail"
            if request == prefix + "s" { return .status(200, ["jails": ["2a67806954", "quiet"]]) }
            let empty: KeyValuePairs<String, JSONValue> = ["stats": [:], "info": [:], "cpuset": .null]
            for (item, value) in facts where request == "\(prefix)/\(item)/2a67806954" {
                return .status(200, .object(JSONObject([(name: item, value: value)])))
            }
            for item in JailItem.allCases where request == "\(prefix)/\(item)/quiet" {
                let value = empty.first { $0.key == item.rawValue }?.value ?? []
                return .status(200, .object(JSONObject([(name: item.rawValue, value: value)])))
            }
            return nil
        }
    }

    private static let facts: KeyValuePairs<String, JSONValue> = [
        "stats": [
            "cputime": 91, "datasize": 8_400_896, "stacksize": 0, "coredumpsize": 0, "memoryuse": 75_104_256,
            "memorylocked": 0, "maxproc": 4, "openfiles": 296, "vmemoryuse": 1_367_982_080, "pseudoterminals": 0,
            "swapuse": 0, "nthr": 13, "msgqqueued": 0, "msgqsize": 0, "nmsgq": 0, "nsem": 0, "nsemop": 0, "nshm": 0,
            "shmsize": 0, "wallclock": 363548, "pcpu": 0, "readbps": 0, "writebps": 0, "readiops": 0, "writeiops": 0,
        ],
        "info": [
            "name": "2a67806954", "network_ip4": "10.0.0.3", "ports": "53/tcp,53/udp,53/tcp,53/udp", "status": "UP",
            "type": "thin", "version": "14.2-RELEASE",
        ],
        "cpuset": "0, 1", "devfs": [], "healthcheck": [], "limits": [],
        "expose": .array([
            expose("udp", "tailscale0", "3"), expose("tcp", "jext", "0"), expose("tcp", "tailscale0", "2"),
            expose("udp", "jext", "1"),
        ]),
        "fstab": [
            [
                "enabled": "1", "name": .null, "device": "/var/appjail-volumes/adguardhome/db",
                "mountpoint": "adguardhome-db", "type": "<volumefs>", "options": "rw", "dump": "0", "pass": .null,
                "nro": "0",
            ]
        ],
        "labels": [
            ["value": "1", "name": "overlord.skydns"], ["value": "adguardhome", "name": "appjail.dns.alt-name"],
            ["value": "tailscale0", "name": "overlord.skydns.interface"],
            ["value": "adguardhome", "name": "overlord.skydns.group"],
        ],
        "nat": [["rule": "nat on \"jext\" from 10.0.0.3 to any -> (\"jext:0\")", "network": "ajnet"]],
        "volumes": [
            [
                "mountpoint": "usr/local/etc/AdGuardHome.yaml", "type": "<pseudofs>", "uid": .null, "gid": .null,
                "perm": "644", "name": "adguardhome-conf",
            ],
            [
                "mountpoint": "/var/db/adguardhome", "type": "<pseudofs>", "uid": .null, "gid": .null, "perm": "750",
                "name": "adguardhome-db",
            ],
        ],
    ]

    private static func expose(_ protocolName: String, _ interface: String, _ number: String) -> JSONValue {
        [
            "enabled": "1", "name": .null, "network_name": "ajnet", "hport": "53", "jport": "53",
            "protocol": .string(protocolName), "ext_if": .string(interface), "on_if": .string(interface),
            "nro": .string(number),
        ]
    }
}
