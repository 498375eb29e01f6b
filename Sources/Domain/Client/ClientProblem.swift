/// Something that went wrong at one chain, or on the way to it, while a command went on with the others.
package struct ClientProblem: Error, Equatable, Sendable {
    /// The name of the data centre in the deployment file.
    package let datacenter: String
    /// Its address.
    package let url: String
    package let chain: ChainPath
    package let activity: Activity
    /// Why the chain did not do it; `nil` when the trouble is in ``activity`` itself.
    package let failure: CallFailure?

    /// What was being done.
    package enum Activity: Equatable, Sendable {
        case listingChains
        case readingLabels
        /// The walk met what it does not follow.
        case walking(TreeWalk.Trouble)
        case readingEnvironment(MetadataKey)
        /// The item is no environment; the text says why.
        case parsingEnvironment(MetadataKey, EnvironmentTrouble)
        case readingProjectFile(MetadataKey)
        case creatingProject(ProjectName)
        case writingMetadata(MetadataKey)
        case writingNamespace(MetadataKey)
        /// The namespace was left alone because items that it may be made of could not be written.
        case namespaceLeftAlone(MetadataKey)
        case checkingAutoscale
        case destroyingProject(ProjectName)
        case deletingMetadata(MetadataKey)
        case deletingNamespace(MetadataKey)
        case cancellingProject(ProjectName)
        /// A read of `get-info`, by the name that 0.25 gives the call.
        case reading(function: String)
        /// A log that was asked for by its path.
        case readingLog(function: String)
    }

    package init(node: TreeNode, activity: Activity, failure: CallFailure? = nil) {
        self.datacenter = node.datacenter
        self.url = node.url
        self.chain = node.chain
        self.activity = activity
        self.failure = failure
    }
}

/// Why the text of a metadata item is no environment.
package enum EnvironmentTrouble: Error, Equatable, Sendable {
    /// Not YAML; the text says why.
    case malformed(String)
    /// YAML, but no mapping.
    case noMapping
    /// A name or value that is no text, as the document writes it.
    case notText(name: String)
}

/// Why a command does nothing at all. Nothing was changed when one of these is thrown.
package enum ClientRefusal: Error, Equatable, Sendable {
    /// `get-info -t autoscale` without a project to ask for.
    case noAutoscaleFilter
    /// A text that should be an entry point is none.
    case badEntrypoint(String)
    /// An entry point names a data centre that the file does not describe.
    case unknownDatacenter(String)
    case wrongKind(String, Action)
    /// `cancel` of a project that the autoscaler governs.
    case scaled(String)
    /// The name of a scaled project must make a metadata key, and this one does not.
    case notScalable(ProjectName)

    package enum Action: String, Sendable { case deploy, destroy, cancel }
}
