import Domain
import Synchronization
import TestSupport

/// The luck of a seed, for several threads.
final class SeededNumbers: Chance, Sendable {
    private let random: Mutex<SeededRandom>

    init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

    func next() -> UInt64 { random.withLock { $0.next() } }
}
