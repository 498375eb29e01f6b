import Adapters
import Domain
import Simulator
import Testing

@Suite("The clock of this machine: what the virtual one does")
struct ClockConformanceTests {
    @Test(arguments: ClockConformance.cases)
    func `the clock of the system keeps time as the virtual one does`(_ testCase: ClockConformance.Case) async throws {
        try await testCase.run(SystemClock())
    }
}
