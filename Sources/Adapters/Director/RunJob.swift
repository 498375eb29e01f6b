internal import Domain
internal import Foundation
internal import Synchronization

/// The process that carries out one attempt at a job: `overlord run-job FOLDER`, started by ``DetachedRunner`` and by
/// nobody else. It lives as long as Director works and longer than any daemon.
package enum RunJob {
    /// Carries out the order in `folder` and leaves the outcome there.
    ///
    /// Expects the locked lock file of the project as standard input (``RunLocks``) and the pipe of the daemon that
    /// waits for it as standard output. SIGTERM, SIGINT and SIGHUP ask it to end: Director gets the grace time, then the
    /// outcome is written all the same.
    ///
    /// - Parameter folder: An absolute path.
    /// - Returns: The exit status of the process, of sysexits(3).
    package static func main(folder path: String) async -> Int32 {
        // A terminal or a service manager that ends the daemon's session must not end this one. Fails only when the
        // process leads a session already, which is as good.
        _ = setsid()
        // The daemon may be gone when we say that we are ready. Children get the default back.
        signal(SIGPIPE, SIG_IGN)
        let folder = RunFolder(path: path)
        guard let lock = takeLock(), chdir(path) == 0 else { return Exit.usage }
        let instructions: RunInstructions
        do {
            guard let bytes = try HostFiles.read(folder.order, limit: RunFiles.longestOrder) else {
                return Exit.noInput
            }
            instructions = try RunFiles.instructions(bytes)
        } catch { return Exit.dataError }
        let ticket = instructions.order.ticket
        // Without the lock of this very attempt somebody else might be at work: we were started by hand.
        guard RunLocks.holder(in: lock)?.ticket == ticket else { return Exit.usage }

        let work = Work(instructions: instructions, folder: folder, environment: ProcessInfo.processInfo.environment)
        await StopSignals.install([SIGTERM, SIGINT, SIGHUP]) { work.stop() }
        do {
            try RunLocks.write(RunLocks.Holder(ticket: ticket, process: getpid()), to: lock)
            if let text = instructions.order.directorFile {
                try HostFiles.replacePrivately(folder.directorFile, with: Array(text.utf8))
            }
        } catch { return Exit.inputOutput }
        if access(folder.stopRequest, F_OK) == 0 { work.stop() }
        sayReady()
        let outcome = RunOutcome(results: await work.perform())
        return leave(outcome, in: folder)
    }

    /// Moves the lock from standard input to a descriptor that no child inherits.
    ///
    /// - Returns: `nil` when standard input is no lock that this process holds or can have.
    private static func takeLock() -> Int32? {
        let lock = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else { return nil }
        connect(STDIN_FILENO, toNull: O_RDONLY)
        return lock
    }

    private static func connect(_ descriptor: Int32, toNull mode: Int32) {
        let null = open("/dev/null", mode | O_CLOEXEC)
        guard null >= 0 else { return }
        dup2(null, descriptor)
        close(null)
    }

    /// Tells the daemon that this process can neither be lost with it nor fail to see a stop request any more.
    private static func sayReady() {
        var ready: UInt8 = 1
        // A daemon that is gone does not need to know.
        _ = write(STDOUT_FILENO, &ready, 1)
        connect(STDOUT_FILENO, toNull: O_WRONLY)
    }

    private static func leave(_ outcome: RunOutcome, in folder: RunFolder) -> Int32 {
        do {
            try HostFiles.replacePrivately(folder.outcome, with: RunFiles.bytes(outcome))
            return Exit.ok
        } catch {
            // A full disk may still have room for how it ended, which is what decides.
            let short = outcome.results.map { StepResult(step: $0.step, exit: $0.exit, output: "", errorOutput: "") }
            do {
                try HostFiles.replacePrivately(folder.outcome, with: RunFiles.bytes(RunOutcome(results: short)))
                return Exit.ok
            } catch { return Exit.inputOutput }
        }
    }

    // MARK: The steps

    /// The steps of an order, which can be told to stop at any time.
    private final class Work: Sendable {
        private let instructions: RunInstructions
        private let folder: RunFolder
        private let environment: [String: String]
        private let state = Mutex(State())

        private struct State {
            var isStopped = false
            var current: Task<Result<CommandResult, CommandFailure>, Never>?
        }

        init(instructions: RunInstructions, folder: RunFolder, environment: [String: String]) {
            self.instructions = instructions
            self.folder = folder
            self.environment = ProcessEnvironment.job(
                base: environment, requested: instructions.order.environment.map { ($0.name, $0.value) })
        }

        /// Ends the step that runs and all that follow, except a `describe` at the end.
        func stop() {
            state.withLock { state in
                state.isStopped = true
                state.current?.cancel()
            }
        }

        func perform() async -> [StepResult] {
            let steps = instructions.order.steps
            let clock = ContinuousClock()
            let deadline = instructions.order.timeLimit.map { clock.now + $0 }
            var results: [StepResult] = []
            var isOver = false
            for (position, step) in steps.enumerated() {
                if step == .describe, position == steps.count - 1 {
                    // How things stand must be known however they got there, and a look harms nobody.
                    results.append(await run(step, limit: instructions.describeLimit, isStoppable: false))
                    continue
                }
                guard !isOver else { continue }
                let rest = deadline.map { $0 - clock.now }
                if let rest, rest <= .zero {
                    results.append(StepResult(step: step, exit: .timedOut, output: "", errorOutput: ""))
                } else {
                    results.append(await run(step, limit: rest, isStoppable: true))
                }
                let exit = results.last?.exit
                isOver = exit == .timedOut || exit == .stopped
            }
            return results
        }

        private func run(_ step: DirectorStep, limit: Duration?, isStoppable: Bool) async -> StepResult {
            if step == .up, instructions.order.directorFile == nil { return notStarted(step, "no Director file") }
            let command = Command(
                DirectorCommandLine.program,
                DirectorCommandLine.arguments(
                    of: step, project: instructions.order.ticket.project, file: folder.directorFile),
                environment: environment, workingDirectory: folder.path, timeLimit: limit, grace: instructions.grace,
                // Director stops its jails and ends its children itself when it is told to end.
                firstTarget: .program, outputLimit: instructions.outputLimit)
            let task = state.withLock { state -> Task<Result<CommandResult, CommandFailure>, Never>? in
                if isStoppable, state.isStopped { return nil }
                let task = Task { await CommandRunner().result(of: command) }
                state.current = isStoppable ? task : nil
                return task
            }
            guard let task else { return StepResult(step: step, exit: .stopped, output: "", errorOutput: "") }
            switch await task.value {
            case .success(let result):
                let exit: StepResult.Exit =
                    switch result.ending {
                    case .exited(let status): .status(status)
                    case .signalled(let signal): .signal(signal)
                    case .timedOut: .timedOut
                    case .cancelled: .stopped
                    }
                return StepResult(
                    step: step, exit: exit, output: result.output.text, errorOutput: result.errorOutput.text)
            case .failure(.notInstalled(let program)):
                return notStarted(step, "\(program) is not installed")
            case .failure(.cannotStart(let program, let reason)):
                return notStarted(step, "\(program): \(reason)")
            }
        }

        private func notStarted(_ step: DirectorStep, _ reason: String) -> StepResult {
            StepResult(step: step, exit: .notStarted(reason), output: "", errorOutput: "")
        }
    }
}
