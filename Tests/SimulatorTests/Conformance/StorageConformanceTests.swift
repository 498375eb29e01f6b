import Domain
import Simulator
import Synchronization
import Testing

@Suite("Simulated disk: what a real one does", .offPool)
struct StorageConformanceTests {
    /// The processes that live one after the other on a disk.
    private final class Lives: Sendable {
        private let disk: Disk
        private let fence: Mutex<Fence>

        init(_ disk: Disk) {
            self.disk = disk
            fence = Mutex(Fence(node: "alpha", incarnation: 1))
        }

        var present: Fence { fence.withLock { $0 } }

        /// Ends the present process and begins the next.
        func next() -> Fence {
            let former = present
            former.fall()
            disk.crash(of: former)
            let next = Fence(node: former.node, incarnation: former.incarnation + 1)
            fence.withLock { $0 = next }
            return next
        }
    }

    @Test(arguments: StateConformance.cases)
    func `the model keeps jobs as the database does`(_ testCase: StateConformance.Case) throws {
        try Simulation.run(seed: 1) { simulation in
            let limits = StateConformance.limits
            let disk = Disk(
                timekeeper: simulation.clock(), chance: simulation.chance("disk"),
                limits: .init(queue: limits.queue, history: limits.history, records: limits.records))
            let lives = Lives(disk)
            let next: @Sendable () -> any StateStore = { MemoryState(disk: disk, fence: lives.next()) }
            try await testCase.run(
                StateConformance.Subject(
                    store: MemoryState(disk: disk, fence: lives.present), reopen: { next() }, crash: { next() },
                    holds: { "\(disk.contents.jobs.all)".contains($0) }))
        }.value()
    }

    @Test(arguments: MetadataConformance.cases)
    func `the model keeps metadata as files do`(_ testCase: MetadataConformance.Case) throws {
        try Simulation.run(seed: 1) { simulation in
            let disk = Disk(timekeeper: simulation.clock(), chance: simulation.chance("disk"))
            let lives = Lives(disk)
            let store: @Sendable (Fence) -> any MetadataStore = {
                MemoryMetadata(disk: disk, fence: $0, mostItems: MetadataConformance.mostItems)
            }
            try await testCase.run(
                MetadataConformance.Subject(store: store(lives.present), reopen: { store(lives.next()) }))
        }.value()
    }

    @Test(arguments: NamespaceConformance.cases)
    func `the model keeps namespaces as folders do`(_ testCase: NamespaceConformance.Case) throws {
        try Simulation.run(seed: 1) { simulation in
            let disk = Disk(timekeeper: simulation.clock(), chance: simulation.chance("disk"))
            let lives = Lives(disk)
            let store: @Sendable (Fence) -> any NamespaceStore = {
                MemoryNamespaces(disk: disk, fence: $0, mostNamespaces: NamespaceConformance.mostNamespaces)
            }
            try await testCase.run(
                NamespaceConformance.Subject(
                    store: store(lives.present), owner: 0, group: 0, userName: "root",
                    reopen: { store(lives.next()) }))
        }.value()
    }

    @Test func `the cases have names of their own`() {
        #expect(Set(NamespaceConformance.cases.map(\.name)).count == NamespaceConformance.cases.count)
        #expect(Set(StateConformance.cases.map(\.name)).count == StateConformance.cases.count)
        #expect(Set(MetadataConformance.cases.map(\.name)).count == MetadataConformance.cases.count)
        #expect(MemoryMetadata.longestValue == MetadataConformance.longestValue)
    }
}
