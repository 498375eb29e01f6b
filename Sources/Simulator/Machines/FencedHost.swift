package import Domain

/// The host of a machine as one process of its node sees it: calls take time, and once the process is dead they do
/// nothing more. A call during which it dies may or may not have had its effect.
package final class FencedHost: Sendable {
    private let host: SandboxHost
    private let fence: Fence
    private let timekeeper: any Timekeeper
    private let chance: any Chance
    private let latency: ClosedRange<Duration>
    private let observer: (@Sendable (PortCall) -> Void)?

    /// - Parameters:
    ///   - latency: How long a call takes beside what it waits for.
    ///   - observer: Told of every call when it is made.
    package init(
        _ host: SandboxHost, fence: Fence, timekeeper: any Timekeeper, chance: any Chance,
        latency: ClosedRange<Duration> = .milliseconds(1)...(.milliseconds(20)),
        observer: (@Sendable (PortCall) -> Void)? = nil
    ) {
        self.observer = observer
        self.host = host
        self.fence = fence
        self.timekeeper = timekeeper
        self.chance = chance
        self.latency = latency
    }

    /// Runs a call between two halves of its latency.
    ///
    /// - Returns: `nil` when the process is dead before or after.
    private func call<Value: Sendable, Failure: Error>(
        _ name: PortCall, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value? {
        guard fence.isUp else { return nil }
        observer?(name)
        let pause = chance.duration(in: latency) / 2
        await wait(pause)
        await fence.cross(name, isAfter: false)
        guard fence.isUp else { return nil }
        let value = try await body()
        await fence.cross(name, isAfter: true)
        await wait(pause)
        await fence.cross(.hostReturn, isAfter: true)
        return fence.isUp ? value : nil
    }

    private func wait(_ duration: Duration) async {
        // A cancelled caller only does not wait; what it asked for is done.
        do throws(CancellationError) { try await timekeeper.sleep(for: duration) } catch {}
    }

    /// What calls of AppJail and Director throw in a dead process.
    private static let dead = HostFailure.storage(Disk.deadProcess)
}

extension FencedHost: DeploymentRunner {
    package func start(_ order: RunOrder) async throws(RunnerFailure) {
        let isDone: Void? = try await call(.runnerStart) { () throws(RunnerFailure) in try await host.start(order) }
        if isDone == nil { throw .storage(Disk.deadProcess) }
    }

    package func observe(_ ticket: RunTicket) async -> RunObservation {
        await call(.runnerObserve) { await host.observe(ticket) } ?? .running
    }

    package func end(of ticket: RunTicket) async throws(CancellationError) -> RunObservation {
        let observation = try await call(.runnerEnd) { () throws(CancellationError) in try await host.end(of: ticket)
        }
        guard let observation else { throw CancellationError() }
        return observation
    }

    package func stop(_ ticket: RunTicket) async { _ = await call(.runnerStop) { await host.stop(ticket) } }

    package func discard(_ ticket: RunTicket) async { _ = await call(.runnerDiscard) { await host.discard(ticket) } }

    package func sweep(keeping tickets: Set<RunTicket>) async throws(StorageFailure) -> [RunTicket] {
        let live = try await call(.runnerSweep) { () throws(StorageFailure) in
            try await host.sweep(keeping: tickets)
        }
        guard let live else { throw Disk.deadProcess }
        return live
    }
}

extension FencedHost: ProjectHost {
    package func projects() async throws(HostFailure) -> [ProjectDescription] {
        let found = try await call(.projectsList) { () throws(HostFailure) in try await host.projects() }
        guard let found else { throw Self.dead }
        return found
    }

    package func describe(_ project: ProjectName) async throws(HostFailure) -> ProjectDescription? {
        let found = try await call(.projectsDescribe) { () throws(HostFailure) in try await host.describe(project) }
        guard let found else { throw Self.dead }
        return found
    }

    package func cancel(_ project: ProjectName) async throws(HostFailure) {
        let isDone: Void? = try await call(.projectsCancel) { () throws(HostFailure) in try await host.cancel(project)
        }
        if isDone == nil { throw Self.dead }
    }

    package func releaseStaleLock(of project: ProjectName) async throws(HostFailure) -> LockFinding {
        let found = try await call(.projectsUnlock) { () throws(HostFailure) in
            try await host.releaseStaleLock(of: project)
        }
        guard let found else { throw Self.dead }
        return found
    }
}

extension FencedHost: JailHost {
    package func jails(keywords: [String]) async throws(HostFailure) -> [JailRecord] {
        let found = try await call(.jailsList) { () throws(HostFailure) in try await host.jails(keywords: keywords) }
        guard let found else { throw Self.dead }
        return found
    }

    package func statistics(
        of jail: JailName, counters: [String]
    ) async throws(HostFailure) -> [(name: String, value: Int)] {
        let found = try await call(.jailsStatistics) { () throws(HostFailure) in
            try await host.statistics(of: jail, counters: counters)
        }
        guard let found else { throw Self.dead }
        return found
    }

    package func cpuset(of jail: JailName) async throws(HostFailure) -> String? {
        let found = try await call(.jailsCpuset) { () throws(HostFailure) in try await host.cpuset(of: jail) }
        guard let found else { throw Self.dead }
        return found
    }

    package func extras(
        _ kind: JailExtra, of jail: JailName, keywords: [String]
    ) async throws(HostFailure) -> [JSONValue] {
        let found = try await call(.jailsExtras) { () throws(HostFailure) in
            try await host.extras(kind, of: jail, keywords: keywords)
        }
        guard let found else { throw Self.dead }
        return found
    }
}

extension FencedHost: LogStore {
    package func jailLogs() async throws(StorageFailure) -> JSONObject {
        let found = try await call(.logsJails) { () throws(StorageFailure) in try await host.jailLogs() }
        guard let found else { throw Disk.deadProcess }
        return found
    }

    package func jailLog(
        type: LogPart, entity: LogPart, subtype: LogPart, file: LogPart
    ) async throws(StorageFailure) -> String? {
        let found = try await call(.logsJail) { () throws(StorageFailure) in
            try await host.jailLog(type: type, entity: entity, subtype: subtype, file: file)
        }
        guard let found else { throw Disk.deadProcess }
        return found
    }

    package func projectLogs() async throws(StorageFailure) -> JSONObject {
        let found = try await call(.logsProjects) { () throws(StorageFailure) in try await host.projectLogs() }
        guard let found else { throw Disk.deadProcess }
        return found
    }

    package func projectLog(date: LogPart, service: LogPart?, file: LogPart) async throws(StorageFailure) -> String? {
        let found = try await call(.logsProject) { () throws(StorageFailure) in
            try await host.projectLog(date: date, service: service, file: file)
        }
        guard let found else { throw Disk.deadProcess }
        return found
    }
}

extension FencedHost: PortReserver {
    package func reserve(_ wish: JobRequest.PortWish, for holder: ProjectName) async throws(PortFailure) -> Int {
        let port = try await call(.portsReserve) { () throws(PortFailure) in try await host.reserve(wish, for: holder)
        }
        guard let port else { throw .noFreePort(interface: wish.interface, network: wish.network) }
        return port
    }
}
