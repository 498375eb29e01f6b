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

    /// A server has its own ways with signals that end it. What is ignored gets a handler that does nothing: the programs
    /// that a server starts must find signals as usual, and would inherit that they are ignored.
    ///
    /// - Returns: Whether SIGHUP was ignored from the start, as nohup(1) has it; then it still is.
    static func leaveToTheServer() -> Bool {
        // A write past the limit for files fails then, like one to a full disk.
        for number in ignored + [SIGXFSZ] { signal(number) { _ in } }
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGXCPU] { signal(number, SIG_DFL) }
        let isHangUpIgnored = isIgnoring(signal(SIGHUP, SIG_DFL))
        if isHangUpIgnored { signal(SIGHUP, SIG_IGN) }
        return isHangUpIgnored
    }

    private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
        // The macro is a number that was cast to a pointer; functions cannot be compared in any other way.
        unsafeBitCast(handler, to: Int.self) == 1
    }
}
