import Domain
import Foundation
import Simulator
import Testing

/// One case at a time: each starts many programs, and some must end within the grace of the runner.
@Suite("AppJail and Director through the real adapters", .serialized)
struct HostConformanceTests {
    @Test(arguments: HostConformance.cases)
    func `the adapters do what the model does`(_ testCase: HostConformance.Case) async throws {
        let host = try RealHost()
        // A name of its own, since a lock is stale only when no Director of the whole machine works on its project.
        let project = ProjectName("shop-\(UUID().uuidString.prefix(8))")!
        let conformance = HostConformance(subject: host.subject, project: project)
        // Apart, so that a failure tells them.
        let mismatches = try await conformance.mismatches(of: testCase)
        #expect(mismatches == [])
    }
}
