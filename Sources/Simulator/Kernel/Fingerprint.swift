/// A running 64-bit hash (FNV-1a), the same on every machine and in every process. No defence against malice.
package struct Fingerprint: Equatable, Sendable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    /// The hash of one text.
    package init(of text: String) { add(text) }

    package mutating func add(byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

    package mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte: byte) } }

    /// Adds a text and a mark for its end, so that `("ab", "c")` and `("a", "bc")` differ.
    package mutating func add(_ text: String) {
        add(text.utf8)
        add(byte: 0xFF)
    }

    package mutating func add(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { add(byte: UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
    }

    /// A hash as all reports have it: 16 hexadecimal digits.
    package static func text(_ hash: UInt64) -> String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
