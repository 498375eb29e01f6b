package import Domain
import Synchronization

/// The disk of a simulated machine: it outlives the processes that use it.
///
/// A write takes virtual time and is committed somewhere within it. When the process dies in between, luck decides
/// whether the write was in time; it is whole or not there at all.
package final class Disk: Sendable {
    /// What is on it.
    package struct Contents: Equatable, Sendable {
        package var jobs: JobTable
        package var metadata: [MetadataKey: String] = [:]
        /// What stands in each namespace, in the order of listings.
        package private(set) var namespaces: [MetadataKey: [NamespaceEntry]] = [:]
        package var host: JSONValue?

        package init(limits: JobTable.Limits = .init()) { jobs = JobTable(limits: limits) }

        /// Metadata items whose changes observers were not told of yet.
        private var changedKeys = ChangeLog<MetadataKey>()
        private var changedNamespaces = ChangeLog<MetadataKey>()

        /// Writes an item, or deletes it for `nil`.
        mutating func setMetadata(_ value: String?, of key: MetadataKey) {
            metadata[key] = value
            changedKeys.append(key)
        }

        /// Writes a namespace, or deletes it for `nil`.
        mutating func setNamespace(_ entries: [NamespaceEntry]?, named name: MetadataKey) {
            namespaces[name] = entries
            changedNamespaces.append(name)
        }

        fileprivate mutating func takeChanges() -> [Change] {
            jobs.takeChanges().map { .job($0) } + changedKeys.take().map { .metadata($0, metadata[$0]) }
                + changedNamespaces.take().map { .namespace($0, namespaces[$0]) }
        }
    }

    /// What a commit changed.
    package enum Change: Equatable, Sendable {
        case job(JobChange)
        case metadata(MetadataKey, String?)
        case namespace(MetadataKey, [NamespaceEntry]?)
    }

    /// What goes wrong with writes.
    package enum WriteFault: Equatable, Sendable {
        /// They fail and change nothing: a full disk, an error of the device.
        case failing(StorageFailure)
        /// They fail, and luck decides whether they changed something: a failed fsync.
        case uncertain(StorageFailure)
    }

    private struct Pending {
        let id: Int
        let fence: Fence
        let apply: @Sendable (inout Contents) -> Void
    }

    private struct State {
        var contents: Contents
        var pending: [Pending] = []
        var lastWrite = 0
        var writeFault: WriteFault?
        var readFault: StorageFailure?
        var latency: ClosedRange<Duration>
    }

    /// How long a write or read takes on a disk that is well.
    package static let usualLatency: ClosedRange<Duration> = .microseconds(100)...(.milliseconds(5))

    /// What a dead process gets to see.
    static let deadProcess = StorageFailure.inputOutput("the process is dead")

    private let state: Mutex<State>
    private let timekeeper: any Timekeeper
    private let chance: any Chance
    private let observer: (@Sendable (Change) -> Void)?

    /// - Parameters:
    ///   - latency: How long a write or read takes.
    ///   - observer: Told of every change right after its commit.
    package init(
        timekeeper: any Timekeeper, chance: any Chance,
        latency: ClosedRange<Duration> = Disk.usualLatency, limits: JobTable.Limits = .init(),
        observer: (@Sendable (Change) -> Void)? = nil
    ) {
        self.observer = observer
        self.timekeeper = timekeeper
        self.chance = chance
        state = Mutex(State(contents: Contents(limits: limits), latency: latency))
    }

    /// What is committed, for checkers.
    package var contents: Contents { state.withLock { $0.contents } }

    package func setWriteFault(_ fault: WriteFault?) { state.withLock { $0.writeFault = fault } }

    /// From now on every read fails with this.
    package func setReadFault(_ fault: StorageFailure?) { state.withLock { $0.readFault = fault } }

    /// From now on writes and reads take this long: a slow disk.
    package func setLatency(_ latency: ClosedRange<Duration>) { state.withLock { $0.latency = latency } }

    /// Settles the writes that were under way when the process of `fence` died. Call it as the fence falls.
    package func crash(of fence: Fence) {
        state.withLock { state in
            for write in state.pending where write.fence === fence && chance.next() & 1 == 0 {
                if case .failing = state.writeFault { continue }
                write.apply(&state.contents)
            }
            state.pending.removeAll { $0.fence === fence }
        }
        tellObserver()
    }

    private func tellObserver() {
        let changes = state.withLock { $0.contents.takeChanges() }
        if let observer { for change in changes { observer(change) } }
    }

    /// Changes what is on the disk, durably.
    ///
    /// A caller that is cancelled changes nothing about it: only the death of the process does.
    ///
    /// - Parameters:
    ///   - call: The name of the call, for traps.
    ///   - change: Leaves the contents as they were when it throws.
    package func write<Value: Sendable>(
        behind fence: Fence, call: PortCall,
        _ change: @escaping @Sendable (inout Contents) throws(StorageFailure) -> Value
    ) async throws(StorageFailure) -> Value {
        await fence.cross(call, isAfter: false)
        guard fence.isUp else { throw Self.deadProcess }
        let (id, latency) = state.withLock { state in
            state.lastWrite += 1
            let apply: @Sendable (inout Contents) -> Void = { contents in
                // What is refused changes nothing, and nobody is left to hear of it.
                _ = Result { () throws(StorageFailure) in try change(&contents) }
            }
            state.pending.append(Pending(id: state.lastWrite, fence: fence, apply: apply))
            return (state.lastWrite, chance.duration(in: state.latency))
        }
        await pause(latency / 2)
        let result = commit(id, fence, change)
        tellObserver()
        await fence.cross(call, isAfter: true)
        await pause(latency / 2)
        await fence.cross(.diskReturn, isAfter: true)
        guard fence.isUp else { throw Self.deadProcess }
        return try result.get()
    }

    private func commit<Value: Sendable>(
        _ id: Int, _ fence: Fence, _ change: (inout Contents) throws(StorageFailure) -> Value
    ) -> Result<Value, StorageFailure> {
        state.withLock { state in
            guard let position = state.pending.firstIndex(where: { $0.id == id }), fence.isUp else {
                state.pending.removeAll { $0.id == id }
                return .failure(Self.deadProcess)
            }
            state.pending.remove(at: position)
            switch state.writeFault {
            case nil: break
            case .failing(let failure): return .failure(failure)
            case .uncertain(let failure):
                if chance.next() & 1 == 0 { _ = Result { () throws(StorageFailure) in try change(&state.contents) } }
                return .failure(failure)
            }
            return Result { () throws(StorageFailure) in try change(&state.contents) }
        }
    }

    package func read<Value: Sendable>(
        behind fence: Fence, call: PortCall, _ look: (Contents) -> Value
    ) async throws(StorageFailure) -> Value {
        await fence.cross(call, isAfter: false)
        guard fence.isUp else { throw Self.deadProcess }
        let latency = state.withLock { chance.duration(in: $0.latency) }
        await pause(latency)
        await fence.cross(call, isAfter: true)
        guard fence.isUp else { throw Self.deadProcess }
        let (fault, value) = state.withLock { ($0.readFault, look($0.contents)) }
        if let fault { throw fault }
        return value
    }

    /// The state of the modelled host, which no process of the node stands in front of.
    func setHost(_ host: JSONValue) { state.withLock { $0.contents.host = host } }

    private func pause(_ duration: Duration) async {
        // The disk works on for a cancelled caller; it only does not wait.
        do throws(CancellationError) { try await timekeeper.sleep(for: duration) } catch {}
    }
}
