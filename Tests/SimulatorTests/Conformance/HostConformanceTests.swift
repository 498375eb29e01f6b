import Domain
import Simulator
import Testing

@Suite("Modelled host: what Director does", .offPool)
struct HostConformanceTests {
    @Test(arguments: HostConformance.cases)
    func `the model does what Director does`(_ testCase: HostConformance.Case) throws {
        let report = Simulation.run(seed: 1) { simulation in
            let storage = MemoryHostStorage()
            let clock = simulation.clock()
            let host = try await SandboxHost.open(
                storage: storage, timekeeper: clock, chance: simulation.chance("host"),
                journal: MemoryJournal(simulation: simulation, node: "host", fence: nil))
            let subject = HostConformance.Subject(
                runner: host, projects: host, jails: host, logs: host, configure: { storage.setBehaviour($0) },
                pause: { try await clock.sleep(for: $0) },
                befall: { mishap, jail in
                    try await host.alter { model in
                        switch mishap {
                        case .vanishes: _ = model.vanish(jail: jail.text)
                        case .stops: model.setRunning(false, jail: jail.text)
                        }
                    }
                })
            let conformance = HostConformance(subject: subject, project: ProjectName("shop")!)
            return try await conformance.mismatches(of: testCase)
        }
        #expect(try report.value() == [])
    }

    @Test func `the cases have names of their own`() {
        #expect(Set(HostConformance.cases.map(\.name)).count == HostConformance.cases.count)
    }
}
