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
        case creatingVirtualMachine(VirtualMachineName)
        case destroyingVirtualMachine(VirtualMachineName)
        case readingTemplate(MetadataKey)
        /// The item is no template, or renders to no deployment; the text says why in a line.
        case renderingTemplate(MetadataKey, String)
        /// What a template has become is no YAML.
        case readingRendered(MetadataKey, String)
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
    /// A template renders to another `appConfig`.
    case templateLoop
    /// A template renders to a document without a `kind`.
    case noKind(TemplatePlace)
    /// A template renders to a kind that it must not be.
    case badKind(TemplatePlace, kind: String)
    /// The command is for templates only.
    case notTemplate(String)
    /// The name of a scaled project must make a metadata key, and this one does not.
    case notScalable(ProjectName)

    /// Where a template came from.
    package struct TemplatePlace: Equatable, Sendable {
        package let datacenter: String
        package let chain: ChainPath
        package let key: MetadataKey

        package init(datacenter: String, chain: ChainPath, key: MetadataKey) {
            self.datacenter = datacenter
            self.chain = chain
            self.key = key
        }
    }

    package enum Action: String, Sendable { case deploy, destroy, cancel }
}
