import Adapters
import Domain
import Simulator
import Testing

@Suite("Ports of this machine: what the model does")
struct PortConformanceTests {
    @Test(arguments: PortConformance.cases)
    func `the real table gives ports as the model does`(_ testCase: PortConformance.Case) async throws {
        let folder = try TemporaryFolder()
        let loopback = try SystemNetwork().addresses().first { $0.address == InternetAddress("127.0.0.1") }
        let table = Adapters.PortTable(
            jails: folder.path + "/jails", chance: SystemChance(), clock: SystemClock())
        try await testCase.run(
            PortConformance.Subject(reserver: table, interface: try #require(loopback).interface))
    }
}
