internal import Domain
internal import Foundation

/// The locks that keep two runners of one project apart and tell which runners are alive.
///
/// `<folder>/<project>.lock` is locked with flock(2) by the runner from before its start until its death: the daemon
/// takes the lock and hands the open file over as the runner's standard input, so there is no gap, and the kernel
/// gives it back however the runner dies. The file says whose it is; only while it is locked that means anything.
/// Exclusive locks are the runners'; everybody who only looks or waits takes a shared one, so lookers never meet.
struct RunLocks: Sendable {
    /// What the lock file says of its holder.
    struct Holder: Equatable, Sendable {
        let ticket: RunTicket
        /// 0 until the runner is ready to be told to stop.
        let process: Int32
    }

    enum Finding: Equatable, Sendable {
        case free
        case held(Holder?)
        /// The lock could not be looked at. To be treated as held: unknown is not absent.
        case unknown
    }

    let folder: String

    func path(of project: ProjectName) -> String { "\(folder)/\(Self.name(of: project)).lock" }

    /// A name that leaves no room for the suffix is cut, and told apart by a number after a character that no project's
    /// name has.
    private static func name(of project: ProjectName) -> String {
        guard project.text.utf8.count > 250 else { return project.text }
        // FNV-1a, of 64 bits.
        let number = project.text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return project.text.prefix(200) + "~" + String(number, radix: 16)
    }

    // MARK: Holding

    /// Takes the lock of a project. Does not wait for another runner.
    ///
    /// - Returns: The open file, closed on exec, whose number is above the standard descriptors.
    /// - Throws: ``RunnerFailure/busy`` when another process holds it.
    func acquire(_ project: ProjectName) throws(RunnerFailure) -> Int32 {
        let path = path(of: project)
        for _ in 0..<Self.attempts {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw .storage(HostFiles.failure(path)) }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                if SystemCall.leads(path, to: descriptor) { return try above(descriptor, path) }
                // A sweep removed the file between our open and our lock.
                Self.release(descriptor)
                close(descriptor)
                continue
            }
            let isRunner = flock(descriptor, LOCK_SH | LOCK_NB) != 0
            if !isRunner { Self.release(descriptor) }
            close(descriptor)
            if isRunner { throw .busy }
            // Somebody who waited for a runner is just letting go of it.
            usleep(1000)
        }
        throw .busy
    }

    /// A thousand turns of a millisecond: a looker holds the lock for microseconds.
    private static let attempts = 1000

    private func above(_ descriptor: Int32, _ path: String) throws(RunnerFailure) -> Int32 {
        guard descriptor <= 2 else { return descriptor }
        defer { close(descriptor) }
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw .storage(HostFiles.failure(path)) }
        return copy
    }

    /// Writes the holder into the locked file.
    static func write(_ holder: Holder, to descriptor: Int32) throws(StorageFailure) {
        let ticket = holder.ticket
        let text = Array("\(ticket.job) \(ticket.attempt) \(holder.process) \(ticket.project)\n".utf8)
        // One write over the old text and then the cut: a reader that comes in between sees the new first line.
        guard pwrite(descriptor, text, text.count, 0) == text.count, ftruncate(descriptor, off_t(text.count)) == 0
        else {
            throw HostFiles.failure("lock of \(ticket.project)")
        }
    }

    /// Reads the holder from the file; `nil` when it is empty or not of our making.
    static func holder(in descriptor: Int32) -> Holder? {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0, let line = buffer[..<count].split(separator: 0x0A).first else { return nil }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 4, let job = Int(words[0]), let attempt = Int(words[1]), let process = Int32(words[2]),
            let project = ProjectName(String(words[3]))
        else { return nil }
        return Holder(ticket: RunTicket(job: JobID(job), attempt: attempt, project: project), process: process)
    }

    // MARK: Looking and waiting

    /// Whether a runner of the project is alive now.
    func look(at project: ProjectName) -> Finding {
        let descriptor = open(path(of: project), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return errno == ENOENT ? .free : .unknown }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
            Self.release(descriptor)
            return .free
        }
        return errno == EWOULDBLOCK ? .held(Self.holder(in: descriptor)) : .unknown
    }

    /// Returns once no runner holds the lock. Blocks its thread.
    ///
    /// - Returns: `false`, at once, when the lock cannot be waited for.
    func waitUntilFree(_ project: ProjectName) -> Bool {
        let descriptor = open(path(of: project), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return errno == ENOENT }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_SH) == -1 {
            guard errno == EINTR else { return false }
        }
        Self.release(descriptor)
        return true
    }

    /// Lets go of a looker's lock. Closing alone would leave it with a child that another thread is just starting, which has
    /// a copy of every descriptor until its exec.
    private static func release(_ descriptor: Int32) { _ = flock(descriptor, LOCK_UN) }

    /// The holders of all locks that are held, and removes the files of the others, so that projects that are long gone
    /// leave nothing behind.
    func sweep() throws(StorageFailure) -> [Holder] {
        var holders: [Holder] = []
        for name in try HostFiles.names(in: folder) ?? [] where name.hasSuffix(".lock") {
            let path = "\(folder)/\(name)"
            let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                // Whoever opened the file before this finds out by asking where the path leads.
                unlink(path)
                Self.release(descriptor)
            } else if let holder = Self.holder(in: descriptor) {
                holders.append(holder)
            }
        }
        return holders
    }
}
