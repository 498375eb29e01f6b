package import Domain
import Synchronization

/// Luck that repeats: one stream of draws for one concern, made from the seed of the run and the concern's name.
///
/// Concerns have streams of their own so that one draw more in one of them (a message more on the network) leaves the
/// draws of the others as they were.
package final class SeededChance: Chance {
    private let state: Atomic<UInt64>
    private let salt: Salt?

    /// - Parameter salt: What a fork of the run changes; `nil` for luck that no fork touches.
    package init(seed: UInt64, concern: String, salt: Salt? = nil) {
        self.salt = salt
        var origin = Fingerprint()
        origin.add(seed)
        origin.add(concern)
        state = Atomic(SplitMix64.mix(origin.value))
    }

    package func next() -> UInt64 {
        let draw = SplitMix64.mix(state.wrappingAdd(SplitMix64.increment, ordering: .relaxed).newValue)
        guard let salt, salt.value != 0 else { return draw }
        return SplitMix64.mix(draw ^ salt.value)
    }
}

/// Turns all luck of a run into other luck from one moment on: how a run forks.
package final class Salt: Sendable {
    private let bits = Atomic<UInt64>(0)

    package init() {}

    /// 0 until the fork.
    package var value: UInt64 { bits.load(ordering: .relaxed) }

    func set(_ value: UInt64) { bits.store(value, ordering: .relaxed) }
}

extension Chance {
    /// Whether something happens that happens in `ratio` of all cases.
    package func happens(_ ratio: Ratio) -> Bool {
        switch ratio.numerator {
        case 0: false
        case ratio.denominator...: true
        default: next() % UInt64(ratio.denominator) < UInt64(ratio.numerator)
        }
    }

    /// A duration of `range`, both ends included, in whole microseconds.
    package func duration(in range: ClosedRange<Duration>) -> Duration {
        let lowest = Int(range.lowerBound.microseconds)
        let highest = Int(range.upperBound.microseconds)
        return highest <= lowest ? range.lowerBound : .microseconds(integer(in: lowest...highest))
    }
}

/// A probability as whole numbers, so that no two builds disagree about whether something happened.
package struct Ratio: Equatable, Sendable {
    /// At least 0; at or above ``denominator`` means always.
    package let numerator: Int
    /// At least 1.
    package let denominator: Int

    package init(_ numerator: Int, of denominator: Int) {
        precondition(numerator >= 0 && denominator >= 1, "a probability of \(numerator)/\(denominator) means nothing")
        self.numerator = numerator
        self.denominator = denominator
    }

    package static let never = Ratio(0, of: 1)
    package static let always = Ratio(1, of: 1)
}
