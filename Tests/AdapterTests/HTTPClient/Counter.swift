import Synchronization

/// A number that many change.
final class Counter: Sendable {
    private let number = Mutex(0)

    /// - Returns: The number after the change.
    func add(_ change: Int) -> Int {
        number.withLock { number in
            number += change
            return number
        }
    }
}
