/// Makes the input of a seed: random bytes, random words of the decoder's language, or a valid input that was damaged.
struct InputGenerator {
    /// Longest input, in bytes. Long ones are the matter of `GrowthCheck`.
    private static let longest = 8192

    let corpus: [[UInt8]]
    let words: [[UInt8]]

    func input(seed: UInt64) -> [UInt8] {
        var numbers = SeededNumbers(seed: seed)
        switch numbers.below(10) {
        case 0: return (0..<numbers.below(200)).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
        case 1, 2, 3: return sentence(&numbers)
        default: return damaged(numbers.pick(corpus), &numbers)
        }
    }

    private func sentence(_ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<(1 + numbers.below(40)) { bytes += word(&numbers) }
        return bytes
    }

    private static let telling: [[UInt8]] = [
        "0", "-1", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e999", "0.1", "-0.0", "true",
        "null", "", " ", "\n", "\r\n", "\t", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{202E}", "\u{FEFF}", "é",
        "e\u{301}", "👩‍👩‍👧", "\u{10FFFF}", "'", "\"", "\\", "..", "/",
    ].map { Array($0.utf8) }

    private func word(_ numbers: inout SeededNumbers) -> [UInt8] {
        switch numbers.below(8) {
        case 0: return [UInt8(truncatingIfNeeded: numbers.next())]
        case 1: return numbers.pick(Self.telling)
        default: return numbers.pick(words)
        }
    }

    private func damaged(_ original: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = original
        for _ in 0...numbers.below(5) {
            let place = numbers.below(bytes.count + 1)
            let end = min(bytes.count, place + 1 + numbers.below(40))
            switch numbers.below(9) {
            case 0 where !bytes.isEmpty: bytes[min(place, bytes.count - 1)] ^= 1 << UInt8(numbers.below(8))
            case 1, 2: bytes.insert(contentsOf: word(&numbers), at: place)
            case 3: bytes.removeSubrange(place..<end)
            case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: numbers.below(bytes.count + 1))
            case 5:
                let piece = Array(bytes[place..<end])
                for _ in 0..<numbers.below(20) where bytes.count < Self.longest {
                    bytes.insert(contentsOf: piece, at: place)
                }
            case 6:
                let other = numbers.pick(corpus)
                let start = numbers.below(other.count + 1)
                let stop = min(other.count, start + numbers.below(200))
                bytes.insert(contentsOf: other[start..<stop], at: place)
            case 7: bytes.replaceSubrange(place..<end, with: word(&numbers))
            default: bytes.removeSubrange(place...)
            }
        }
        return Array(bytes.prefix(Self.longest))
    }
}
