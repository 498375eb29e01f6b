import Testing

@testable import Adapters

struct DescriptorLimitTests {
    @Test(arguments: [
        (descriptors: 32_768, listeners: 2, connections: 4_096), (1_000_000, 1, 4_096), (1_024, 2, 128), (64, 4, 4),
        (8, 4, 1), (0, 0, 1),
    ]) func `a quarter of all descriptors is for connections, shared by the listeners`(
        descriptors: Int, listeners: Int, connections: Int
    ) {
        #expect(
            DescriptorLimit.connections(descriptors: descriptors, listeners: listeners, most: 4_096) == connections)
    }

    @Test func `there is room for some more, and never for as many as are allowed`() {
        #expect(DescriptorLimit.current > 64)
        #expect(DescriptorLimit.hasRoom(for: 16))
    }
}
