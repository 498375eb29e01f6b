/// The calls of the outside world that a process may make, by the names that `kill-at-call` of scenarios takes: a port, and
/// what is asked of it.
package enum PortCall: String, CaseIterable, Sendable {
    // The clock.
    case clockSleep = "clock.sleep"
    // The network, for what comes in.
    case serverRequest = "server.request"
    // The network, for what goes out.
    case peersSend = "peers.send"
    // The store of jobs.
    case stateSubmit = "state.submit"
    case stateUnfinished = "state.unfinished"
    case stateBegin = "state.begin"
    case stateRequeue = "state.requeue"
    case stateFinish = "state.finish"
    case stateRecords = "state.records"
    case stateSummary = "state.summary"
    // The store of metadata.
    case metadataKeys = "metadata.keys"
    case metadataValue = "metadata.value"
    case metadataExists = "metadata.exists"
    case metadataCreate = "metadata.create"
    case metadataReplace = "metadata.replace"
    case metadataDelete = "metadata.delete"

    case namespaceNames = "namespace.names"
    case namespaceExists = "namespace.exists"
    case namespaceEntries = "namespace.entries"
    case namespaceCreate = "namespace.create"
    case namespaceReplace = "namespace.replace"
    case namespaceDelete = "namespace.delete"
    // The way back of every write.
    case diskReturn = "disk.return"
    // The runner of deployments.
    case runnerStart = "runner.start"
    case runnerObserve = "runner.observe"
    case runnerEnd = "runner.end"
    case runnerStop = "runner.stop"
    case runnerDiscard = "runner.discard"
    case runnerSweep = "runner.sweep"
    // Director.
    case projectsList = "projects.list"
    case projectsDescribe = "projects.describe"
    case projectsCancel = "projects.cancel"
    case projectsUnlock = "projects.unlock"
    // AppJail.
    case jailsList = "jails.list"
    case jailsStatistics = "jails.statistics"
    case jailsCpuset = "jails.cpuset"
    case jailsExtras = "jails.extras"
    // Logs of both.
    case logsJails = "logs.jails"
    case logsJail = "logs.jail"
    case logsProjects = "logs.projects"
    case logsProject = "logs.project"
    // The reservation of ports.
    case portsReserve = "ports.reserve"
    // The way back of every call of the host.
    case hostReturn = "host.return"

    package static let names = allCases.map(\.rawValue)

    /// The ports, as the beginnings of the names of their calls.
    package static let groups: [String] = {
        var groups: [String] = []
        for name in names {
            let group = name.prefix { $0 != "." } + "."
            if groups.last != String(group) { groups.append(String(group)) }
        }
        return groups
    }()
}
