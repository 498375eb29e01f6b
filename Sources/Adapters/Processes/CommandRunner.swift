internal import Foundation
internal import Subprocess
internal import SystemPackage

/// Runs external programs: with an argument vector, a closed environment, bounded output and an end.
///
/// The child leads a process group of its own, reads `/dev/null`, and inherits no descriptor but the two pipes that its
/// output goes to. Both are read at the same time, so neither can block it. Source: node contract, section 2.
package struct CommandRunner: Sendable {
    package init() {}

    /// The ends of its pipes, what it opens meanwhile, and some for those who open files at the same time.
    private static let descriptorsOfAStart = 16

    /// Runs a program until it ends.
    ///
    /// When ``Command/timeLimit`` is over or the calling task is cancelled, the program gets SIGTERM, after
    /// ``Command/grace`` its group gets SIGKILL, and the result says so; output up to then is kept. What the program
    /// wrote is complete when it ended; what its own children write afterwards is not waited for, and their pipe is
    /// closed.
    ///
    /// - Throws: ``CommandFailure`` when the program did not run.
    package func run(_ command: Command) async throws(CommandFailure) -> CommandResult {
        try await result(of: command).get()
    }

    /// As ``run(_:)``, with the failure as a value.
    package func result(of command: Command) async -> Result<CommandResult, CommandFailure> {
        guard let path = ProgramSearch.path(of: command.program, in: command.environment) else {
            return .failure(.notInstalled(program: command.program))
        }
        // Where a descriptor is missing in the middle of a start, the library ends the whole process.
        guard DescriptorLimit.hasRoom(for: Self.descriptorsOfAStart) else {
            return .failure(.cannotStart(program: command.program, reason: "too many files are open"))
        }
        let (requests, request) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // A task of its own, which is always awaited: cancellation must reach the program as SIGTERM and leave it the
        // grace time, while cancelling the library's task would close its pipes at once and break its last words.
        let work = Task { await Self.attend(command, at: path, stopRequests: requests) }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            request.yield()
        }
    }

    private static func attend(
        _ command: Command, at path: String, stopRequests: AsyncStream<Void>
    ) async -> Result<CommandResult, CommandFailure> {
        var options = PlatformOptions()
        // A group, not a session: the group is what gets signalled, and both kinds of system offer it in posix_spawn.
        options.processGroupID = 0
        do {
            let record = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(command.arguments),
                environment: .custom(environmentBlock(command.environment)),
                workingDirectory: command.workingDirectory.map { FilePath($0) }, platformOptions: options,
                input: .none, output: .sequence, error: .sequence
            ) { execution in
                await withTaskGroup(of: Stream.self) { streams in
                    streams.addTask { .output(await collect(execution.standardOutput, command.outputLimit)) }
                    streams.addTask { .errorOutput(await collect(execution.standardError, command.outputLimit)) }
                    let interruption = await supervise(
                        execution.processIdentifier.value, command, stopRequests: stopRequests)
                    // From here on the readers take what lies in the pipes and no longer wait for more.
                    streams.cancelAll()
                    var output = CapturedOutput()
                    var errorOutput = CapturedOutput()
                    for await stream in streams {
                        switch stream {
                        case .output(let captured): output = captured
                        case .errorOutput(let captured): errorOutput = captured
                        }
                    }
                    return (interruption: interruption, output: output, errorOutput: errorOutput)
                }
            }
            let words = record.closureResult
            let ending: CommandResult.Ending =
                switch (words.interruption, record.terminationStatus) {
                case (let interruption?, _): interruption
                case (nil, .exited(let status)): .exited(Int(status))
                case (nil, .signaled(let signal)): .signalled(Int(signal))
                }
            return .success(CommandResult(ending: ending, output: words.output, errorOutput: words.errorOutput))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            // It was there a moment ago: it vanished, or the interpreter in its first line is missing.
            return .failure(.notInstalled(program: command.program))
        } catch {
            return .failure(.cannotStart(program: command.program, reason: String(describing: error)))
        }
    }

    private enum Stream: Sendable {
        case output(CapturedOutput)
        case errorOutput(CapturedOutput)
    }

    /// Buffers that are still read once the program has ended: more than a pipe holds, and an end to the patience with
    /// a grandchild that never stops writing.
    private static let lateBuffers = 32

    private static func collect(_ stream: SubprocessOutputSequence, _ limit: Int) async -> CapturedOutput {
        var captured = CapturedOutput()
        var late = 0
        do {
            for try await buffer in stream {
                buffer.withUnsafeBytes { captured.append($0, limit: limit) }
                if Task.isCancelled { late += 1 }
                if late > lateBuffers { break }
            }
        } catch {
            // A pipe of our own cannot fail while it is open; if it does, what was read stands.
            return captured
        }
        return captured
    }

    private enum Event: Sendable {
        case exited, timeIsUp, stopRequested, graceIsOver, nothing
    }

    /// Waits for the end of the program and sees to it that there is one.
    ///
    /// The program is not reaped while this runs, so `leader` names it or its remains until the last signal.
    ///
    /// - Returns: What we ended it for; `nil` when it ended by itself.
    private static func supervise(
        _ leader: pid_t, _ command: Command, stopRequests: AsyncStream<Void>
    ) async -> CommandResult.Ending? {
        let interruption = await withTaskGroup(of: Event.self) { events in
            events.addTask {
                await ChildProcess.waitForExit(of: leader)
                return .exited
            }
            events.addTask {
                for await _ in stopRequests { return .stopRequested }
                return .nothing
            }
            if let limit = command.timeLimit {
                events.addTask { await sleep(limit) ? .timeIsUp : .nothing }
            }
            var interruption: CommandResult.Ending?
            for await event in events {
                switch event {
                case .exited:
                    events.cancelAll()
                    return interruption
                case .timeIsUp, .stopRequested:
                    guard interruption == nil else { continue }
                    interruption = event == .timeIsUp ? .timedOut : .cancelled
                    switch command.firstTarget {
                    case .group: ChildProcess.signalGroup(ledBy: leader, SIGTERM)
                    case .program: _ = kill(leader, SIGTERM)
                    }
                    events.addTask { await sleep(command.grace) ? .graceIsOver : .nothing }
                case .graceIsOver:
                    ChildProcess.signalGroup(ledBy: leader, SIGKILL)
                case .nothing:
                    continue
                }
            }
            return interruption
        }
        if interruption != nil {
            // The program is gone; what it started may not be. It gets a last word and a short while.
            ChildProcess.signalGroup(ledBy: leader, SIGTERM)
            _ = await sleep(min(command.grace / 10, .seconds(1)))
            ChildProcess.signalGroup(ledBy: leader, SIGKILL)
        }
        return interruption
    }

    /// - Returns: `false` when the task was cancelled before the time was over.
    private static func sleep(_ duration: Duration) async -> Bool {
        do {
            try await Task.sleep(for: duration)
            return true
        } catch {
            return false
        }
    }

    /// The variables as the system wants them, by name. Those that cannot be expressed are left out: a name that is
    /// empty or holds `=`, a NUL anywhere.
    private static func environmentBlock(_ environment: [String: String]) -> [[UInt8]] {
        ProcessEnvironment.entries(environment).map { Array($0.utf8) + [0] }
    }
}
