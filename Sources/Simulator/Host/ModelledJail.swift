package import Domain

/// A jail as AppJail keeps it.
package struct ModelledJail: Equatable, Sendable {
    package let name: String
    let options: [JailOption]
    package let created: WallTime
    /// When it was started last; `nil` while it is stopped.
    package var started: WallTime?
    /// Its address in the virtual network; `nil` when it has none.
    package let address: String?

    package var isRunning: Bool { started != nil }

    /// One entry of a list that is configured for a jail.
    struct Entry: Equatable {
        /// The member that tells it from the others, and its value.
        let id: (name: String, value: String)
        let values: [String: String]

        static func == (left: Entry, right: Entry) -> Bool { left.id == right.id && left.values == right.values }

        /// In the form of HTTP contract, section 8.9: what is empty or unknown is null.
        func json(keywords: [String]) -> JSONValue {
            var object = JSONObject()
            for keyword in keywords {
                let value = values[keyword] ?? ""
                object[keyword] = value.isEmpty ? .null : .string(value)
            }
            object[id.name] = .string(id.value)
            return .object(object)
        }
    }

    /// The entries of a list, as AppJail's files hold them. Source: node contract, section 5.4.
    func entries(_ kind: JailExtra) -> [Entry] {
        var entries: [Entry] = []
        for option in options {
            guard let values = values(of: option, for: kind) else { continue }
            switch kind {
            case .labels: entries.append(Entry(id: ("name", values["name"] ?? ""), values: values))
            case .nat: entries.append(Entry(id: ("network", values["network"] ?? ""), values: values))
            case .volumes: entries.append(Entry(id: ("name", values["name"] ?? ""), values: values))
            case .devfs, .expose, .healthcheck, .limits, .fstab:
                entries.append(Entry(id: ("nro", String(entries.count)), values: values))
            }
        }
        guard [.labels, .nat, .volumes].contains(kind) else { return entries }
        // A folder each: of one name the last option counts.
        let last = Dictionary(entries.map { ($0.id.value, $0) }, uniquingKeysWith: { $1 })
        return last.sorted { $0.key < $1.key }.map(\.value)
    }

    private func values(of option: JailOption, for kind: JailExtra) -> [String: String]? {
        switch (kind, option.name) {
        case (.labels, "label"):
            let parts = option.value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return ["name": String(parts[0]), "value": parts.count > 1 ? String(parts[1]) : ""]
        case (.expose, "expose"): return exposure(option)
        case (.nat, "nat"):
            return [
                "network": option.parameter("network") ?? Self.network,
                "rule": "nat on \"\(Self.externalInterface)\" from \(address ?? "") to any -> "
                    + "(\"\(Self.externalInterface):0\")",
            ]
        case (.healthcheck, "healthcheck"):
            let health = Self.command(option.parameter("health_cmd") ?? "host:appjail status -q %j")
            let recover = Self.command(option.parameter("recover_cmd") ?? "host:appjail restart %j")
            return [
                "enabled": "1", "name": option.parameter("name") ?? "", "status": isRunning ? "healthy" : "failing",
                "health_type": health.type, "health_cmd": health.command, "recover_type": recover.type,
                "recover_cmd": recover.command, "interval": option.parameter("interval") ?? "30",
                "retries": option.parameter("retries") ?? "3", "timeout": option.parameter("timeout") ?? "120",
            ]
        case (.limits, "limits"):
            let rule = option.plainWords.first ?? option.value
            let parts = rule.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let action = parts.count > 1 ? parts[1].split(separator: "=", maxSplits: 1) : []
            return [
                "enabled": "1", "name": option.parameter("descr") ?? "", "rule": rule, "resource": String(parts[0]),
                "action": action.first.map { String($0) } ?? "", "per": action.count > 1 ? String(action[1]) : "",
            ]
        case (.volumes, "volume"):
            return [
                "name": option.plainWords.first ?? "data", "mountpoint": option.parameter("mountpoint") ?? "/data",
                "type": option.parameter("type") ?? "<pseudofs>", "uid": option.parameter("owner") ?? "",
                "gid": option.parameter("group") ?? "", "perm": option.parameter("perm") ?? "",
            ]
        case (.devfs, "device"), (.devfs, "devfs"): return ["enabled": "1", "name": "", "rule": option.value]
        case (.fstab, "fstab"):
            let fields = ShellWords.split(option.value) + ["", "", "", "", "", ""]
            return [
                "enabled": "1", "name": "", "device": fields[0], "mountpoint": fields[1],
                "type": fields[2].isEmpty ? "nullfs" : fields[2], "options": fields[3].isEmpty ? "rw" : fields[3],
                "dump": fields[4].isEmpty ? "0" : fields[4], "pass": fields[5].isEmpty ? "0" : fields[5],
            ]
        default: return nil
        }
    }

    private func exposure(_ option: JailOption) -> [String: String] {
        let ports = (option.plainWords.first ?? "80").split(separator: ":", maxSplits: 1)
        let hostPort = ports.first.map { String($0) } ?? "80"
        let jailPort = ports.count > 1 ? String(ports[1]) : hostPort
        let external = option.parameter("ext_if") ?? Self.externalInterface
        let on = option.parameter("on_if") ?? external
        let networkProtocol = option.parameter("proto") ?? "tcp"
        return [
            "enabled": "1", "name": option.parameter("descr") ?? "",
            "network_name": option.parameter("network") ?? Self.network, "hport": hostPort, "jport": jailPort,
            "protocol": networkProtocol, "ext_if": external, "on_if": on,
            "rule": "rdr pass on \"\(on)\" inet proto \(networkProtocol) from any to (\"\(external):0\") port "
                + "\(hostPort) -> \(address ?? "") port \(jailPort)",
        ]
    }

    /// `host:true` → (`host`, `true`)
    private static func command(_ text: String) -> (type: String, command: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count > 1 ? (String(parts[0]), String(parts[1])) : ("host", text)
    }

    /// The external interface and the virtual network of a modelled host, unless an option names others.
    private static let externalInterface = "em0"
    private static let network = "ajnet"

    /// The value of a keyword of `appjail jail get`; `nil` for one that AppJail does not know.
    func keyword(_ keyword: String, isRunning: Bool) -> String? {
        switch keyword {
        case "name": name
        case "status": isRunning ? "UP" : "DOWN"
        case "network_ip4": address ?? ""
        case "networks": address.map { "\(Self.network)/\($0)" } ?? ""
        case "ports": ports
        case "type": "thin"
        case "version": "15.0-RELEASE"
        case "appjail_version": "5.6.0"
        case "arch": "amd64"
        case "boot": options.contains { $0.name == "boot" } ? "1" : "0"
        case "created": CivilTime(created).dateAndTime
        case "hostname": "\(name).appjail"
        case "path": "/usr/local/appjail/jails/\(name)/jail"
        case "priority": options.last { $0.name == "priority" }?.value ?? "0"
        case "release_name": "default"
        case "ephemeral": options.contains { $0.name == "ephemeral" } ? "1" : "0"
        case "dirty", "locked", "is_container", "container_boot": "0"
        case "alt_name", "container", "container_image", "container_pid", "devfs_ruleset", "inet", "inet6", "ip4",
            "ip6", "version_extra", "x11_display", "xephyr_pid":
            ""
        default: nil
        }
    }

    /// As AppJail prints them: `8080 -> 80/tcp,443/tcp`.
    private var ports: String {
        entries(.expose).map { entry in
            let (host, jail) = (entry.values["hport"] ?? "", entry.values["jport"] ?? "")
            return (host == jail ? host : "\(host) -> \(jail)") + "/\(entry.values["protocol"] ?? "")"
        }.joined(separator: ",")
    }

    /// The ports that the jail takes on an interface of the host.
    func exposedPorts(on interface: String) -> [ClosedRange<Int>] {
        entries(.expose).compactMap { entry in
            guard entry.values["on_if"] == interface else { return nil }
            let ends = (entry.values["hport"] ?? "").split(separator: ":").compactMap { Int($0) }
            guard let low = ends.first, let high = ends.last, low <= high else { return nil }
            return low...high
        }
    }
}
