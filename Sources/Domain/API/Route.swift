/// A resource of the API. Source: HTTP contract, section 7.
package enum Route: Equatable, Sendable {
    /// `/`, `/v1` and `/v1/`, which only say that a resource is missing.
    case root
    case ping, labels, chains, jails, stats, jailLogs, projects, projectLogs, metadataList, namespaceList
    /// `nil` when a part of the path names no file: found nowhere, but asked for with a token like any other.
    case jailLog(JailLogLocation?)
    case jail(JailAspect, JailName)
    case projectLog(ProjectLogLocation)
    case project(ProjectAspect, ProjectName)
    case virtualMachine(VirtualMachineName)
    case metadata(MetadataKey)
    case namespace(MetadataKey)

    package struct JailLogLocation: Equatable, Sendable {
        package let type: LogPart
        package let entity: LogPart
        package let subtype: LogPart
        package let file: LogPart
    }

    package struct ProjectLogLocation: Equatable, Sendable {
        package let date: LogPart
        /// `nil` for a file directly below the date, written `.` in the path.
        package let service: LogPart?
        package let file: LogPart
    }

    /// What is asked of a jail; the raw value is the word in the path.
    package enum JailAspect: String, Sendable, CaseIterable {
        case stats, info, cpuset, devfs, expose, healthcheck, limits, fstab, labels, nat, volumes
    }

    package enum ProjectAspect: String, Sendable, CaseIterable { case info, up, down, cancel, autoscale }
}

extension Route {
    /// The methods that HTTP requests may have here; what a resource does not know of them is 405.
    package static let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]

    /// What a method does here.
    package struct Operation: Equatable, Sendable {
        /// The name of the operation in chain errors (HTTP contract, section 7).
        package let function: String
        /// The least role that may do it. There is no operation without one.
        package let role: TokenClaims.Role
    }

    /// - Returns: `nil` when the resource does not know the method.
    package func operation(_ method: String) -> Operation? {
        func reading(_ function: String) -> Operation? {
            method == "GET" ? Operation(function: function, role: .read) : nil
        }
        func deploying(_ function: String) -> Operation? {
            method == "POST" ? Operation(function: function, role: .deploy) : nil
        }
        switch self {
        case .root: return nil
        case .ping: return reading("ping")
        case .labels: return reading("get_api_labels")
        case .chains: return reading("get_chains")
        case .jails: return reading("get_jails")
        case .stats: return reading("get_server_stats")
        case .jailLogs: return reading("get_jails_logs")
        case .projects: return reading("get_projects")
        case .projectLogs: return reading("get_projects_logs")
        case .metadataList: return reading("metadata_list")
        case .namespaceList: return reading("namespaces_list")
        case .jailLog: return reading("get_jail_log")
        case .projectLog: return reading("get_project_log")
        case .jail(.info, _) where method == "HEAD": return Operation(function: "check", role: .read)
        case .jail(let aspect, _): return reading("get_" + aspect.rawValue)
        case .project(.info, _) where method == "HEAD": return Operation(function: "check", role: .read)
        case .project(.info, _): return reading("get_info")
        case .project(.up, _): return deploying("up")
        case .project(.down, _): return deploying("down")
        case .project(.cancel, _): return deploying("cancel")
        case .project(.autoscale, _): return reading("get_status_autoscale")
        case .virtualMachine: return method == "POST" ? deploying("create_vm") : reading("get_status_vm")
        case .metadata: return itemOperation(method, prefix: "metadata")
        case .namespace: return itemOperation(method, prefix: "namespace")
        }
    }

    private func itemOperation(_ method: String, prefix: String) -> Operation? {
        switch method {
        case "GET": Operation(function: prefix + "_get", role: .read)
        case "HEAD": Operation(function: prefix + "_check", role: .read)
        case "POST", "PUT": Operation(function: prefix + "_set", role: .deploy)
        case "DELETE": Operation(function: prefix + "_delete", role: .deploy)
        default: nil
        }
    }

    /// The member under which a success carries its result, and what stands there when a neighbour leaves it out; `nil`
    /// for answers that are passed on whole (HTTP contract, section 9.5).
    package func member(_ method: String) -> (name: String, missing: JSONValue)? {
        switch self {
        case .root: nil
        case .ping: ("status", "OK")
        case .labels: ("labels", [])
        case .chains: ("chains", [])
        case .jails: ("jails", [])
        case .stats: ("stats", [:])
        case .jailLogs, .projectLogs: ("logs", [:])
        case .projects: ("projects", [])
        case .jailLog, .projectLog: ("log_content", .null)
        case .metadataList: ("metadata", [])
        case .namespaceList: ("namespaces", [])
        case .jail(.stats, _): ("stats", [:])
        case .jail(.info, _): ("info", [:])
        case .jail(.cpuset, _): ("cpuset", .null)
        case .jail(let aspect, _): (aspect.rawValue, [])
        case .project(.info, _): ("info", [:])
        case .project(.autoscale, _): ("status", [:])
        case .project: nil
        case .virtualMachine: method == "GET" ? ("status", [:]) : nil
        case .metadata: method == "GET" ? ("metadata", .null) : ("message", .null)
        case .namespace: method == "GET" ? ("namespace", .null) : ("message", .null)
        }
    }
}
