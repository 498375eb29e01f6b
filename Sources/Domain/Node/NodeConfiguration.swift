/// The settings of one node that the engine needs. They are many and never change, so all that need them share them.
package final class NodeConfiguration: Sendable {
    /// A neighbour below this node.
    package struct Neighbour: Sendable {
        package var name: ChainName
        /// Left out entirely when true.
        package var isDisabled: Bool
        /// The longest that one request to it may take when the caller names no deadline. Default 15 s: 5 to connect
        /// and 10 for the answer.
        package var timeLimit: Duration

        package init(name: ChainName, isDisabled: Bool = false, timeLimit: Duration = .seconds(15)) {
            self.name = name
            self.isDisabled = isDisabled
            self.timeLimit = timeLimit
        }
    }

    /// How often the node looks at what it hosts; the section `polling` of the configuration.
    package struct Polling: Sendable {
        package var jails: Duration
        package var statistics: Duration
        package var projects: Duration
        /// Whole seconds drawn and added to every pause, so that nodes do not move in step.
        package var skew: ClosedRange<Int>
        package var adaptive: AdaptivePolling.Settings
        /// Pause between rounds of pings; `nil` for none.
        package var heartbeat: Duration?

        package init(
            jails: Duration = .seconds(4), statistics: Duration = .seconds(12), projects: Duration = .seconds(6),
            skew: ClosedRange<Int> = 6...10, adaptive: AdaptivePolling.Settings = AdaptivePolling.Settings(),
            heartbeat: Duration? = nil
        ) {
            self.jails = jails
            self.statistics = statistics
            self.projects = projects
            self.skew = skew
            self.adaptive = adaptive
            self.heartbeat = heartbeat
        }
    }

    /// Which properties of jails are collected; the section `polling.keywords`.
    package struct Keywords: Sendable {
        package var jail: [String]
        package var statistics: [String]
        package var extras: [JailExtra: [String]]

        package init(jail: [String], statistics: [String], extras: [JailExtra: [String]]) {
            self.jail = jail
            self.statistics = statistics
            self.extras = extras
        }

        /// What 0.25 collects by default (configuration contract, section 5).
        package static let standard = Keywords(
            jail: ["name", "network_ip4", "ports", "status", "type", "version"],
            statistics: [
                "cputime", "datasize", "stacksize", "coredumpsize", "memoryuse", "memorylocked", "maxproc",
                "openfiles", "vmemoryuse", "pseudoterminals", "swapuse", "nthr", "msgqqueued", "msgqsize", "nmsgq",
                "nsem", "nsemop", "nshm", "shmsize", "wallclock", "pcpu", "readbps", "writebps", "readiops",
                "writeiops",
            ],
            extras: [
                .devfs: ["enabled", "rule", "name"],
                .expose: ["enabled", "name", "network_name", "hport", "jport", "protocol", "ext_if", "on_if"],
                .healthcheck: [
                    "enabled", "name", "status", "health_cmd", "health_type", "recover_cmd", "recover_type",
                ],
                .limits: ["enabled", "name", "rule"],
                .fstab: ["enabled", "name", "device", "mountpoint", "type", "options", "dump", "pass"],
                .labels: ["value"],
                .nat: ["rule"],
                .volumes: ["mountpoint", "type", "uid", "gid", "perm"],
            ])
    }

    package let labels: [Label]
    /// In the order of the configuration, which is the one of listings.
    package let neighbours: [Neighbour]
    package let smartTimeouts: SmartTimeouts.Settings
    package let polling: Polling
    package let keywords: Keywords
    /// Jobs that may run at once (`max_watch_commands`).
    package let parallelJobs: Int
    /// How long a job may take; `nil` for no limit (`execution_time`).
    package let executionTime: Duration?
    /// The longest metadata value, in characters (`metadata.size`).
    package let metadataSize: Int
    /// The folder of the namespaces, as listings and errors tell it (`metadata.namespaces`).
    package let namespaceFolder: String
    /// Variables that every Director of this node is given: the folders of metadata and namespaces.
    package let directorEnvironment: [JobRequest.Variable]
    /// The largest body of a request with a good token, in bytes.
    package let bodyLimit: Int

    package init(
        labels: [Label] = [.all], neighbours: [Neighbour] = [],
        smartTimeouts: SmartTimeouts.Settings = SmartTimeouts.Settings(), polling: Polling = Polling(),
        keywords: Keywords = .standard, parallelJobs: Int = 2, executionTime: Duration? = .seconds(10_800),
        metadataSize: Int = 1_048_576, namespaceFolder: String = "/namespace",
        directorEnvironment: [JobRequest.Variable] = [],
        bodyLimit: Int = 16_777_216
    ) {
        self.labels = labels
        self.neighbours = neighbours
        self.smartTimeouts = smartTimeouts
        self.polling = polling
        self.keywords = keywords
        self.parallelJobs = parallelJobs
        self.executionTime = executionTime
        self.metadataSize = metadataSize
        self.namespaceFolder = namespaceFolder
        self.directorEnvironment = directorEnvironment
        self.bodyLimit = bodyLimit
    }
}
