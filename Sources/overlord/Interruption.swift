internal import Foundation

/// What signals do to a command of the client. Source: command-line contract, section 1.5.
///
/// Nothing needs to be cleaned up: what was asked of servers goes on there, and files are written whole or not at all.
/// So the first signal ends the command, `destroy` and `cancel` too, which cannot be interrupted in 0.25.
enum Interruption {
    private static let ending = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ]
    private static let ignored = [SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2]

    static func prepare() {
        for number in ignored { signal(number, SIG_IGN) }
        // The status is that of Exit.software, written out: a handler must not set anything up.
        // A signal that was ignored from the start stays so: nohup(1) relies on it.
        for number in ending {
            let before = signal(number) { _ in _exit(70) }
            if isIgnoring(before) { signal(number, SIG_IGN) }
        }
    }

    /// A server has its own ways with signals, and starts programs that must find them as usual.
    static func leaveToTheServer() {
        for number in ignored + ending { signal(number, SIG_DFL) }
    }

    private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
        // The macro is a number that was cast to a pointer; functions cannot be compared in any other way.
        unsafeBitCast(handler, to: Int.self) == 1
    }
}
