extension NodeConfiguration {
    /// The settings of the engine as `overlord.yml` has them.
    package convenience init(_ configuration: Configuration) {
        let standard = Polling()
        self.init(
            labels: configuration.labels,
            neighbours: configuration.chains.map {
                Neighbour(name: $0.name, isDisabled: $0.isDisabled, timeLimit: $0.timeLimit)
            },
            smartTimeouts: configuration.smartTimeouts,
            polling: Polling(
                jails: configuration.pause("jails") ?? standard.jails,
                statistics: configuration.pause("jail_stats") ?? standard.statistics,
                projects: configuration.pause("projects") ?? standard.projects, skew: configuration.skew,
                adaptive: configuration.adaptive, heartbeat: configuration.pause("heartbeat")),
            keywords: Keywords(configuration), parallelJobs: configuration.parallelJobs,
            executionTime: configuration.executionTime, metadataSize: configuration.metadataSize,
            namespaceFolder: configuration.namespaceFolder,
            directorEnvironment: [
                JobRequest.Variable(name: "OVERLORD_METADATA", value: configuration.metadataFolder),
                JobRequest.Variable(name: "OVERLORD_NAMESPACES", value: configuration.namespaceFolder),
            ], bodyLimit: configuration.bodyLimit)
    }
}

extension NodeConfiguration.Keywords {
    fileprivate init(_ configuration: Configuration) {
        // The configuration names two of the lists in the singular.
        let extras = JailExtra.allCases.map { extra in
            let name =
                switch extra {
                case .labels: "label"
                case .volumes: "volume"
                default: extra.rawValue
                }
            return (extra, configuration.keywords(name))
        }
        self.init(
            jail: configuration.keywords("jail"), statistics: configuration.keywords("stats"),
            extras: Dictionary(uniqueKeysWithValues: extras))
    }
}
