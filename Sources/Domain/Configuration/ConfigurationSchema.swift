/// Every key of `overlord.yml`, in the order in which 0.25 prints them. Source: configuration contract, sections 4, 5
/// and 10.
enum ConfigurationSchema {
    /// The largest body of a request, in bytes, unless the file says so.
    static let bodyLimit = 16_777_216

    private static let count = 0...Int(Int32.max)
    private static let positive = 1...Int(Int32.max)
    private static let port = 1...65_535
    private static let seconds = Int(Int32.min)...Int(Int32.max)

    static func settings(_ place: Configuration.Place) -> [Setting] {
        let prefix = place.prefix
        return [
            Setting("serverid", .filledText, .string(prefix + "/serverid")),
            Setting("port", .integer(port), 8888),
            Setting(
                "tls",
                section: [
                    Setting("keyfile", .filledText, .null), Setting("certfile", .filledText, .null),
                    Setting("port", .integer(port), 9331),
                ]),
            Setting("debug", .boolean, false, replacement: "the log says what went wrong; 'log.level' says how much"),
            Setting("compress_response", .boolean, true),
            polling,
            memcache,
            Setting("secret_key", .filledText, .null),
            Setting("secret_keyfile", .filledText, .string(prefix + "/keyfile")),
            Setting(
                "log_config", .anything, .null,
                replacement: "'log' says where the log goes, how much of it, and in which form"),
            Setting("chains", .named(by: .chain, chain), [:]),
            Setting("labels", .labels, ["all"]),
            Setting(
                "director",
                section: [
                    Setting("logs", .filledText, .string(place.home + "/.director/logs")),
                    Setting("projects", .filledText, .string(place.home + "/.director/projects"), isNew: true),
                    Setting(
                        "locks", .filledText,
                        .string(place.isRoot ? "/tmp/director/locks" : place.home + "/.director/locks"), isNew: true),
                ]),
            Setting(
                "appjail",
                section: [
                    Setting("jails", .filledText, "/usr/local/appjail/jails"),
                    Setting("logs", .filledText, "/var/log/appjail"),
                    Setting("images", .filledText, "/usr/local/appjail/cache/images"),
                ]),
            Setting(
                "beanstalkd_addr", .queueAddress, ["127.0.0.1", 11300], replacement: "jobs are kept in 'state'"),
            Setting(
                "beanstalkd_secret", .filledText, .string(prefix + "/beanstalkd_secret"),
                replacement: "jobs are kept in 'state'"),
            Setting("execution_time", .integer(positive), 10_800, nullIsValue: true),
            // Seconds that Director gets to stop its jails in order before it is killed.
            Setting("stop_grace", .integer(positive), .integer(Configuration.usualStopGrace), isNew: true),
            Setting("dataplaneapi", section: proxy(isAddressRequired: false)),
            Setting("haproxy_stats", section: proxy(isAddressRequired: true)),
            Setting("skydns", section: [Setting("path", .filledText, "/skydns"), Setting("zone", .zone, ".")]),
            Setting("etcd", .named(by: .host, etcd), ["localhost": Setting.defaults(of: etcd)]),
            Setting("max_watch_commands", .integer(positive), .integer(place.processors)),
            Setting(
                "metadata",
                section: [
                    Setting("location", .filledText, .string(prefix + "/metadata")),
                    Setting("size", .integer(1024...64 << 20), 1_048_576),
                    Setting("namespaces", .filledText, .string(prefix + "/namespace")),
                ]),
            Setting("components", .filledText, .string(prefix + "/components")),
            Setting(
                "autodisable",
                section: [
                    Setting("enabled", .boolean, true), Setting("failures", .integer(positive), 2),
                    Setting("interval", .integer(positive), 60), Setting("increase", .integer(positive), 60),
                    Setting("max-increase", .integer(positive), 1800), Setting("strict", .boolean, true),
                ]),
            Setting("max_autoscale_logs", .integer(positive), 30),
            Setting(
                "autoscale_logs_expire_time", .integer(positive), 600,
                replacement: "what autoscaling did is kept in 'state', 'max_autoscale_logs' entries a project"),
            Setting("listen", .listener, .null, isNew: true),
            Setting("state", .filledText, .string(place.state), isNew: true),
            Setting("body_limit", .integer(65_536...1 << 30), .integer(bodyLimit), isNew: true),
            Setting(
                "log",
                section: [
                    Setting("level", .choice(levels), "info", isNew: true),
                    Setting(
                        "levels",
                        section: JournalArea.allCases.map {
                            Setting($0.rawValue, .choice(levels), .null, isNew: true)
                        }, isNew: true),
                    Setting("file", .filledText, .null, isNew: true),
                    Setting(
                        "format", .choice(Configuration.Log.Format.allCases.map(\.rawValue)), "text", isNew: true),
                ], isNew: true),
        ]
    }

