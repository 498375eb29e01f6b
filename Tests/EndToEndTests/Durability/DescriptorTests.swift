import Domain
import Foundation
import TestSupport
import Testing

@testable import Adapters

extension RealNodeTests {
    @Suite("A server with few descriptors")
    struct DescriptorTests {
        @Test func `goes on working while strangers hold all the connections that they can get`() async throws {
            let behaviour = #"{"projects": {"web": {"up_seconds": 1}}}"#
            try await RealNode.with(.init(descriptors: 128), behaviour: behaviour) { node in
                let port = await node.port
                let jobs = [try await node.up("web"), try await node.up("shop")]
                let strangers = try (0..<200).map { _ in try RawConnection(port: port) }
                for job in jobs { #expect(try await node.end(of: job) == .completed) }
                // Its looks at the host go on, too.
                let looks = node.calls().count { $0.program == "appjail" }
                try await RealNode.wait { node.calls().count { $0.program == "appjail" } > looks }
                for stranger in strangers { stranger.end() }
                #expect(try await node.call("GET", "/v1/ping").status == 200)
                #expect(node.log.contains("few descriptors: connections are bounded"))
            }
        }
    }
}
