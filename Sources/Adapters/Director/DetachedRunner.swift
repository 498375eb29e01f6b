package import Domain
internal import Foundation
internal import SystemPackage

/// Runs Director in processes that outlive the daemon.
///
/// A run is `overlord run-job FOLDER` in a session of its own (``RunJob``). What is known of it lies in its
/// ``RunFolder``; whether it lives is asked of the kernel through ``RunLocks``. Nothing is guessed from process ids and
/// nothing is kept in memory that a daemon started anew would miss.
package final class DetachedRunner: DeploymentRunner {
    package struct Settings: Sendable {
        /// The folder of all runs; made with mode 0700 when it is missing. Its parent must exist.
        package let folder: String
        /// The absolute path of the executable that is the runner.
        package let program: String
        /// What stands before the folder in its arguments.
        package let arguments: [String]
        /// The environment of the runner, and so of Director except for what an order adds.
        package let environment: [String: String]
        /// Time that Director gets to stop its jails before it is killed.
        package let grace: Duration
        /// How long the `describe` at the end of an order may take.
        package let describeLimit: Duration
        /// Bytes that are kept of each output of each step.
        package let outputLimit: Int

        package init(
            folder: String, program: String, arguments: [String] = ["run-job"], environment: [String: String],
            grace: Duration = .seconds(15), describeLimit: Duration = .seconds(60), outputLimit: Int = 1 << 20
        ) {
            self.folder = folder
            self.program = program
            self.arguments = arguments
            self.environment = environment
            self.grace = grace
            self.describeLimit = describeLimit
            self.outputLimit = outputLimit
        }
    }

    private let settings: Settings
    private let locks: RunLocks
    private let waiting = RunWaiters()

    package init(_ settings: Settings) {
        self.settings = settings
        locks = RunLocks(folder: "\(settings.folder)/locks")
    }

    // MARK: DeploymentRunner

    package func start(_ order: RunOrder) async throws(RunnerFailure) {
        let result = await BlockingThread.run("start of job \(order.ticket.job)") { [settings, locks] in
            Result { () throws(RunnerFailure) in try Self.start(order, settings, locks) }
        }
        if let process = try result.get() {
            // Somebody must reap the runner while this daemon lives; nobody needs its status.
            BlockingThread.start("end of job \(order.ticket.job)") { ChildProcess.reap(process) }
        }
    }

    package func observe(_ ticket: RunTicket) async -> RunObservation {
        Self.observe(ticket, settings.folder, locks)
    }

    package func end(of ticket: RunTicket) async throws(CancellationError) -> RunObservation {
        while true {
            let observation = await observe(ticket)
            switch observation {
            case .running: break
            case .gone: return observation
            case .ended:
                // The outcome is the last but one thing that a runner leaves: until it is gone itself, the next run of
                // the project would be turned away.
                guard case .held(let holder?) = locks.look(at: ticket.project), holder.ticket == ticket else {
                    return observation
                }
            }
            guard try await waiting.wait(for: ticket.project, in: locks) else {
                // The lock file cannot be opened or locked (no descriptors left, say): all that remains is to ask again.
                do { try await Task.sleep(for: .seconds(1)) } catch { throw CancellationError() }
                continue
            }
        }
    }

    package func stop(_ ticket: RunTicket) async {
        guard case .held(let holder?) = locks.look(at: ticket.project), holder.ticket == ticket else { return }
        // The file is for a runner that cannot be told yet: it looks for it as soon as it could have been.
        let request = open(
            RunFolder(in: settings.folder, for: ticket).stopRequest, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if request >= 0 { close(request) }
        // The lock was held when we looked, so the id was the runner's then. To hit a stranger, the runner would have to
        // end and its id be given out again before this line is reached.
        guard case .held(let holder?) = locks.look(at: ticket.project), holder.ticket == ticket, holder.process > 1
        else {
            return
        }
        _ = kill(holder.process, SIGTERM)
    }

    package func discard(_ ticket: RunTicket) async {
        guard await observe(ticket) != .running else { return }
        do {
            try HostFiles.removeFolder(RunFolder(in: settings.folder, for: ticket).path)
        } catch {
            // Nobody waits for the folder to be gone, and the next sweep removes what could not be removed now.
            return
        }
    }

    package func sweep(keeping tickets: Set<RunTicket>) async throws(StorageFailure) -> [RunTicket] {
        let live = try locks.sweep().map(\.ticket)
        let kept = live + tickets
        for name in try HostFiles.names(in: settings.folder) ?? [] {
            guard let (job, attempt) = RunFolder.parse(name),
                !kept.contains(where: { $0.job == job && $0.attempt == attempt })
            else { continue }
            try HostFiles.removeFolder("\(settings.folder)/\(name)")
        }
        return live.filter { !tickets.contains($0) }.sorted { ($0.job, $0.attempt) < ($1.job, $1.attempt) }
    }

    // MARK: Beside the port

    /// Whether a runner of ours works on the project now. `true` when that cannot be found out.
    package func isBusy(_ project: ProjectName) -> Bool { locks.look(at: project) != .free }

    // MARK: The work of a start and of a look

    /// - Returns: The process of the runner, or `nil` when the attempt has ended before.
    private static func start(
        _ order: RunOrder, _ settings: Settings, _ locks: RunLocks
    ) throws(RunnerFailure) -> pid_t? {
        let ticket = order.ticket
        let folder = RunFolder(in: settings.folder, for: ticket)
        do {
            try HostFiles.makePrivateFolder(settings.folder)
            try HostFiles.makePrivateFolder(locks.folder)
        } catch { throw .storage(error) }
        let lock = try locks.acquire(ticket.project)
        // The runner has its own descriptor of the same open file: closing ours does not give the lock back.
        defer { close(lock) }
        do {
            // An attempt runs once: whoever asks again gets the outcome that is there.
            if try folder.readOutcome() != nil { return nil }
            try HostFiles.removeFolder(folder.path)
            try HostFiles.makePrivateFolder(folder.path)
            let instructions = RunInstructions(
                order: order, grace: settings.grace, describeLimit: settings.describeLimit,
                outputLimit: settings.outputLimit)
            try HostFiles.replacePrivately(folder.order, with: RunFiles.bytes(instructions))
            try HostFiles.syncFolder(of: folder.path)
            try RunLocks.write(RunLocks.Holder(ticket: ticket, process: 0), to: lock)
        } catch { throw .storage(error) }
        return try spawn(in: folder, lock: lock, settings)
    }

    /// Starts the runner and waits until it says that it stands on its own feet.
    private static func spawn(in folder: RunFolder, lock: Int32, _ settings: Settings) throws(RunnerFailure) -> pid_t {
        let log = open(folder.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard log >= 0 else { throw .storage(HostFiles.failure(folder.log)) }
        defer { close(log) }
        let (readEnd, writeEnd) = try pipe()
        defer { close(readEnd) }
        let process: pid_t
        do {
            defer { close(writeEnd) }
            process = try DetachedProcess.start(
                settings.program, settings.arguments + [folder.path], environment: settings.environment,
                descriptors: .init(input: lock, output: writeEnd, errorOutput: log))
        }
        var ready: UInt8 = 0
        while true {
            let count = read(readEnd, &ready, 1)
            if count == 1 { return process }
            if count == -1, errno == EINTR { continue }
            let status = ChildProcess.reap(process) ?? 0
            throw .storage(.inputOutput("\(settings.program): the runner ended before its work, status \(status)"))
        }
    }

    private static func pipe() throws(RunnerFailure) -> (readEnd: Int32, writeEnd: Int32) {
        do {
            let ends = try FileDescriptor.pipe()
            // Not closed on exec from the first moment on, but every program here is started with all but its own
            // descriptors closed.
            _ = fcntl(ends.readEnd.rawValue, F_SETFD, FD_CLOEXEC)
            _ = fcntl(ends.writeEnd.rawValue, F_SETFD, FD_CLOEXEC)
            return (ends.readEnd.rawValue, ends.writeEnd.rawValue)
        } catch {
            throw .storage(.inputOutput("pipe: \(error)"))
        }
    }

    private static func observe(_ ticket: RunTicket, _ runs: String, _ locks: RunLocks) -> RunObservation {
        let folder = RunFolder(in: runs, for: ticket)
        if let outcome = outcome(in: folder) { return .ended(outcome) }
        switch locks.look(at: ticket.project) {
        case .unknown: return .running
        case .held(let holder):
            // A holder that cannot be read is taken for the one that is asked for: unknown is not absent.
            if holder == nil || holder?.ticket == ticket { return .running }
        case .free: break
        }
        // The outcome may have come, and the lock gone, after the first look.
        return outcome(in: folder).map { .ended($0) } ?? .gone
    }

    /// An outcome that cannot be read tells as much as none.
    private static func outcome(in folder: RunFolder) -> RunOutcome? {
        do { return try folder.readOutcome() } catch { return nil }
    }
}