    private static let levels = JournalLevel.allCases.map(\.rawValue)

    private static let polling = Setting(
        "polling",
        section: [
            Setting(
                "adaptive",
                section: [
                    Setting("poll_window", .integer(count), 180), Setting("max_idle", .integer(count), 900),
                    Setting("idle_penalty", .integer(count), 900),
                    Setting("max_idle_penalty", .integer(positive), 86_400),
                ]),
            Setting("jail_stats", .integer(count), 12),
            Setting(
                "jail_info", .integer(count), 8, replacement: "one look at the jails tells all, every 'polling.jails'"),
            Setting("projects", .integer(count), 6),
            Setting("jails", .integer(count), 4),
            Setting("jail_extras", .integer(count), 6, replacement: "these lists are read when they are asked for"),
            Setting(
                "project_info", .integer(count), 9,
                replacement: "one look at the projects tells all, every 'polling.projects'"),
            Setting("autoscale", .integer(count), 15),
            Setting("heartbeat", .integer(count), .null),
            Setting("skew", .range, [6, 10]),
            Setting("keywords", section: keywords),
        ])

    private static let keywords: [Setting] = [
        keyword("stats", Keywords.statistics, Keywords.statistics),
        keyword("jail", Keywords.jail, ["name", "network_ip4", "ports", "status", "type", "version"]),
        keyword("devfs", Keywords.devfs, ["enabled", "rule", "name"]),
        keyword(
            "expose", Keywords.expose,
            ["enabled", "name", "network_name", "hport", "jport", "protocol", "ext_if", "on_if"]),
        keyword(
            "healthcheck", Keywords.healthcheck,
            ["enabled", "name", "status", "health_cmd", "health_type", "recover_cmd", "recover_type"]),
        keyword("label", ["value"], ["value"]),
        keyword("limits", Keywords.limits, ["enabled", "name", "rule"]),
        keyword("nat", ["rule"], ["rule"]),
        keyword("volume", Keywords.volume, ["mountpoint", "type", "uid", "gid", "perm"]),
        keyword("fstab", Keywords.fstab, Keywords.fstab),
    ]

    private static func keyword(_ name: String, _ allowed: [String], _ standard: [String]) -> Setting {
        Setting(name, .texts(among: allowed), .array(standard.map { .string($0) }))
    }

    private static let memcache = Setting(
        "memcache",
        section: [
            Setting("connections", .texts(among: nil), ["127.0.0.1"]),
            Setting("max_pool_size", .integer(positive), .null),
            Setting("pool_idle_timeout", .integer(count), 0, inSection: 2),
            Setting("retry_attempts", .integer(positive), 2), Setting("retry_timeout", .integer(positive), 1),
            Setting("dead_timeout", .integer(positive), 60), Setting("connect_timeout", .integer(positive), 5),
            Setting("timeout", .integer(positive), 8), Setting("no_delay", .boolean, true),
        ], replacement: "what memcached kept is kept by the server itself")

