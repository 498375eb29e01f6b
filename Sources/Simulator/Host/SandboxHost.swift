package import Domain

/// A modelled host behind the ports of the engine, with any clock: the real one in a sandbox, a virtual one in a
/// simulation.
///
/// The host goes its way whether or not anybody looks: what happened meanwhile is worked out when it is asked, from its
/// stored state and the time. So a run that was started goes on while the daemon is dead.
package actor SandboxHost {
    /// How long a short call may take before it counts as hung.
    static let callTimeout = Duration.seconds(30)
    /// How long a short call takes that is slow.
    static let slowCall = Duration.seconds(10)

    private let timekeeper: any Timekeeper
    private let chance: any Chance
    private let storage: any HostStorage
    private let journal: any Journal
    private let changes = Signal()
    /// Told of every change of the host; see ``observe(_:)``.
    private var observer: (@Sendable (HostChange) -> Void)?

    private var model: HostModel
    private var ports = PortTable()
    /// The time of the host at ``anchor``.
    private let anchorTime: WallTime
    /// The daemon's uptime at which the host had ``anchorTime``.
    private let anchor: Duration
    private var lastBehaviour: JSONValue?
    private var lastComplaint: String?

    private var isChanging = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private init(
        model: HostModel, timekeeper: any Timekeeper, chance: any Chance, storage: any HostStorage,
        journal: any Journal
    ) {
        self.model = model
        self.timekeeper = timekeeper
        self.chance = chance
        self.storage = storage
        self.journal = journal
        anchor = timekeeper.uptime
        // A wall clock that was set back does not make the host younger.
        anchorTime = max(model.now, timekeeper.wallTime)
    }

    /// Finds the host as its storage has it, or sets up a new one.
    ///
    /// - Parameter journal: Is told of behaviour files that cannot be used.
    /// - Throws: What the storage throws, and ``StorageFailure/corrupt(_:)`` when what it holds is no host.
    package static func open(
        storage: any HostStorage, timekeeper: any Timekeeper, chance: any Chance, journal: any Journal,
        settings: HostModel.Settings = .init()
    ) async throws(StorageFailure) -> SandboxHost {
        let model: HostModel
        if let saved = try await storage.load() {
            model = try HostModel(json: saved, settings: settings)
        } else {
            model = HostModel(now: timekeeper.wallTime, settings: settings)
        }
        return SandboxHost(
            model: model, timekeeper: timekeeper, chance: chance, storage: storage, journal: journal)
    }

    /// The host as it is now.
    package func snapshot() async -> HostModel {
        await catchUp()
        return model
    }

    /// Has `observer` told of every change from now on, when the host is next looked at after it.
    package func observe(_ observer: @escaping @Sendable (HostChange) -> Void) { self.observer = observer }

    /// Replaces the behaviour, until a behaviour file says otherwise.
    package func setBehaviour(_ behaviour: HostBehaviour) async {
        await catchUp()
        model.behaviour = behaviour
        changes.raise()
    }

    /// Lets something befall the host, such as ``HostModel/killRunner(of:director:)``, and stores what became of it.
    @discardableResult
    package func alter<Result: Sendable>(
        _ fault: @Sendable (inout HostModel) -> Result
    ) async throws(StorageFailure) -> Result {
        try await change(fault)
    }

    // MARK: Time and behaviour

    /// Brings the model up to now.
    private func catchUp() async {
        await readBehaviour()
        model.advance(to: anchorTime + (timekeeper.uptime - anchor))
        // A change that is being stored goes the same way again, and is told of then.
        if !isChanging { tellObserver() }
    }

    private func tellObserver() {
        let changes = model.takeChanges()
        if let observer { for change in changes { observer(change) } }
    }

    private func readBehaviour() async {
        let found: JSONValue?
        do throws(StorageFailure) {
            found = try await storage.behaviour()
        } catch {
            return complain("the behaviour file cannot be read", "\(error)")
        }
        guard found != lastBehaviour else { return }
        // What happened until now happened under the old behaviour.
        model.advance(to: anchorTime + (timekeeper.uptime - anchor))
        do throws(HostBehaviourError) {
            model.behaviour =
                try found.map { (json) throws(HostBehaviourError) in try HostBehaviour(json: json) } ?? .init()
            lastComplaint = nil
            changes.raise()
        } catch {
            complain("the behaviour file is not used", "\(error)")
        }
        lastBehaviour = found
    }

    /// Says it once, not at every call.
    private func complain(_ message: String, _ fact: String) {
        guard lastComplaint != message + fact else { return }
        lastComplaint = message + fact
        journal.record(.warning, message, [(name: "problem", value: fact)])
    }

    // MARK: Changes

    /// Changes the model and stores it before anybody sees the change; one change at a time.
    private func change<Result: Sendable>(
        _ body: (inout HostModel) -> Result
    ) async throws(StorageFailure) -> Result {
        await takeTurn()
        defer { passTurn() }
        await catchUp()
        var candidate = model
        let result = body(&candidate)
        guard candidate != model else { return result }
        try await storage.save(candidate.json)
        // While the state was saved others may have looked and moved the time; the candidate gets there the same way.
        candidate.behaviour = model.behaviour
        model = candidate
        model.advance(to: anchorTime + (timekeeper.uptime - anchor))
        tellObserver()
        changes.raise()
        return result
    }

    private func takeTurn() async {
        guard isChanging else {
            isChanging = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func passTurn() {
        if waiting.isEmpty { isChanging = false } else { waiting.removeFirst().resume() }
    }

    /// Waits until something changes, at most until the next thing happens by itself.
    private func waitForChange(after seen: Int) async throws(CancellationError) {
        let pause = model.nextEvent.map { max($0.since(model.now), .microseconds(1)) }
        await withTaskGroup(of: Void.self) { [changes, timekeeper] group in
            group.addTask {
                do throws(CancellationError) { try await changes.wait(after: seen) } catch {}
            }
            if let pause {
                group.addTask {
                    do throws(CancellationError) { try await timekeeper.sleep(for: pause) } catch {}
                }
            }
            await group.next()
            group.cancelAll()
        }
        if Task.isCancelled { throw CancellationError() }
    }

    // MARK: Faults of the short calls

    /// - Throws: What becomes of a call of `program` that behaves like `mode`.
    private func call(_ program: String, _ mode: HostBehaviour.Call) async throws(HostFailure) {
        switch mode {
        case .ok: return
        case .fail: throw .exited(program: program, status: 70, text: "Exception:\n")
        case .garbage: throw .unreadable(program: program, text: "Traceback (most recent call last):\n")
        case .cut: throw .unreadable(program: program, text: "{\n  \"name\": ")
        case .absent: throw .notInstalled(program: program)
        case .slow:
            // A cancelled caller only does not wait.
            do throws(CancellationError) { try await timekeeper.sleep(for: Self.slowCall) } catch {}
        case .hang:
            // A cancelled caller sees the same as one that waited.
            do throws(CancellationError) { try await timekeeper.sleep(for: Self.callTimeout) } catch {}
            throw .timedOut(program: program)
        }
    }

    private func callAppJail() async throws(HostFailure) {
        await catchUp()
        try await call("appjail", model.behaviour.appjail)
        await catchUp()
    }

    private static let director = "appjail-director"
}

extension SandboxHost: DeploymentRunner {
    package func start(_ order: RunOrder) async throws(RunnerFailure) {
        let isStarted: Bool
        do throws(StorageFailure) {
            isStarted = try await change { $0.start(order) }
        } catch {
            throw .storage(error)
        }
        if !isStarted { throw .busy }
    }

    package func observe(_ ticket: RunTicket) async -> RunObservation {
        await catchUp()
        return model.observation(of: ticket)
    }

    package func end(of ticket: RunTicket) async throws(CancellationError) -> RunObservation {
        while true {
            let seen = changes.generation
            let observation = await observe(ticket)
            guard observation == .running else { return observation }
            try await waitForChange(after: seen)
        }
    }

    package func stop(_ ticket: RunTicket) async {
        await settle("a run could not be stopped") { $0.stop(ticket) }
    }

    package func discard(_ ticket: RunTicket) async {
        await settle("a run could not be forgotten") { $0.discard(ticket) }
    }

    package func sweep(keeping tickets: Set<RunTicket>) async throws(StorageFailure) -> [RunTicket] {
        try await change { $0.sweep(keeping: tickets) }
    }

    /// A change that has no way to fail: when it cannot be stored it stands all the same, as a signal that was sent.
    private func settle(_ complaint: String, _ body: (inout HostModel) -> Void) async {
        do throws(StorageFailure) {
            try await change(body)
        } catch {
            body(&model)
            changes.raise()
            complain(complaint, "\(error)")
        }
    }
}

extension SandboxHost: ProjectHost {
    package func projects() async throws(HostFailure) -> [ProjectDescription] {
        await catchUp()
        // Director's folders are read first, and AppJail is asked only when there is a jail to ask for: what Director does
        // meanwhile is not seen.
        let found = model.projectNames.compactMap { model.description(of: $0) }
        guard found.contains(where: { !$0.services.isEmpty }) else { return found }
        try await callAppJail()
        return found.map { project in
            let now = model.description(of: project.name)?.services ?? []
            return ProjectDescription(
                name: project.name, state: project.state, lastLog: project.lastLog, isLocked: project.isLocked,
                services: project.services.map { service in
                    now.first { $0.name == service.name && $0.jail == service.jail } ?? service
                }
            ).withServicesByName
        }
    }

    package func describe(_ project: ProjectName) async throws(HostFailure) -> ProjectDescription? {
        await catchUp()
        try await call(Self.director, model.behaviour.rule(forProject: project.text).describe)
        await catchUp()
        return model.description(of: project.text)?.withServicesByName
    }

    package func cancel(_ project: ProjectName) async throws(HostFailure) {
        await catchUp()
        try await call(Self.director, model.behaviour.director)
        let result: HostModel.CancelResult
        do throws(StorageFailure) {
            result = try await change { $0.cancel(project.text) }
        } catch {
            throw .storage(error)
        }
        switch result {
        // Where there is no project there is nothing to end.
        case .done, .noSuchProject: return
        case .processGone(let pid):
            throw .exited(
                program: Self.director, status: 70,
                text: "Exception:\n type: NoSuchProcess\n error: process PID not found (pid=\(pid))\n")
        }
    }

    package func releaseStaleLock(of project: ProjectName) async throws(HostFailure) -> LockFinding {
        do throws(StorageFailure) {
            return try await change { $0.releaseStaleLock(of: project.text) }
        } catch {
            throw .storage(error)
        }
    }
}

extension SandboxHost: JailHost {
    package func jails(keywords: [String]) async throws(HostFailure) -> [JailRecord] {
        try await callAppJail()
        return model.jailNames.compactMap { model.record(ofJail: $0, keywords: keywords) }
    }

    package func statistics(
        of jail: JailName, counters: [String]
    ) async throws(HostFailure) -> [(name: String, value: Int)] {
        try await callAppJail()
        return model.statistics(ofJail: jail.text, counters: counters)
    }

    package func cpuset(of jail: JailName) async throws(HostFailure) -> String? {
        try await callAppJail()
        guard model.status(ofJail: jail.text) != 66 else {
            throw .exited(program: "appjail", status: 66, text: "Cannot find the jail `\(jail)`")
        }
        return model.cpuset(ofJail: jail.text)
    }

    package func extras(
        _ kind: JailExtra, of jail: JailName, keywords: [String]
    ) async throws(HostFailure) -> [JSONValue] {
        try await callAppJail()
        return model.extras(kind, ofJail: jail.text, keywords: keywords)
    }
}

extension SandboxHost: LogStore {
    package func jailLogs() async throws(StorageFailure) -> JSONObject {
        await catchUp()
        return model.jailLogs
    }

    package func jailLog(
        type: LogPart, entity: LogPart, subtype: LogPart, file: LogPart
    ) async throws(StorageFailure) -> String? {
        await catchUp()
        return model.jailLog(type: type.text, entity: entity.text, subtype: subtype.text, file: file.text)
    }

    package func projectLogs() async throws(StorageFailure) -> JSONObject {
        await catchUp()
        return model.directorLogs
    }

    package func projectLog(date: LogPart, service: LogPart?, file: LogPart) async throws(StorageFailure) -> String? {
        await catchUp()
        return model.directorLog(date: date.text, service: service?.text, file: file.text)
    }
}

extension SandboxHost: PortReserver {
    package func reserve(_ wish: JobRequest.PortWish, for holder: ProjectName) async throws(PortFailure) -> Int {
        await catchUp()
        if let text = wish.network, IPNetwork(text) == nil { throw .badNetwork(text) }
        guard let interface = model.behaviour.interfaces.first(where: { $0.name == wish.interface }) else {
            throw .unknownInterface(wish.interface)
        }
        var addresses = interface.addresses
        if let text = wish.network {
            // No address of the model is in a network of IPv6.
            let network = IPv4Network(text)
            addresses = addresses.filter { IPv4Network($0).map { network?.contains($0) } == true }
        }
        guard !addresses.isEmpty else { throw .noAddress(interface: wish.interface, network: wish.network) }
        let port = ports.reserve(
            on: wish.interface, for: holder, exposed: model.exposedPorts(on: wish.interface), draw: chance.next)
        guard let port else { throw .noFreePort(interface: wish.interface, network: wish.network) }
        return port
    }
}
