/// Kind `vmJail`: a jail with a virtual machine in it. Source: deployment-file contract, section 7.
package struct VirtualMachineDeployment: Equatable, Sendable {
    package typealias Variable = ProjectEnvironment.Variable

    /// Also the name of the project and of the jail.
    package var name: VirtualMachineName
    package var makejail: Makejail
    /// Lines of the machine's configuration, in the order of the file.
    package var template: [Variable]
    package var diskLayout: DiskLayout
    /// Shell script that is run in the jail, once the disk is filled.
    package var script: String?
    /// Metadata items that are copied into the jail, their keys with the prefix of the file.
    package var metadata: [MetadataKey]
    /// Options of the jail, one a line of the Director file.
    package var options: [Option]
    /// What ``script`` finds in `/metadata/environment`.
    package var scriptEnvironment: [Variable]
    package var startEnvironment: [Variable]
    package var startArguments: [Variable]
    package var buildEnvironment: [Variable]
    package var buildArguments: [Variable]
    package var cloudInit: CloudInit
    /// Whether a machine that stands is installed anew.
    package var overwrite: Bool
    /// Folder of the target for images; `nil` for the target's own choice.
    package var datastore: String?
    /// Whether a restart may switch the machine off.
    package var poweroff: Bool

    /// Where the Makejail comes from.
    package enum Makejail: Equatable, Sendable {
        /// A path or a reference, as the target understands it.
        case reference(String)
        /// A metadata item of each target.
        case metadata(MetadataKey)
    }

    /// An option of AppJail, with its value if it has one.
    package struct Option: Equatable, Sendable {
        package let name: String
        package let value: String?

        package init(name: String, value: String?) {
            self.name = name
            self.value = value
        }
    }

    /// The files of a seed image. Their content is passed on as it is.
    package struct CloudInit: Equatable, Sendable {
        /// Arguments of the program that makes the image.
        package var flags: String?
        package var metaData: JSONObject?
        package var networkConfig: JSONObject?
        package var userData: JSONObject?

        package init(
            flags: String? = nil, metaData: JSONObject? = nil, networkConfig: JSONObject? = nil,
            userData: JSONObject? = nil
        ) {
            self.flags = flags
            self.metaData = metaData
            self.networkConfig = networkConfig
            self.userData = userData
        }
    }

    package init(
        name: VirtualMachineName, makejail: Makejail, template: [Variable], diskLayout: DiskLayout,
        script: String? = nil, metadata: [MetadataKey] = [], options: [Option] = [],
        scriptEnvironment: [Variable] = [], startEnvironment: [Variable] = [], startArguments: [Variable] = [],
        buildEnvironment: [Variable] = [], buildArguments: [Variable] = [], cloudInit: CloudInit = CloudInit(),
        overwrite: Bool = false, datastore: String? = nil, poweroff: Bool = false
    ) {
        self.name = name
        self.makejail = makejail
        self.template = template
        self.diskLayout = diskLayout
        self.script = script
        self.metadata = metadata
        self.options = options
        self.scriptEnvironment = scriptEnvironment
        self.startEnvironment = startEnvironment
        self.startArguments = startArguments
        self.buildEnvironment = buildEnvironment
        self.buildArguments = buildArguments
        self.cloudInit = cloudInit
        self.overwrite = overwrite
        self.datastore = datastore
        self.poweroff = poweroff
    }
}

extension VirtualMachineDeployment {
    /// The body of `POST vm/NAME`: these members in this order, the last ones only when they say something.
    /// Source: deployment-file contract, section 12.7.
    ///
    /// - Parameter restart: Whether the machine is stopped first.
    package func body(restart: Bool) -> JSONObject {
        var body: JSONObject = [
            "template": template.json,
            "cloud-init": cloudInit.json,
            "diskLayout": diskLayout.json,
            "options": .array(options.map { Self.pair($0.name, $0.value.map { .string($0) } ?? .null) }),
            "script-environment": Self.pairs(scriptEnvironment),
            "start-environment": Self.pairs(startEnvironment),
            "start-arguments": Self.pairs(startArguments),
            "build-environment": Self.pairs(buildEnvironment),
            "build-arguments": Self.pairs(buildArguments),
            "restart": .bool(restart),
            "overwrite": .bool(overwrite),
            "poweroff": .bool(poweroff),
        ]
        switch makejail {
        case .reference(let text): body["makejail"] = .string(text)
        case .metadata(let key): body["makejailFromMetadata"] = .string(key.text)
        }
        body["script"] = script.map { .string($0) }
        body["datastore"] = datastore.map { .string($0) }
        if !metadata.isEmpty { body["metadata"] = .array(metadata.map { .string($0.text) }) }
        return body
    }

    private static func pairs(_ variables: [Variable]) -> JSONValue {
        .array(variables.map { pair($0.name, .string($0.value)) })
    }

    private static func pair(_ name: String, _ value: JSONValue) -> JSONValue {
        .object(JSONObject([(name: name, value: value)]))
    }
}

extension VirtualMachineDeployment.CloudInit {
    var json: JSONValue {
        var object = JSONObject()
        object["flags"] = flags.map { .string($0) }
        object["meta-data"] = metaData.map { .object($0) }
        object["network-config"] = networkConfig.map { .object($0) }
        object["user-data"] = userData.map { .object($0) }
        return .object(object)
    }
}
