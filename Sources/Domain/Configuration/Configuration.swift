/// The configuration of a server: `overlord.yml` with all defaults. Source: configuration contract.
package struct Configuration: Equatable, Sendable {
    /// What the defaults depend on.
    package struct Place: Equatable, Sendable {
        /// Folder of files whose place is not configured. Default `/usr/local/overlord`.
        package var prefix: String
        /// Folder of the state of the server. Default `/var/db/overlord`.
        package var state: String
        /// Home of the user that the server runs as.
        package var home: String
        package var isRoot: Bool
        package var processors: Int

        package init(
            prefix: String = "/usr/local/overlord", state: String = "/var/db/overlord", home: String, isRoot: Bool,
            processors: Int
        ) {
            self.prefix = prefix
            self.state = state
            self.home = home
            self.isRoot = isRoot
            self.processors = processors
        }
    }

    /// A neighbour below this server.
    package struct Chain: Equatable, Sendable {
        package var name: ChainName
        package var entrypoint: String
        package var accessToken: String
        package var timeouts: ClientTimeouts
        package var isDisabled: Bool
        package var caFile: String?

        /// The longest that one request may take: its own limit, or connecting and reading together.
        package var timeLimit: Duration {
            timeouts.total ?? ((timeouts.connect ?? .seconds(60)) + (timeouts.read ?? .seconds(600)))
        }
    }

    /// A listener with TLS.
    package struct TLS: Equatable, Sendable {
        package var keyFile: String
        package var certificateFile: String
        package var port: Int
    }

    /// All keys as `print-config` shows them. Secrets included.
    package let json: JSONObject
    private let place: Place

    /// ``json`` with the settings that 0.25 does not know, those of the file and the defaults of the others.
    package var complete: JSONObject {
        Self.joined(Setting.defaults(of: ConfigurationSchema.settings(place), isComplete: true), json)
    }

    /// The default of every setting, and over it what the file says.
    private static func joined(_ defaults: JSONValue, _ given: JSONObject) -> JSONObject {
        var result = given
        for (name, value) in defaults.object?.members ?? [] {
            if let inner = given[name]?.object, value.object != nil, !names.contains(name) {
                result[name] = .object(joined(value, inner))
            } else if given[name] == nil {
                result[name] = value
            }
        }
        return result
    }

    /// Sections whose keys are names of the user's, so that a default is no part of what the file says.
    private static let names = ["chains", "etcd"]

    init(_ json: JSONObject, place: Place) {
        self.json = json
        self.place = place
    }

    // Every value below was checked by the decoder, or is a default of the schema.

    package var port: Int { integer("port") }

    /// The address of the plain listener; `nil` for all. With TLS it is the loopback one unless the file says otherwise.
    package var listen: String? { json["listen"]?.string ?? (tls == nil ? nil : "127.0.0.1") }

    package var tls: TLS? {
        guard let key = self["tls", "keyfile"]?.string, let certificate = self["tls", "certfile"]?.string else {
            return nil
        }
        return TLS(keyFile: key, certificateFile: certificate, port: self["tls", "port"]?.integer ?? 9331)
    }

    package var isCompressing: Bool { json["compress_response"]?.bool ?? true }
    package var secretKey: String? { json["secret_key"]?.string }
    package var secretKeyFile: String { text("secret_keyfile") }
    package var serverIdentifierFile: String { text("serverid") }
    package var stateFolder: String { json["state"]?.string ?? place.state }
    package var bodyLimit: Int { json["body_limit"]?.integer ?? ConfigurationSchema.bodyLimit }

    package var labels: [Label] { (json["labels"]?.array ?? []).compactMap { $0.string.flatMap { Label($0) } } }

    /// In the order of the file.
    package var chains: [Chain] {
        (json["chains"]?.object?.members ?? []).compactMap { name, value in
            guard let name = ChainName(name), let entrypoint = value["entrypoint"]?.string,
                let token = value["access_token"]?.string
            else { return nil }
            return Chain(
                name: name, entrypoint: entrypoint, accessToken: token, timeouts: Self.timeouts(of: value),
                isDisabled: value["disable"]?.bool ?? false, caFile: value["cacert"]?.string)
        }
    }

    package var smartTimeouts: SmartTimeouts.Settings {
        let section = json["autodisable"]
        return SmartTimeouts.Settings(
            isEnabled: section?["enabled"]?.bool ?? true, failures: section?["failures"]?.integer ?? 2,
            interval: .seconds(section?["interval"]?.integer ?? 60),
            increase: .seconds(section?["increase"]?.integer ?? 60),
            largestIncrease: .seconds(section?["max-increase"]?.integer ?? 1800),
            isStrict: section?["strict"]?.bool ?? true)
    }

    /// A pause of the section `polling`; `nil` when it is switched off.
    package func pause(_ name: String) -> Duration? {
        self["polling", name]?.integer.map { .seconds($0) }
    }

    package var skew: ClosedRange<Int> {
        let bounds = (self["polling", "skew"]?.array ?? []).compactMap(\.integer)
        return bounds.count == 2 ? bounds[0]...bounds[1] : 6...10
    }

    package var adaptive: AdaptivePolling.Settings {
        let section = self["polling", "adaptive"]
        return AdaptivePolling.Settings(
            window: .seconds(section?["poll_window"]?.integer ?? 180),
            idle: .seconds(section?["max_idle"]?.integer ?? 900),
            penalty: .seconds(section?["idle_penalty"]?.integer ?? 900),
            longest: .seconds(section?["max_idle_penalty"]?.integer ?? 86_400))
    }

    /// Keywords by the word under `polling.keywords`.
    package func keywords(_ kind: String) -> [String] {
        (self["polling", "keywords"]?[kind]?.array ?? []).compactMap(\.string)
    }

    /// `nil` for no limit.
    package var executionTime: Duration? { json["execution_time"]?.integer.map { .seconds($0) } }
    package var parallelJobs: Int { integer("max_watch_commands") }

    /// Seconds of ``stopGrace`` where the file says nothing.
    static let usualStopGrace = 15

    /// How long a Director that was told to end may take before it is killed.
    package var stopGrace: Duration { .seconds(json["stop_grace"]?.integer ?? Self.usualStopGrace) }

    package var directorLogs: String { self["director", "logs"]?.string ?? place.home + "/.director/logs" }
    package var directorProjects: String { self["director", "projects"]?.string ?? place.home + "/.director/projects" }
    package var directorLocks: String {
        self["director", "locks"]?.string
            ?? (place.isRoot ? "/tmp/director/locks" : place.home + "/.director/locks")
    }

    package var appJailJails: String { self["appjail", "jails"]?.string ?? "/usr/local/appjail/jails" }
    package var appJailLogs: String { self["appjail", "logs"]?.string ?? "/var/log/appjail" }

    package var metadataFolder: String { self["metadata", "location"]?.string ?? place.prefix + "/metadata" }
    package var namespaceFolder: String { self["metadata", "namespaces"]?.string ?? place.prefix + "/namespace" }
    package var metadataSize: Int { self["metadata", "size"]?.integer ?? 1_048_576 }

    private subscript(section: String, name: String) -> JSONValue? { json[section]?[name] }
    private func integer(_ name: String) -> Int { json[name]?.integer ?? 0 }
    private func text(_ name: String) -> String { json[name]?.string ?? "" }
}
