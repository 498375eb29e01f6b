internal import Foundation
internal import Synchronization

/// A sweep that is interrupted tells what it has found so far: the first signal ends it after the runs that are under
/// way, the second ends the program at once.
enum Interruption {
    private static let number = Atomic<Int32>(0)

    /// The signal that came; `nil` when none has.
    static var signalNumber: Int32? {
        let number = number.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    static func prepare() {
        // Sets the number up, which a handler must not.
        number.store(0, ordering: .relaxed)
        for name in [SIGINT, SIGTERM, SIGHUP] {
            // A handler must do no more than this: it may run in the middle of anything.
            let before = signal(name) { number in
                Interruption.number.store(number, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
            // A signal that was ignored from the start stays so: nohup(1) relies on it. The macro for that is the number
            // 1 as a pointer, and functions cannot be compared in any other way.
            if unsafeBitCast(before, to: Int.self) == 1 { signal(name, SIG_IGN) }
        }
    }
}
