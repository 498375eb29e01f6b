import Simulator
import Testing

@Suite("Trace")
struct TraceTests {
    @Test func `the newest lines stay, in order`() {
        let trace = Trace(capacity: 3)
        for number in 0..<8 { trace.record(at: .seconds(number), "node", "\(number)") }
        #expect(trace.lines.map(\.text) == ["5", "6", "7"])
        #expect(trace.count == 8)
    }

    @Test func `lines that were dropped still count in the hash`() {
        let left = Trace(capacity: 1)
        let right = Trace(capacity: 1)
        left.record(at: .zero, "node", "a")
        right.record(at: .zero, "node", "b")
        for trace in [left, right] { trace.record(at: .seconds(1), "node", "same") }
        #expect(left.lines == right.lines)
        #expect(left.hash != right.hash)
    }

    @Test func `time, source and text each matter, and so does where one ends`() {
        let lines: [(Duration, String, String)] = [
            (.zero, "ab", "c"), (.zero, "a", "bc"), (.nanoseconds(1), "a", "bc"), (.zero, "a", "bd"),
        ]
        let hashes = lines.map { at, source, text in
            let trace = Trace()
            trace.record(at: at, source, text)
            return trace.hash
        }
        #expect(Set(hashes).count == lines.count)
    }

    @Test func `the hash is FNV-1a`() {
        var fingerprint = Fingerprint()
        #expect(fingerprint.value == 0xCBF2_9CE4_8422_2325)
        fingerprint.add("foobar".utf8)
        #expect(fingerprint.value == 0x8594_4171_F739_67E8)
    }
}
