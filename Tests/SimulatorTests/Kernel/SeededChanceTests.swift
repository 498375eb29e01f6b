import Domain
import Simulator
import Testing

@Suite("Seeded chance")
struct SeededChanceTests {
    @Test func `a stream repeats from its seed and name`() {
        let first = SeededChance(seed: 7, concern: "network")
        let second = SeededChance(seed: 7, concern: "network")
        #expect((0..<100).map { _ in first.next() } == (0..<100).map { _ in second.next() })
    }

    @Test func `concerns and seeds have streams of their own`() {
        var seen: Set<UInt64> = []
        for seed in 0..<50 as Range<UInt64> {
            for concern in ["network", "disk", "host", ""] {
                let chance = SeededChance(seed: seed, concern: concern)
                for _ in 0..<5 { seen.insert(chance.next()) }
            }
        }
        #expect(seen.count == 1_000)
    }

    @Test func `a draw more in one concern leaves the others as they were`() {
        let network = SeededChance(seed: 1, concern: "network")
        let disk = SeededChance(seed: 1, concern: "disk")
        _ = network.next()
        #expect(disk.next() == SeededChance(seed: 1, concern: "disk").next())
    }

    @Test func `the known first numbers of SplitMix64 come out`() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
    }

    @Test func `ratios are kept`() {
        let chance = SeededChance(seed: 3, concern: "ratio")
        #expect((0..<1_000).allSatisfy { _ in !chance.happens(.never) })
        #expect((0..<1_000).allSatisfy { _ in chance.happens(.always) })
        let hits = (0..<10_000).filter { _ in chance.happens(Ratio(1, of: 4)) }.count
        #expect((2_300...2_700).contains(hits))
    }

    @Test func `durations stay in their range and reach both ends`() {
        let chance = SeededChance(seed: 3, concern: "delay")
        let drawn = (0..<1_000).map { _ in chance.duration(in: .microseconds(3)...(.microseconds(9))) }
        #expect(drawn.min() == .microseconds(3))
        #expect(drawn.max() == .microseconds(9))
        #expect(chance.duration(in: .seconds(1)...(.seconds(1))) == .seconds(1))
    }
}
