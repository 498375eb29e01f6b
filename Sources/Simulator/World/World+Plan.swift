import Domain
import Synchronization

/// Carries out the plan: each entry begins and ends at its time, and what holds at a moment follows from the entries
/// that are under way then.
extension World {
    private struct Moment {
        let time: Duration
        let entry: Plan.Entry
        let isBegin: Bool

        /// At one time ends come before begins, but for the end of what is undone after no time. What is never undone is
        /// under way from its begin on.
        var rank: Int {
            if isBegin { return 1 }
            return entry.lasts == .zero && entry.action.kind.isUndone ? 2 : 0
        }
    }

    func carryOutPlan() async {
        var moments: [Moment] = []
        for entry in plan.entries {
            moments.append(Moment(time: entry.at, entry: entry, isBegin: true))
            if entry.lasts != nil { moments.append(Moment(time: entry.end, entry: entry, isBegin: false)) }
        }
        moments.sort { ($0.time, $0.rank, $0.entry.number) < ($1.time, $1.rank, $1.entry.number) }
        await withDiscardingTaskGroup { group in
            do throws(CancellationError) {
                for moment in moments {
                    try await sleep(until: moment.time)
                    if moment.entry.action.kind.isCommand {
                        simulation.tell(.entry(number: moment.entry.number, begins: true, text: moment.entry.text))
                        let entry = moment.entry
                        group.addTask { await self.command(entry) }
                    } else if moment.isBegin {
                        simulation.tell(.entry(number: moment.entry.number, begins: true, text: moment.entry.text))
                        change { $0.append(moment.entry) }
                        await begin(moment.entry)
                    } else {
                        simulation.tell(.entry(number: moment.entry.number, begins: false, text: moment.entry.text))
                        change { $0.removeAll { $0.number == moment.entry.number } }
                        await finish(moment.entry)
                    }
                }
                try await sleep(until: plan.length)
            } catch {
                // The run is over before its time.
            }
        }
    }

    /// Changes which entries of the plan are under way.
    private func change(_ body: (inout [Plan.Entry]) -> Void) {
        let faults = state.withLock { state in
            body(&state.active)
            return state.faults
        }
        judges.setFaults(faults)
    }

    private func begin(_ entry: Plan.Entry) async {
        for name in entry.servers {
            guard let machine = self[name] else { continue }
            switch entry.action {
            case .kill: machine.crash()
            case .killAtCall(let call, let isAfter):
                machine.fence?.setTrap(
                    Fence.Trap(call: call, isAfter: isAfter) { [weak machine] in
                        _ = self.state.withLock { $0.sprung.insert(entry.number) }
                        machine?.crash()
                    })
            case .pause: machine.pause()
            case .powerOff:
                machine.crash()
                await alter(machine) { $0.reboot(clearsLocks: true) }
            case .tearFiles:
                machine.crash()
                let chance = simulation.chance("files torn by entry \(entry.number) on \(name)")
                await alter(machine) { host in
                    host.tearFiles { chance.next() & 1 == 0 }
                    host.reboot(clearsLocks: true)
                }
            case .setClock(let jump): machine.clock.step(by: jump)
            case .drift(let partsPerMillion): machine.clock.drift(partsPerMillion: partsPerMillion)
            case .disk: applyDisk(name, machine)
            case .upgrade(let version):
                state.withLock { $0.versions[name] = version }
                machine.crash()
                restart(name)
            case .add:
                _ = state.withLock { $0.present.insert(name) }
                machine.restart()
                restartParent(of: name)
            case .remove:
                _ = state.withLock { $0.present.remove(name) }
                machine.crash()
                restartParent(of: name)
            case .expireToken: tokens.expire(name)
            case .mislabel: applyLabels(name)
            case .link: applyLink(to: name)
            case .killRunner(let project, let directorSurvives):
                await alter(machine) { host in
                    guard let project = project ?? host.firstRunningProject else { return }
                    _ = host.killRunner(of: project, director: directorSurvives ? .carriesOn : .killed)
                }
            case .host: await applyHost(name, machine)
            case .loseJail(let project):
                await alter(machine) { host in
                    guard let jail = host.jailNames.first(where: { project == nil || host.owner(of: $0) == project })
                    else { return }
                    _ = host.vanish(jail: jail)
                }
            case .stopJail(let project):
                let stopped = await alter(machine) { host -> String? in
                    let jail = host.jailNames.first { name in
                        host.jail(name)?.isRunning == true && (project == nil || host.owner(of: name) == project)
                    }
                    if let jail { host.setRunning(false, jail: jail) }
                    return jail
                }
                state.withLock { $0.stoppedJails[entry.number, default: [:]][name] = stopped ?? nil }
            case .apply, .destroy, .cancel, .request, .forgedRequest: break
            }
        }
    }