    private static let chain: [Setting] =
        [Setting("entrypoint", .address, nil), Setting("access_token", .token, nil)]
        + client(timeout: 10, connect: 5) + [
            Setting("disable", .boolean, false),
            Setting("cacert", .filledText, .null),
            Setting(
                "retry",
                section: [
                    Setting("total", .number(0...1000), 6),
                    Setting("max_backoff_wait", .number(0...86_400), .double(10)),
                    Setting("backoff_factor", .number(0...86_400), .double(0.2)),
                    Setting("respect_retry_after_header", .boolean, true),
                    Setting("backoff_jitter", .number(0...1), .double(1)),
                ], replacement: "requests are not repeated on their way"),
        ]

    private static func client(timeout: Int, connect: Int) -> [Setting] {
        let kept = "connections are kept and closed as needed"
        return [
            Setting("timeout", .integer(seconds), 0),
            Setting("read_timeout", .timeLimit, .integer(timeout)),
            Setting(
                "write_timeout", .integer(seconds), .integer(timeout), replacement: "'read_timeout' counts for both"),
            Setting("connect_timeout", .timeLimit, .integer(connect)),
            Setting("pool_timeout", .integer(seconds), 60, replacement: "waiting counts as connecting"),
            Setting("max_keepalive_connections", .integer(seconds), 1000, replacement: kept),
            Setting("max_connections", .integer(1...1_000_000), 1024),
            Setting("keepalive_expiry", .integer(seconds), 60, replacement: kept),
        ]
    }

    private static func proxy(isAddressRequired: Bool) -> [Setting] {
        [
            Setting("entrypoint", .address, .null),
            Setting(
                "auth", section: [Setting("username", .text, .null), Setting("password", .text, .null)]),
        ] + client(timeout: 30, connect: 10) + [Setting("cacert", .filledText, .null)]
    }

    private static let etcd: [Setting] = [
        Setting("port", .integer(port), 2379), Setting("protocol", .choice(["http", "https"]), "http"),
        Setting("ca_cert", .filledText, .null), Setting("cert_key", .filledText, .null),
        Setting("timeout", .integer(positive), .null), Setting("api_path", .filledText, .null),
        Setting("cert", .filledText, .null, isNew: true),
    ]

    /// The properties that AppJail knows (configuration contract, section 5).
    private enum Keywords {
        static let jail = [
            "alt_name", "appjail_version", "arch", "boot", "container", "container_boot", "container_image",
            "container_pid", "created", "devfs_ruleset", "dirty", "ephemeral", "hostname", "inet", "inet6", "ip4",
            "ip6", "is_container", "locked", "name", "network_ip4", "networks", "path", "priority", "ports",
            "release_name", "status", "type", "version", "version_extra", "x11_display", "xephyr_pid",
        ]
        static let statistics = [
            "cputime", "datasize", "stacksize", "coredumpsize", "memoryuse", "memorylocked", "maxproc", "openfiles",
            "vmemoryuse", "pseudoterminals", "swapuse", "nthr", "msgqqueued", "msgqsize", "nmsgq", "nsem", "nsemop",
            "nshm", "shmsize", "wallclock", "pcpu", "readbps", "writebps", "readiops", "writeiops",
        ]
        static let devfs = ["enabled", "name", "rule"]
        static let expose = [
            "enabled", "name", "network_name", "hport", "jport", "protocol", "ext_if", "on_if", "rule",
        ]
        static let healthcheck = [
            "enabled", "health_cmd", "health_type", "interval", "kill_after", "name", "recover_cmd",
            "recover_kill_after", "recover_timeout", "recover_timeout_signal", "recover_total", "recover_type",
            "retries", "start_period", "status", "timeout", "timeout_signal",
        ]
        static let limits = ["action", "enabled", "name", "per", "resource", "rule"]
        static let volume = ["name", "mountpoint", "type", "uid", "gid", "perm"]
        static let fstab = ["enabled", "name", "device", "mountpoint", "type", "options", "dump", "pass"]
    }
}
