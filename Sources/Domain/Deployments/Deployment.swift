/// A deployment file that was read and found right. Source: deployment-file contract, sections 4 to 9.
package struct Deployment: Equatable, Sendable {
    package var datacenters: [Datacenter]
    package var deployIn: DeployIn
    /// How many deployments one run may make at the most; 0 for no limit.
    package var maximumDeployments: Int
    package var content: Content
    /// The document as 0.25's `print-spec` prints it, in its order of keys.
    package var specification: JSONObject

    /// What the file is about: its `kind` and the keys of that kind.
    package enum Content: Equatable, Sendable {
        case directorProject(DirectorProject)
        case metadata(MetadataDeployment)
        case vmJail(VirtualMachineDeployment)
        case readOnly
        case appConfig(AppDeployment)
    }

    package init(
        datacenters: [Datacenter], deployIn: DeployIn, maximumDeployments: Int, content: Content,
        specification: JSONObject
    ) {
        self.datacenters = datacenters
        self.deployIn = deployIn
        self.maximumDeployments = maximumDeployments
        self.content = content
        self.specification = specification
    }

    /// The word under `kind`.
    package var kind: String {
        switch content {
        case .directorProject: "directorProject"
        case .metadata: "metadata"
        case .vmJail: "vmJail"
        case .readOnly: "readOnly"
        case .appConfig: "appConfig"
        }
    }
}

/// A tree of servers by its root: name, address, token and limits. Source: deployment-file contract, section 4.1.
package struct Datacenter: Equatable, Sendable {
    package var name: String
    /// Absolute http or https URL; a path in it is kept as a prefix.
    package var entrypoint: String
    package var accessToken: String
    package var timeouts: ClientTimeouts
    /// Path of the only CA that is trusted; `nil` for those of the system.
    package var caFile: String?

    package init(
        name: String, entrypoint: String, accessToken: String, timeouts: ClientTimeouts = ClientTimeouts(),
        caFile: String? = nil
    ) {
        self.name = name
        self.entrypoint = entrypoint
        self.accessToken = accessToken
        self.timeouts = timeouts
        self.caFile = caFile
    }
}

/// How long a client waits; `nil` for no limit (a negative number in a file).
package struct ClientTimeouts: Equatable, Sendable {
    /// For the connection to stand, TLS included. Default 10 s.
    package var connect: Duration?
    /// For the next byte of an answer. Default 120 s.
    package var read: Duration?
    /// For the whole request, where the file says so (`timeout`, which 0.25 ignores). Default: no limit.
    package var total: Duration?
    /// Connections to one server at once. Default 1024.
    package var maximumConnections: Int

    package init(
        connect: Duration? = .seconds(10), read: Duration? = .seconds(120), total: Duration? = nil,
        maximumConnections: Int = 1024
    ) {
        self.connect = connect
        self.read = read
        self.total = total
        self.maximumConnections = maximumConnections
    }
}

/// Where a deployment goes. Source: deployment-file contract, section 4.2.
package struct DeployIn: Equatable, Sendable {
    /// `datacenter` or `datacenter.chain…`, in the order of the file; all data centres when the file names none.
    package var entrypoints: [Entrypoint]
    package var selection: LabelSelection

    package init(entrypoints: [Entrypoint], selection: LabelSelection) {
        self.entrypoints = entrypoints
        self.selection = selection
    }
}

/// A place in a tree: the data centre and the chain below its root.
package struct Entrypoint: Hashable, Sendable {
    package let datacenter: String
    package let chain: ChainPath

    package init(datacenter: String, chain: ChainPath) {
        self.datacenter = datacenter
        self.chain = chain
    }
}

/// Where the text of a project file or an environment comes from.
package enum TextSource: Equatable, Sendable {
    case inline(String)
    /// A metadata item of each target.
    case metadata(MetadataKey)
}

/// Kind `directorProject`. Source: deployment-file contract, section 5.
package struct DirectorProject: Equatable, Sendable {
    package var name: ProjectName
    package var file: TextSource
    package var environment: ProjectEnvironment
    /// The mapping of the file with sizes as integers; `nil` or empty for a project that is not scaled.
    package var autoScale: JSONObject?
    /// What ``autoScale`` says; `nil` for a project that is not scaled.
    package var scaling: AutoScale?
    /// In the order of the file.
    package var reservedPorts: [PortRequest]

    /// An interface and the network that its address must be in.
    package struct PortRequest: Equatable, Sendable {
        package let interface: String
        package let network: String?
        package init(interface: String, network: String?) {
            self.interface = interface
            self.network = network
        }
    }

    package init(
        name: ProjectName, file: TextSource, environment: ProjectEnvironment, autoScale: JSONObject? = nil,
        scaling: AutoScale? = nil, reservedPorts: [PortRequest] = []
    ) {
        self.name = name
        self.file = file
        self.environment = environment
        self.autoScale = autoScale
        self.scaling = scaling
        self.reservedPorts = reservedPorts
    }

    package var isScaled: Bool { autoScale.map { !$0.isEmpty } ?? false }

    /// Where replicas may run: `autoScale.labels`, and `all` when there are none.
    package var autoScaleLabels: [Label] { scaling?.labels ?? [.all] }
}

/// Kind `metadata`. Source: deployment-file contract, section 6.
package struct MetadataDeployment: Equatable, Sendable {
    /// One item, its key with the prefix of the file.
    package struct Item: Equatable, Sendable {
        package let key: MetadataKey
        package let value: String
        package init(key: MetadataKey, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Inline items first, then those of the included files, in their order; a key occurs once.
    package var items: [Item]
    /// The name and mapping of the namespace, in the form of the API; `nil` when the file has none.
    package var namespace: Namespace?

    package struct Namespace: Equatable, Sendable {
        package let name: MetadataKey
        /// Elements of `mapping` as they are sent: `file` as a list of two, prefixes applied.
        package let mapping: [JSONValue]
        package init(name: MetadataKey, mapping: [JSONValue]) {
            self.name = name
            self.mapping = mapping
        }
    }

    package init(items: [Item], namespace: Namespace? = nil) {
        self.items = items
        self.namespace = namespace
    }
}
