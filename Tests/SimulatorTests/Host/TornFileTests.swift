import Domain
import Simulator
import Testing

/// What a loss of power does to files that Director wrote and nobody synced.
@Suite("Torn files of Director") struct TornFileTests {
    private static let file = "services:\n  web:\n    makejail: hello\n"

    private static func world() throws -> HostWorld {
        var world = HostWorld()
        try world.up("shop", file)
        return world
    }

    private static func lose(_ world: inout HostWorld, isTorn: Bool = true) {
        world.model.tearFiles { isTorn }
        world.model.reboot(clearsLocks: true)
    }

    @Test func `an empty state is unfinished, and an empty name makes Director forget the jail`() throws {
        var world = try Self.world()
        let jail = try #require(world.model.jailNames.first)
        Self.lose(&world)
        let description = try #require(world.model.description(of: "shop"))
        #expect(description.state == "UNFINISHED")
        #expect(description.lastLog == nil)
        #expect(description.services.map(\.status) == [66])
        #expect(world.model.jailNames == [jail])
    }

    @Test func `what was written long ago is whole`() throws {
        var world = try Self.world()
        world.model.advance(to: world.model.now + .seconds(30))
        let before = world.model.description(of: "shop")
        world.model.tearFiles { true }
        #expect(world.model.description(of: "shop") == before)
    }

    @Test func `luck decides file by file`() throws {
        var world = try Self.world()
        Self.lose(&world, isTorn: false)
        #expect(world.model.description(of: "shop")?.state == "DONE")
    }

    @Test func `the next up makes a torn project whole, and leaves alone what it does not know`() throws {
        var world = try Self.world()
        let jail = try #require(world.model.jailNames.first)
        Self.lose(&world)
        try world.up("shop", Self.file)
        let description = try #require(world.model.description(of: "shop"))
        #expect(description.state == "DONE")
        #expect(description.services.map(\.status) == [0])
        #expect(description.services.map(\.jail) != [jail])
        #expect(world.model.jailNames.contains(jail))
    }

    @Test func `a torn host is stored and restored as it is`() throws {
        var world = try Self.world()
        Self.lose(&world)
        let again = try HostModel(
            json: world.model.json, settings: world.model.settings, behaviour: world.model.behaviour)
        #expect(again == world.model)
    }
}
