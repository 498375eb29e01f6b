import Domain

/// Looks at jails and logs, of which tests know the services only: Director draws the names of jails.
extension HostConformance {
    /// Why a case could not go on.
    struct Interruption: Error, CustomStringConvertible { let description: String }

    func jail(of service: String) async throws -> JailName {
        let description = try await subject.projects.describe(project)
        let jail = description?.services.first { $0.name == service }.flatMap { JailName($0.jail) }
        guard let jail else { throw Interruption(description: "the service \(service) has no jail") }
        return jail
    }

    func lookAtJails(_ act: Act) async throws -> [String] {
        switch act {
        case .jails(let asked, let known, let running): return try await list(asked, known, running)
        case .statistics(let service, let asked, let wanted):
            let found = try await subject.jails.statistics(of: jail(of: service), counters: asked)
            return difference("counters", found.map(\.name), wanted)
                + difference("counters that are below zero", found.filter { $0.value < 0 }.map(\.name), [])
        case .cpuset(let service, let isThere):
            let found = try await subject.jails.cpuset(of: jail(of: service))
            return difference("CPU set", found.map { !$0.isEmpty }, isThere ? true : nil)
        case .cpusetOfNoJail(let status):
            do throws(HostFailure) {
                let found = try await subject.jails.cpuset(of: Self.noJail)
                return ["the CPU set is \(String(describing: found)), wanted a failure"]
            } catch {
                guard case .exited("appjail", status, _) = error else { return ["the CPU set fails with \(error)"] }
                return []
            }
        case .extras(let kind, let service, let asked, let wanted):
            let found = try await subject.jails.extras(kind, of: jail(of: service), keywords: asked)
            return difference("\(kind)", JSONValue.array(found), wanted)
        default: return []
        }
    }

    /// A name that Director never draws.
    private static let noJail = JailName("nobody-made-this-jail")!

    private func list(_ asked: [String], _ known: [String], _ running: [Bool]) async throws -> [String] {
        let services = try await subject.projects.describe(project)?.services ?? []
        let all = try await subject.jails.jails(keywords: asked)
        // By service, as `running` is.
        let records = services.compactMap { service in all.first { $0.name.text == service.jail } }
        return difference("jails by name", all.map(\.name), all.map(\.name).sorted())
            + difference("running", records.map(\.isRunning), running)
            + difference("keywords", records.map(\.info.names), records.map { _ in known })
            + difference(
                "name", records.map { $0.info["name"] ?? .string($0.name.text) }, records.map { .string($0.name.text) })
    }

    func projectLog(_ service: String, _ file: String, containing part: String) async throws -> [String] {
        let date = try await subject.projects.describe(project)?.lastLog.flatMap { LogPart($0) }
        guard let date, let servicePart = LogPart(service), let filePart = LogPart(file) else {
            return ["the project has no log"]
        }
        let listed = try await subject.logs.projectLogs()[date.text]?[service]?.array ?? []
        let text = try await subject.logs.projectLog(date: date, service: servicePart, file: filePart)
        let none = try await subject.logs.projectLog(date: date, service: servicePart, file: LogPart("no.log")!)
        return difference("\(file) in the list", listed.contains(.string(file)), true)
            + difference("\(file) says \(part)", text?.contains(part), true)
            + difference("\(file) ends with a line end", text?.hasSuffix("\n"), false) + difference("no.log", none, nil)
    }

    func jailLog(_ service: String, _ subtype: String, containing part: String) async throws -> [String] {
        let jail = try await jail(of: service)
        let files = try await subject.logs.jailLogs()["jails"]?[jail.text]?[subtype]?.array ?? []
        guard let file = files.first?.string.flatMap({ LogPart($0) }), let type = LogPart("jails"),
            let entity = LogPart(jail.text), let kind = LogPart(subtype)
        else { return ["the jail has no log of \(subtype)"] }
        let text = try await subject.logs.jailLog(type: type, entity: entity, subtype: kind, file: file)
        return difference("\(file) says \(part)", text?.contains(part), true)
            + difference("\(file) ends with a line end", text?.hasSuffix("\n"), false)
    }
}
