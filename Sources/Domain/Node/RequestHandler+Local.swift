extension RequestHandler {
    /// Answers what is asked of this node itself. Source: HTTP contract, section 8.
    func answer(_ call: Call) async throws(APIError) -> Response {
        switch call.route {
        case .root: throw .resourceMissing
        case .ping: return Response(200, ["status": "OK"])
        case .labels: return Response(200, ["labels": .array(configuration.labels.map { .string($0.text) })])
        case .chains:
            let names = await health.listed()
            return Response(200, ["chains": .array(names.map { .string($0.text) })])
        case .jails:
            let names = try await jailNames()
            return Response(200, ["jails": .array(names.map { .string($0.text) })])
        case .stats:
            await observed.requested([.statistics])
            return Response(200, ["stats": .object(await observed.counterTotals())])
        case .jail(let aspect, let name): return try await answer(call, aspect, of: name)
        case .jailLogs:
            return Response(
                200,
                ["logs": .object(try await stored { () throws(StorageFailure) in try await ports.logs.jailLogs() })])
        case .projectLogs:
            return Response(
                200,
                ["logs": .object(try await stored { () throws(StorageFailure) in try await ports.logs.projectLogs() })])
        case .jailLog(let place): return try await jailLog(place)
        case .projectLog(let place):
            return try log(
                await stored { () throws(StorageFailure) in
                    try await ports.logs.projectLog(date: place.date, service: place.service, file: place.file)
                })
        case .projects:
            let names = try await projectNames().filter { call.claims.allowsProject($0) }
            return Response(200, ["projects": .array(names.map { .string($0) })])
        case .project(let aspect, let name): return try await answer(call, aspect, of: name)
        case .metadataList:
            let keys = try await stored { () throws(StorageFailure) in try await ports.metadata.keys() }
            return Response(
                200,
                ["metadata": .array(keys.filter { call.claims.allowsMetadata($0) }.map { .string($0.text) })])
        case .metadata(let key): return try await answer(call, metadata: key)
        case .virtualMachine(let name):
            return try await answer(call, virtualMachine: name)
        case .namespaceList:
            let names = try await stored { () throws(StorageFailure) in try await ports.namespaces.names() }
            return Response(
                200,
                ["namespaces": .array(names.filter { call.claims.allowsMetadata($0) }.map { .string($0.text) })])
        case .namespace(let name): return try await answer(call, namespace: name)
        }
    }

    /// Turns a failing store into the answer for it; what exactly failed goes to the log only.
    func stored<Value: Sendable>(
        _ work: () async throws(StorageFailure) -> Value
    ) async throws(APIError) -> Value {
        do throws(StorageFailure) {
            return try await work()
        } catch {
            switch error {
            case .full: throw .storageFull
            case .limit(let what): throw .busy(what)
            case .corrupt, .inputOutput, .conflict:
                ports.journal.record(.error, "the storage failed", [("failure", "\(error)")])
                throw .internalError
            }
        }
    }

    /// Turns trouble with AppJail or Director into the answer for it.
    func hosted<Value: Sendable>(_ work: () async throws(HostFailure) -> Value) async throws(APIError) -> Value {
        do throws(HostFailure) {
            return try await work()
        } catch {
            ports.journal.record(.warning, "the host gave no answer", [("failure", "\(error)")])
            throw .hostFailed
        }
    }

    // MARK: - Jails

    private func jailNames() async throws(APIError) -> [JailName] {
        await observed.requested([.jails])
        if let names = await observed.jailNames() { return names }
        return try await afterLook(at: .jails) { await observed.jailNames() } ?? []
    }

    /// Looks for the first time, so that "not seen yet" is never told as "there is none".
    private func afterLook<Value: Sendable>(
        at entity: Observed.Entity, _ read: () async -> Value?
    ) async throws(APIError) -> Value? {
        let poller = poller
        let look = await patiently { await Look.ended(poller.look(at: entity)) }
        if let value = await read() { return value }
        switch look {
        case .ended(nil), .ended(.notInstalled): return nil
        default: throw .hostFailed
        }
    }

    private enum Look: Sendable { case ended(HostFailure?) }

    /// How long a request waits for a command of the host: less than a neighbour waits for the answer.
    private static let patience = Duration.seconds(5)

    /// - Returns: `nil` when it took too long; it is given up then.
    private func patiently<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value? {
        let clock = ports.clock
        return await withTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask {
                // Cancelled: the answer is there.
                do throws(CancellationError) { try await clock.sleep(for: Self.patience) } catch {}
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func answer(
        _ call: Call, _ aspect: Route.JailAspect, of name: JailName
    ) async throws(APIError) -> Response {
        guard try await jailNames().contains(name) else { throw .jailNotFound(name) }
        let value: JSONValue
        switch aspect {
        case .stats:
            await observed.requested([.statistics])
            value = .object(await observed.counters(of: name))
        case .info:
            value = .object(await observed.jail(name)?.info ?? JSONObject())
        case .cpuset:
            value = await cpuset(of: name)
        case .devfs, .expose, .healthcheck, .limits, .fstab, .labels, .nat, .volumes:
            guard let kind = JailExtra(rawValue: aspect.rawValue) else { throw .internalError }
            let keywords = configuration.keywords.extras[kind] ?? []
            value = .array(
                try await hosted { () throws(HostFailure) in
                    try await ports.jails.extras(kind, of: name, keywords: keywords)
                })
        }
        return call.method == "HEAD" ? Response(200, nil) : Response(200, [aspect.rawValue: value])
    }

    /// Null when it is not known (HTTP contract, section 8.8). One jail whose command fails or hangs says nothing of the
    /// node, and must not hold up who asks.
    private func cpuset(of name: JailName) async -> JSONValue {
        let (jails, journal) = (ports.jails, ports.journal)
        return await patiently { () async -> JSONValue in
            do throws(HostFailure) {
                return try await jails.cpuset(of: name).map { .string($0) } ?? .null
            } catch {
                journal.record(
                    .warning, "a jail's set of processors is not known",
                    [("jail", name.text), ("failure", "\(error)")])
                return .null
            }
        } ?? .null
    }

    // MARK: - Logs

    private func jailLog(_ place: Route.JailLogLocation?) async throws(APIError) -> Response {
        guard let place else { throw .logNotFound }
        return try log(
            await stored { () throws(StorageFailure) in
                try await ports.logs.jailLog(
                    type: place.type, entity: place.entity, subtype: place.subtype, file: place.file)
            })
    }

    private func log(_ content: String?) throws(APIError) -> Response {
        guard let content else { throw .logNotFound }
        return Response(200, ["log_content": .string(content)])
    }

    // MARK: - Projects

    private func projectNames() async throws(APIError) -> [String] {
        await observed.requested([.projects])
        if let names = await observed.projectNames() { return names }
        return try await afterLook(at: .projects) { await observed.projectNames() } ?? []
    }

    private func answer(
        _ call: Call, _ aspect: Route.ProjectAspect, of name: ProjectName
    ) async throws(APIError) -> Response {
        switch aspect {
        case .info where call.method == "HEAD":
            guard try await projectNames().contains(name.text) else { throw .projectNotFound(name) }
            return Response(200, nil)
        case .info: return try await projectInfo(name)
        case .up: return try await submit(try upRequest(name, call.members))
        case .down: return try await submit(try downRequest(name, call.members))
        case .cancel: return try await submit(JobRequest(project: name, work: .cancel))
        case .autoscale: throw .projectNotFound(name)
        }
    }

    private func projectInfo(_ name: ProjectName) async throws(APIError) -> Response {
        // What became of a job is known whether or not the host can be looked at.
        var unseen: APIError?
        do throws(APIError) { _ = try await projectNames() } catch { unseen = error }
        let records = try await stored { () throws(StorageFailure) in try await ports.state.records(of: name) }
        var info = await observed.project(name)?.json ?? JSONObject()
        let now = ports.clock.wallTime
        for (member, record) in [("up", records.up), ("down", records.down)] {
            if let record { info[member] = .object(Self.aged(record, now)) }
        }
        guard !info.isEmpty else { throw unseen ?? .projectNotFound(name) }
        return Response(200, ["info": .object(info)])
    }

    /// A record with its age in place of the time, so that nobody needs our clock; never negative when it was set back.
    static func aged(_ record: ProjectRecords.Record, _ now: WallTime) -> JSONObject {
        var content = record.content
        guard content["last_update"] != nil else { return content }
        content["last_update"] = .double(max(0, now.since(record.written).inSeconds))
        return content
    }

    func submit(_ request: JobRequest) async throws(APIError) -> Response {
        let id = try await stored { () throws(StorageFailure) in try await jobs.submit(request) }
        return Response(200, ["job_id": .integer(id.number)])
    }

    func upRequest(_ name: ProjectName, _ members: RequestMembers) throws(APIError) -> JobRequest {
        JobRequest(
            project: name,
            work: .up(
                directorFile: try members.text("director_file"), environment: try members.environment("environment"),
                restart: try members.flag("restart"), reservedPorts: try members.portWishes("reserve_port")))
    }

    func downRequest(_ name: ProjectName, _ members: RequestMembers) throws(APIError) -> JobRequest {
        JobRequest(
            project: name,
            work: .down(environment: try members.environment("environment"), force: try members.flag("force")))
    }

    // MARK: - Metadata (HTTP contract, section 8.21)

    private func answer(_ call: Call, metadata key: MetadataKey) async throws(APIError) -> Response {
        switch call.method {
        case "GET":
            guard let value = try await stored({ () throws(StorageFailure) in try await ports.metadata.value(of: key) })
            else { throw .metadataNotFound }
            return Response(200, ["metadata": .string(value)])
        case "HEAD":
            guard try await metadataExists(key) else { throw .metadataNotFound }
            return Response(200, nil)
        case "POST":
            // An item that exists is left as it is, and the body not even looked at.
            if try await !metadataExists(key) {
                let value = try metadataValue(key, call.members)
                _ = try await stored { () throws(StorageFailure) in
                    try await ports.metadata.create(key, value: value)
                }
            }
            return Response(201, ["message": .string("Metadata '\(key)' has been successfully created.")])
        case "PUT":
            guard try await metadataExists(key) else { throw .metadataNotFound }
            let value = try metadataValue(key, call.members)
            guard
                try await stored({ () throws(StorageFailure) in
                    try await ports.metadata.replace(key, value: value)
                })
            else { throw .metadataNotFound }
            return Response(200, ["message": .string("Metadata '\(key)' has been successfully updated.")])
        default:
            guard try await stored({ () throws(StorageFailure) in try await ports.metadata.delete(key) }) else {
                throw .metadataNotFound
            }
            return Response(204, nil)
        }
    }

    private func metadataExists(_ key: MetadataKey) async throws(APIError) -> Bool {
        try await stored { () throws(StorageFailure) in try await ports.metadata.exists(key) }
    }

    private func metadataValue(_ key: MetadataKey, _ members: RequestMembers) throws(APIError) -> String {
        let value = try members.text("value")
        let length = value.unicodeScalars.count
        guard length <= configuration.metadataSize else {
            throw .metadataTooLong(key, length: length, limit: configuration.metadataSize)
        }
        return value
    }
}
