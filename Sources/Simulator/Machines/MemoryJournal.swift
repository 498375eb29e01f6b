package import Domain

/// The journal of one process of a simulated node: its lines go into the trace of the run.
package struct MemoryJournal: Journal {
    private let simulation: Simulation
    private let node: String
    private let fence: Fence?

    /// - Parameter fence: Lines of a dead process are dropped; `nil` for the machine itself, which has no process.
    package init(simulation: Simulation, node: String, fence: Fence?) {
        self.simulation = simulation
        self.node = node
        self.fence = fence
    }

    package func record(_ level: JournalLevel, _ message: String, _ facts: [(name: String, value: String)]) {
        guard fence?.isUp != false else { return }
        let facts = facts.map { StoryFact(name: $0.name, value: $0.value) }
        simulation.tell(.journal(node: node, level: level, message: message, facts: facts))
    }
}
