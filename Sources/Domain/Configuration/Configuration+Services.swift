/// What the configuration says of the services beside a node: the load balancer, etcd, and what autoscaling keeps.
extension Configuration {
    /// A section `dataplaneapi` or `haproxy_stats`.
    package struct Balancer: Equatable, Sendable {
        package var entrypoint: String
        package var username: String
        package var password: String
        package var timeouts: ClientTimeouts
        /// The file of the authorities that are trusted instead of the system's.
        package var authorityFile: String?
    }

    /// One entry of `etcd`.
    package struct EtcdServer: Equatable, Sendable {
        /// A name or an address.
        package var host: String
        package var port: Int
        package var isSecure: Bool
        package var authorityFile: String?
        /// The certificate that the server asks for, and its key.
        package var certificateFile: String?
        package var keyFile: String?
        /// `nil` for no limit.
        package var timeout: Duration?
        /// Path of the JSON gateway; `nil` when the server is to be asked.
        package var gatewayPath: String?
    }

    /// The section `skydns`.
    package struct Discovery: Equatable, Sendable {
        /// What the keys begin with.
        package var path: String
        package var zone: DNSZone
    }

    /// The Data Plane API of a load balancer; `nil` when none is configured.
    package var dataPlane: Balancer? { balancer("dataplaneapi") }

    /// The statistics page of a load balancer; `nil` when none is configured.
    package var balancerStatistics: Balancer? { balancer("haproxy_stats") }

    /// In the order in which they are tried.
    package var etcdServers: [EtcdServer] {
        (json["etcd"]?.object?.members ?? []).map { host, value in
            EtcdServer(
                host: host, port: value["port"]?.integer ?? 2379, isSecure: value["protocol"]?.string == "https",
                authorityFile: value["ca_cert"]?.string, certificateFile: value["cert"]?.string,
                keyFile: value["cert_key"]?.string, timeout: value["timeout"]?.integer.map { .seconds($0) },
                gatewayPath: value["api_path"]?.string)
        }
    }

    /// `nil` only for a zone that the decoder would have refused.
    package var discovery: Discovery? {
        DNSZone(json["skydns"]?["zone"]?.string ?? ".").map {
            Discovery(path: json["skydns"]?["path"]?.string ?? "/skydns", zone: $0)
        }
    }

    /// Entries that autoscaling keeps of what it did, for each project.
    package var autoscaleLogLimit: Int { json["max_autoscale_logs"]?.integer ?? 30 }

    /// Where the parts of FreeBSD that machines are made of are kept.
    package var componentsFolder: String { json["components"]?.string ?? "" }

    /// AppJail's cache of images.
    package var imagesFolder: String { json["appjail"]?["images"]?.string ?? "/usr/local/appjail/cache/images" }

    private func balancer(_ name: String) -> Balancer? {
        guard let section = json[name], let entrypoint = section["entrypoint"]?.string,
            let username = section["auth"]?["username"]?.string, let password = section["auth"]?["password"]?.string
        else { return nil }
        return Balancer(
            entrypoint: entrypoint, username: username, password: password, timeouts: Self.timeouts(of: section),
            authorityFile: section["cacert"]?.string)
    }

    /// The time-outs and limits of a client. Negative numbers mean no limit, and so does 0 for the whole of a request.
    static func timeouts(of section: JSONValue) -> ClientTimeouts {
        ClientTimeouts(
            connect: limit(section["connect_timeout"]), read: limit(section["read_timeout"]),
            total: limit(section["timeout"]), maximumConnections: max(1, section["max_connections"]?.integer ?? 1024))
    }

    private static func limit(_ value: JSONValue?) -> Duration? {
        value?.integer.flatMap { $0 > 0 ? .seconds($0) : nil }
    }
}
