/// What `get-info` is asked for. Source: command-line contract, section 2.4.
package struct InfoQuery: Equatable, Sendable {
    /// The types of information, by their words on the command line and in the order in which 0.25 lists them.
    package enum Subject: String, Sendable, CaseIterable {
        case jails, projects, chains
        case chainTree = "chains:tree"
        case chainStatistics = "chains:stats"
        case projectLogs = "projects:logs"
        case jailLogs = "jails:logs"
        case metadata, namespaces, autoscale
        case virtualMachines = "vm"
    }

    package let subject: Subject
    /// Regular expressions; for what is asked by name nothing, see ``names``.
    package let filter: TextFilter
    /// The projects or virtual machines to ask for. Empty means all projects that a server lists, no virtual machine,
    /// and a refusal for `autoscale`.
    package let names: [String]
    /// The metadata keys of the file, when they are what is asked for: shown in the order of the file.
    package let keys: [String]
    /// `nil`: labels are neither fetched nor shown nor compared.
    package let labels: LabelSelection?
    /// In the order in which they are shown, which is fixed.
    package let jailItems: [JailItem]

    /// - Parameters:
    ///   - filters: The values of `--filter`, names or expressions by the subject.
    ///   - isPerProject: `--filter-per-project`: what the file is about instead of `filters`.
    ///   - ignoresLabels: `--all-labels`.
    ///   - usesAutoscaleLabels: `--use-autoscale-labels`: where replicas may run instead of where the file is applied.
    ///   - jailItems: What to show of jails; empty for everything.
    package init(
        _ subject: Subject, of deployment: Deployment, filters: [String] = [], isPerProject: Bool = false,
        ignoresLabels: Bool = false, usesAutoscaleLabels: Bool = false, jailItems: [JailItem] = []
    ) throws(InfoQueryError) {
        self.subject = subject
        self.jailItems = JailItem.allCases.filter { jailItems.isEmpty || jailItems.contains($0) }
        var selection = deployment.deployIn.selection
        if usesAutoscaleLabels { selection.wanted = deployment.autoScaleLabels }
        self.labels = ignoresLabels ? nil : selection
        var keys: [String] = []
        if subject == .metadata, filters.isEmpty, case .metadata(let metadata) = deployment.content {
            keys = metadata.items.map(\.key.text)
        }
        self.keys = keys
        let names = try Self.names(subject, of: deployment, filters: filters, isPerProject: isPerProject)
        self.names = names ?? []
        self.filter = names == nil ? try Self.filter(subject, of: deployment, filters: filters) : .all
    }

    /// - Returns: `nil` for a subject that is not asked by name.
    private static func names(
        _ subject: Subject, of deployment: Deployment, filters: [String], isPerProject: Bool
    ) throws(InfoQueryError) -> [String]? {
        let keys: [String]
        switch subject {
        case .projects: keys = ["projectName", "vmName", "appName"]
        case .autoscale: keys = ["projectName", "appName"]
        case .virtualMachines: keys = ["vmName", "appName"]
        default: return nil
        }
        var names = filters
        // A key that the kind of the file does not have leaves the filters as they are.
        if isPerProject, let own = deployment.name(under: keys) { names = [own] }
        for name in names {
            if subject == .virtualMachines {
                guard VirtualMachineName(name) != nil else { throw .badMachineName(name) }
            } else {
                guard ProjectName(name) != nil else { throw .badProjectName(name) }
            }
        }
        return names
    }

    private static func filter(
        _ subject: Subject, of deployment: Deployment, filters: [String]
    ) throws(InfoQueryError) -> TextFilter {
        if subject == .chainTree { return .all }
        if filters.isEmpty, case .metadata(let metadata) = deployment.content {
            switch subject {
            case .metadata: return .exactly(metadata.items.map(\.key.text))
            case .namespaces: return metadata.namespace.map { .exactly([$0.name.text]) } ?? .all
            default: break
            }
        }
        do {
            return try TextFilter(filters)
        } catch {
            throw .badFilter(error)
        }
    }
}

extension Deployment {
    /// Where replicas of what the file is about may run; everywhere for a kind that has none.
    fileprivate var autoScaleLabels: [Label] {
        if case .directorProject(let project) = content { project.autoScaleLabels } else { [.all] }
    }

    /// What the file is about, if one of these keys names it in its kind.
    fileprivate func name(under keys: [String]) -> String? {
        let (key, name): (String, String)
        switch content {
        case .directorProject(let project): (key, name) = ("projectName", project.name.text)
        case .vmJail(let machine): (key, name) = ("vmName", machine.name.text)
        case .appConfig(let application): (key, name) = ("appName", application.name)
        case .metadata, .readOnly: return nil
        }
        return keys.contains(key) ? name : nil
    }
}

/// Why `get-info` cannot be asked so.
package enum InfoQueryError: Error, Equatable, Sendable {
    case badProjectName(String)
    case badMachineName(String)
    case badFilter(TextFilterError)

    /// The sentence for people.
    package var text: String {
        switch self {
        case .badProjectName(let name): "\(PythonText.escaped(name)): Invalid project name."
        case .badMachineName(let name): "\(PythonText.escaped(name)): Invalid VM name."
        case .badFilter(let error): error.text
        }
    }

    /// The status that the command ends with.
    package var exitStatus: Int32 { Exit.software }
}

/// What is known of a jail, in the order in which it is shown. The raw value is the word in the path of the API, on the
/// command line and in the output.
package enum JailItem: String, Sendable, CaseIterable {
    case stats, info, cpuset, devfs, expose, healthcheck, limits, fstab, labels, nat, volumes
}