    private func finish(_ entry: Plan.Entry) async {
        for name in entry.servers {
            guard let machine = self[name] else { continue }
            switch entry.action {
            case .kill, .powerOff, .tearFiles: restart(name)
            case .killAtCall:
                machine.fence?.setTrap(nil)
                restart(name)
            case .pause: if !isHeld(name, by: { $0 == .pause }) { machine.resume() }
            case .setClock(let jump): machine.clock.step(by: .zero - jump)
            case .drift:
                machine.clock.drift(partsPerMillion: scenario.topology[name]?.driftPartsPerMillion ?? 0)
            case .disk: applyDisk(name, machine)
            case .expireToken: if !isHeld(name, by: { $0 == .expireToken }) { tokens.renew(name) }
            case .mislabel: applyLabels(name)
            case .link: applyLink(to: name)
            case .host: await applyHost(name, machine)
            case .stopJail:
                guard let jail = state.withLock({ $0.stoppedJails[entry.number]?.removeValue(forKey: name) }) else {
                    continue
                }
                await alter(machine) { $0.setRunning(true, jail: jail) }
            case .upgrade, .add, .remove, .killRunner, .loseJail, .apply, .destroy, .cancel, .request,
                .forgedRequest:
                break
            }
        }
    }

    // MARK: - What follows from the entries under way

    /// The entries under way that are about a server, in their order.
    func active(on name: ChainName) -> [Plan.Entry] {
        state.withLock { $0.active.filter { $0.servers.contains(name) } }
    }

    private func isHeld(_ name: ChainName, by isWanted: (ScenarioAction) -> Bool) -> Bool {
        active(on: name).contains { isWanted($0.action) }
    }

    /// Starts a process unless something still keeps the machine down.
    private func restart(_ name: ChainName) {
        let (active, sprung, isPresent) = state.withLock {
            ($0.active.filter { $0.servers.contains(name) }, $0.sprung, $0.present.contains(name))
        }
        let isKeptDown = active.contains { entry in
            switch entry.action {
            case .kill, .powerOff, .tearFiles: true
            case .killAtCall: sprung.contains(entry.number)
            default: false
            }
        }
        if isPresent && !isKeptDown { self[name]?.restart() }
    }

    private func restartParent(of name: ChainName) {
        guard let parent = scenario.topology[name]?.parent, let machine = self[parent] else { return }
        machine.crash()
        restart(parent)
    }

    private func applyLabels(_ name: ChainName) {
        var said: JSONValue?
        for entry in active(on: name) { if case .mislabel(let labels) = entry.action { said = labels } }
        state.withLock { $0.saidLabels[name] = said }
    }

    private func applyLink(to name: ChainName) {
        let above = scenario.topology[name]?.parent.map { [$0.text] } ?? operators
        var down = LinkRule()
        var up = LinkRule()
        for entry in active(on: name) {
            guard case .link(let trouble, let direction) = entry.action else { continue }
            if direction != .up { down.apply(trouble) }
            if direction != .down { up.apply(trouble) }
        }
        for node in above {
            network.setRule(from: node, to: name.text, down)
            network.setRule(from: name.text, to: node, up)
        }
    }

    private func applyDisk(_ name: ChainName, _ machine: SimulatedMachine) {
        machine.disk.setWriteFault(nil)
        machine.disk.setReadFault(nil)
        machine.disk.setLatency(Disk.usualLatency)
        for entry in active(on: name) {
            switch entry.action {
            case .disk(.full): machine.disk.setWriteFault(.failing(.full))
            case .disk(.uncertain): machine.disk.setWriteFault(.uncertain(.inputOutput("fsync: Input/output error")))
            case .disk(.unreadable): machine.disk.setReadFault(.inputOutput("read: Input/output error"))
            case .disk(.slow(let latency)): machine.disk.setLatency(latency)
            default: break
            }
        }
    }

    private func applyHost(_ name: ChainName, _ machine: SimulatedMachine) async {
        var behaviour = scenario.topology[name]?.host ?? scenario.settings.host
        for entry in active(on: name) { if case .host(let changed) = entry.action { behaviour = changed } }
        await machine.host.setBehaviour(behaviour)
    }

    /// - Returns: What `fault` returns; `nil` when it could not be stored.
    @discardableResult
    private func alter<Result: Sendable>(
        _ machine: SimulatedMachine, _ fault: @Sendable (inout HostModel) -> Result
    ) async -> Result? {
        do throws(StorageFailure) {
            return try await machine.host.alter(fault)
        } catch {
            simulation.note(machine.name, "the host could not store what befell it: \(error)")
            return nil
        }
    }

    /// Everybody who talks to the root.
    var operators: [String] {
        var names: [String] = []
        for entry in plan.entries where entry.action.kind.isCommand && !names.contains(entry.operator) {
            names.append(entry.operator)
        }
        return names
    }
}

extension LinkRule {
    fileprivate mutating func apply(_ trouble: LinkTrouble) {
        switch trouble {
        case .cut: isCut = true
        case .refuse: isRefused = true
        case .slow(let delay): self.delay = delay
        case .lose(let ratio): loss = ratio
        case .duplicate(let ratio): duplication = ratio
        case .reset(let ratio): reset = ratio
        case .garble(let ratio): garbling = ratio
        case .readSlowly(let time): reading = time
        }
    }
}

extension HostModel {
    fileprivate var firstRunningProject: String? { runs.first { $0.process != nil }?.ticket.project.text }

    fileprivate func owner(of jail: String) -> String? {
        projectNames.first { projects[$0]?.jails.values.contains(jail) == true }
    }
}
