/// The commands `get-project-log` and `get-jail-log`: one log of one server, whole.
/// Source: command-line contract, section 2.5.
package struct LogReading: Sendable {
    /// A log by the parts of its path, as `get-info` lists them.
    package enum Log: Equatable, Sendable {
        case project(date: String, service: String, log: String)
        case jail(type: String, entity: String, subtype: String, log: String)

        fileprivate var segments: [String] {
            switch self {
            case .project(let date, let service, let log): ["projects", "log", date, service, log]
            case .jail(let type, let entity, let subtype, let log): ["jail", "log", type, entity, subtype, log]
            }
        }

        fileprivate var function: String {
            switch self {
            case .project: "get_project_log"
            case .jail: "get_jail_log"
            }
        }
    }

    /// What a log says, and where it was read.
    package struct Content: Equatable, Sendable {
        package let node: TreeNode
        /// Lines with line feeds between them and none behind the last.
        package let text: String
    }

    package enum Failure: Error, Sendable {
        /// The server was not asked.
        case refusal(ClientRefusal)
        case problem(ClientProblem)
    }

    private let servers: Servers

    package init(servers: Servers) { self.servers = servers }

    /// - Parameter entrypoint: `DATACENTER[.CHAIN…]`; where the file wants to be deployed does not matter.
    package func read(_ log: Log, at entrypoint: String) async throws(Failure) -> Content {
        let place: (datacenter: Datacenter, access: any ServerAccess, chain: ChainPath)
        do throws(ClientRefusal) {
            place = try self.place(entrypoint)
        } catch {
            throw .refusal(error)
        }
        let node = TreeNode(
            datacenter: place.datacenter.name,
            url: SecretName.withoutUserInformation(place.datacenter.entrypoint), chain: place.chain, labels: nil)
        let server = ChainServer(
            access: place.access, chain: place.chain, timeout: place.datacenter.timeouts.wholeRequest)
        do throws(CallFailure) {
            let (value, url) = try await server.get(log.segments, member: "log_content")
            guard let text = value.string else { throw .unreadable(url: url) }
            return Content(node: node, text: text)
        } catch {
            throw .problem(ClientProblem(node: node, activity: .readingLog(function: log.function), failure: error))
        }
    }

    private func place(
        _ entrypoint: String
    ) throws(ClientRefusal) -> (datacenter: Datacenter, access: any ServerAccess, chain: ChainPath) {
        let parts = entrypoint.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let (datacenter, access) = servers[parts[0]] else { throw .unknownDatacenter(parts[0]) }
        guard parts.count > 1 else { return (datacenter, access, .root) }
        guard let chain = ChainPath(parts[1]) else { throw .badEntrypoint(entrypoint) }
        return (datacenter, access, chain)
    }
}
