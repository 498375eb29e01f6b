import Domain

/// A Director file that Director would take. Source: node contract, section 4.8.
struct DirectorFile: Equatable, Sendable {
    struct Service: Equatable, Sendable {
        let name: String
        /// The jail that the file asks for; `nil` lets Director choose a name.
        let jail: String?
        /// Lower ones are started first. Default 99.
        let priority: Int
        /// The whole mapping: a service whose mapping changed is built anew.
        let definition: JSONObject
    }

    /// The file as it was read, its environment put in.
    let document: JSONValue
    /// In the order of the file.
    let services: [Service]

    private static let mainKeys = ["options", "services", "default_volume_type", "volumes"]
    private static let serviceKeys = [
        "priority", "name", "makejail", "runtime-makejail", "reset_options", "ignore_mtime", "options", "arguments",
        "runtime-arguments", "environment", "runtime-environment", "start-environment", "oci", "volumes", "scripts",
        "start", "serial",
    ]

    init(text: String, environment: [JobRequest.Variable]) throws(DirectorFileError) {
        var variables: [String: String] = [:]
        for variable in environment { variables[variable.name] = variable.value }
        try self.init(document: try DirectorFileReader.document(of: text, environment: variables))
    }

    init(document: JSONValue) throws(DirectorFileError) {
        guard let main = document.object else { throw .invalid("Invalid document specification.") }
        for name in main.names where !Self.mainKeys.contains(name) {
            throw .invalid("<main>: Unknown key \"\(name)\".")
        }
        guard let list = main["services"], !list.isNull else { throw .invalid("services: Required but not defined.") }
        guard let list = list.object else { throw .invalid("services: Must be a Mapping.") }
        try Self.checkOptions(main["options"], at: "options")
        var services: [Service] = []
        for (name, value) in list.members {
            guard let valid = ProjectName(name)?.text else {
                throw .invalid("services (\(name)): Service name is incorrect.")
            }
            guard let definition = value.object else { throw .invalid("services/\(name): Must be a Mapping.") }
            for key in definition.names where !Self.serviceKeys.contains(key) {
                throw .invalid("services/\(name): Unknown key \"\(key)\".")
            }
            try Self.checkOptions(definition["options"], at: "services/\(name)/options")
            try Self.checkOptions(definition["arguments"], at: "services/\(name)/arguments")
            var jail: String?
            if let wish = definition["name"], !wish.isNull {
                guard let text = wish.string, JailName(text) != nil else {
                    throw .invalid("services/\(name) (name): Jail name is incorrect.")
                }
                jail = text
            }
            var priority = 99
            if let wish = definition["priority"] {
                guard let number = wish.integer else {
                    throw .invalid("services/\(name)/priority: Must be an Integer.")
                }
                priority = number
            }
            services.append(Service(name: valid, jail: jail, priority: priority, definition: definition))
        }
        self.document = document
        self.services = services
    }

    private static func checkOptions(_ value: JSONValue?, at path: String) throws(DirectorFileError) {
        guard let value, !value.isNull else { return }
        guard let items = value.array else { throw .invalid("\(path): Must be a Sequence.") }
        for item in items where item.object?.count != 1 { throw .invalid("\(path): Must be a list of Mappings.") }
    }

    subscript(service name: String) -> Service? { services.first { $0.name == name } }

    /// In the order in which `up` takes them: by priority, then as in the file.
    var byPriority: [Service] {
        services.enumerated().sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }
            .map(\.element)
    }

    /// The options of all services.
    var options: JSONValue { document["options"] ?? .null }

    /// What `makejail` is called with for a service: the common options, its own, and its volumes as `fstab` lines.
    func jailOptions(of service: Service) -> [JailOption] {
        var options: [JailOption] = []
        if service.definition["reset_options"]?.bool != true { options += JailOption.list(document["options"]) }
        options += JailOption.list(service.definition["options"])
        let type = document["default_volume_type"]?.string ?? "<pseudofs>"
        for mount in JailOption.list(service.definition["volumes"]) {
            let volume = document["volumes"]?[mount.name]
            let fields = [
                volume?["device"]?.string ?? "", mount.value, volume?["type"]?.string ?? type,
                volume?["options"]?.string ?? "rw",
            ]
            options.append(JailOption(name: "fstab", value: fields.map { "\"\($0)\"" }.joined(separator: " ") + " 0 0"))
        }
        return options
    }

    /// The Makejail that builds a service, for its log.
    func makejail(of service: Service) -> String { service.definition["makejail"]?.string ?? "Makejail" }
}
