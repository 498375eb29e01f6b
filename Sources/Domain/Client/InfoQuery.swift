/// What `get-info` is asked for. Source: command-line contract, section 2.4.
package struct InfoQuery: Equatable, Sendable {
    /// The types of information, by their words on the command line.
    package enum Subject: String, Sendable, CaseIterable {
        case jails, projects, chains
        case chainTree = "chains:tree"
        case chainStatistics = "chains:stats"
        case metadata
    }

    package let subject: Subject
    /// Regular expressions; for projects nothing, see ``projects``.
    package let filter: TextFilter
    /// The projects to ask for; empty for all that a server lists.
    package let projects: [String]
    /// `nil`: labels are neither fetched nor shown nor compared.
    package let labels: LabelSelection?
    /// In the order in which they are shown, which is fixed.
    package let jailItems: [JailItem]

    /// - Parameters:
    ///   - filters: The values of `--filter`, names of projects or expressions by the subject.
    ///   - isPerProject: `--filter-per-project`: the project of the file instead of `filters`.
    ///   - ignoresLabels: `--all-labels`.
    ///   - usesAutoscaleLabels: `--use-autoscale-labels`: where replicas may run instead of where the file is applied.
    ///   - jailItems: What to show of jails; empty for everything.
    package init(
        _ subject: Subject, of deployment: Deployment, filters: [String] = [], isPerProject: Bool = false,
        ignoresLabels: Bool = false, usesAutoscaleLabels: Bool = false, jailItems: [JailItem] = []
    ) throws(InfoQueryError) {
        self.subject = subject
        self.jailItems = JailItem.allCases.filter { jailItems.isEmpty || jailItems.contains($0) }
        var project: DirectorProject?
        var name: String?
        var metadata: MetadataDeployment?
        var application: AppDeployment?
        switch deployment.content {
        case .directorProject(let content):
            project = content
            name = content.name.text
        case .metadata(let content): metadata = content
        case .vmJail(let machine): name = machine.name.text
        case .appConfig(let content): application = content
        case .readOnly: break
        }
        var selection = deployment.deployIn.selection
        if usesAutoscaleLabels { selection.wanted = project?.autoScaleLabels ?? [.all] }
        self.labels = ignoresLabels ? nil : selection
        var projects: [String] = []
        if subject == .projects {
            projects = filters
            if isPerProject, let name = name ?? application?.name { projects = [name] }
        }
        for name in projects where ProjectName(name) == nil { throw .badProjectName(name) }
        self.projects = projects
        switch subject {
        case .projects, .chainTree: filter = .all
        case .metadata where filters.isEmpty: filter = metadata.map { .exactly($0.items.map(\.key.text)) } ?? .all
        case .jails, .chains, .chainStatistics, .metadata:
            do {
                filter = try TextFilter(filters)
            } catch {
                throw .badFilter(error)
            }
        }
    }
}

/// Why `get-info` cannot be asked so.
package enum InfoQueryError: Error, Equatable, Sendable {
    case badProjectName(String)
    case badFilter(TextFilterError)

    /// The sentence for people.
    package var text: String {
        switch self {
        case .badProjectName(let name): "\(PythonText.escaped(name)): Invalid project name."
        case .badFilter(let error): error.text
        }
    }
}

/// What is known of a jail, in the order in which it is shown. The raw value is the word in the path of the API, on the
/// command line and in the output.
package enum JailItem: String, Sendable, CaseIterable {
    case stats, info, cpuset, devfs, expose, healthcheck, limits, fstab, labels, nat, volumes
}
