/// What Director says of a project: its state and its services. Source: node contract, section 4.5.
package struct ProjectDescription: Equatable, Sendable {
    /// One service and its jail.
    package struct Service: Equatable, Sendable {
        package let name: String
        /// What `appjail status` answers for the jail: 0 runs, 1 stopped, 66 no such jail, others trouble.
        package let status: Int
        package let jail: String

        package init(name: String, status: Int, jail: String) {
            self.name = name
            self.status = status
            self.jail = jail
        }
    }

    package let name: String
    /// `DONE`, `FAILED`, `UNFINISHED`, `DESTROYING`; kept as text because a newer Director may know more.
    package let state: String
    /// Base name of the last log folder; `nil` when nothing was ever done.
    package let lastLog: String?
    package let isLocked: Bool
    package let services: [Service]

    package init(name: String, state: String, lastLog: String?, isLocked: Bool, services: [Service]) {
        self.name = name
        self.state = state
        self.lastLog = lastLog
        self.isLocked = isLocked
        self.services = services
    }

    /// Reads the output of `appjail-director describe`.
    ///
    /// - Returns: `nil` when `text` is not a description: cut, garbled, or of another shape.
    package init?(directorOutput text: String) {
        guard let object = JSONReader.valueIfWellFormed(text)?.object,
            let name = object["name"]?.string, let state = object["state"]?.string,
            let locked = object["locked"]?.bool, let services = object["services"]?.array
        else { return nil }
        var list: [Service] = []
        for service in services {
            guard let name = service["name"]?.string, let status = service["status"]?.integer,
                let jail = service["jail"]?.string
            else { return nil }
            list.append(Service(name: name, status: status, jail: jail))
        }
        let log = object["last_log"]?.string.map { path in
            String(path.split(separator: "/", omittingEmptySubsequences: true).last ?? "")
        }
        self.init(name: name, state: state, lastLog: log, isLocked: locked, services: list)
    }

    /// The same with its services by name: Director prints them in an order that changes from call to call.
    package var withServicesByName: ProjectDescription {
        ProjectDescription(
            name: name, state: state, lastLog: lastLog, isLocked: isLocked,
            services: services.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    /// Whether the project stands as its file wants it: finished, and every jail runs.
    package var isHealthy: Bool { state == "DONE" && services.allSatisfy { $0.status == 0 } }

    /// Whether a Director works on the project, or one that died left it so.
    package var isBusy: Bool { state == "UNFINISHED" || state == "DESTROYING" }

    /// The form of `GET /v1/project/info` (HTTP contract, section 8.13).
    package var json: JSONObject {
        [
            "name": .string(name), "state": .string(state), "last_log": lastLog.map { .string($0) } ?? .null,
            "locked": .bool(isLocked),
            "services": .array(
                services.map { ["name": .string($0.name), "status": .integer($0.status), "jail": .string($0.jail)] }),
        ]
    }
}
