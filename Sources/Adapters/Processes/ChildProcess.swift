internal import Foundation

/// What can be asked of a child process by its id.
enum ChildProcess {
    /// Returns when the child has ended, and leaves it unreaped: its id, and so the id of its group, stays taken, and
    /// signals sent to the group until somebody reaps it cannot hit a stranger.
    static func waitForExit(of child: pid_t) async {
        await BlockingThread.run("exit of \(child)") {
            var information = siginfo_t()
            while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        }
    }

    /// Waits for the child and removes it from the process table. Blocks.
    ///
    /// It waits for this one id only: other children belong to whoever started them.
    ///
    /// - Returns: The exit status, 128 plus the signal that ended the child, or `nil` when it is no child of ours.
    @discardableResult
    static func reap(_ child: pid_t) -> Int32? {
        var status: Int32 = 0
        while true {
            let result = waitpid(child, &status, 0)
            if result == child { break }
            if result == -1, errno == EINTR { continue }
            return nil
        }
        // The macros of wait(2) are not visible from Swift; their layout is the same on FreeBSD and Linux.
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Sends a signal to the process group that `leader` leads. Fails silently when nobody is left in it.
    static func signalGroup(ledBy leader: pid_t, _ signal: Int32) {
        // 0 would be our own group and 1 everything.
        guard leader > 1 else { return }
        _ = kill(-leader, signal)
    }
}
