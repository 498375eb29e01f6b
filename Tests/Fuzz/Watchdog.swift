import Foundation

/// Says which input the process died of, or hangs at.
///
/// A handler of signals may not allocate, so what it will say is kept ready in memory that is never freed.
enum Watchdog {
    private static let capacity = 4096
    nonisolated(unsafe) private static let text = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    nonisolated(unsafe) private static let length = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM]

    /// To be called once, in the thread that will decode: a stack that ran over cannot serve the handler.
    static func start() {
        length.pointee = 0
        var stack = stack_t()
        let size = 64 << 10
        stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        stack.ss_size = numericCast(size)
        sigaltstack(&stack, nil)
        for number in signals {
            var action = sigaction()
            #if os(Linux)
                action.__sigaction_handler.sa_handler = { Watchdog.tell($0) }
            #else
                action.__sigaction_u.__sa_handler = { Watchdog.tell($0) }
            #endif
            action.sa_flags = Int32(SA_ONSTACK)
            sigaction(number, &action, nil)
        }
    }

    /// Notes what is done now, and gives it so many seconds.
    static func expect(_ what: String, within seconds: UInt32) {
        let bytes = Array((what + "\n").utf8.prefix(capacity))
        for (index, byte) in bytes.enumerated() { text[index] = byte }
        length.pointee = bytes.count
        alarm(seconds)
    }

    private static func tell(_ number: Int32) {
        let word: StaticString = number == SIGALRM ? "HANG " : "CRASH "
        write(STDERR_FILENO, word.utf8Start, word.utf8CodeUnitCount)
        write(STDERR_FILENO, text, length.pointee)
        _exit(number == SIGALRM ? 3 : 4)
    }
}
