import Domain
import Simulator
import Testing

@Suite("Modelled ports: what the real table does", .offPool)
struct PortConformanceTests {
    @Test(arguments: PortConformance.cases)
    func `the model gives ports as the real table does`(_ testCase: PortConformance.Case) throws {
        try Simulation.run(seed: 1) { simulation in
            let host = try await SandboxHost.open(
                storage: MemoryHostStorage(), timekeeper: simulation.clock(), chance: simulation.chance("host"),
                journal: MemoryJournal(simulation: simulation, node: "host", fence: nil))
            try await testCase.run(PortConformance.Subject(reserver: host, interface: "lo0"))
        }.value()
    }
}
