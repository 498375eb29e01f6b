internal import Domain
internal import Foundation

/// Starts a program that goes on when this process ends.
///
/// This is posix_spawn(2) itself and not swift-subprocess: there a child belongs to the call that waits for it, which
/// ends it on the way out, and on FreeBSD its process descriptor may take it along when the parent dies. The child
/// here is bound to nothing; it becomes the leader of its own session by itself, because FreeBSD's posix_spawn cannot
/// do that for it.
enum DetachedProcess {
    /// The descriptors of the child; it gets no others.
    struct Descriptors {
        let input: Int32
        let output: Int32
        let errorOutput: Int32
    }

    /// Starts `path`. All signals have their default effect in the child and none is blocked.
    ///
    /// - Returns: The id of the process. The caller sees to it that the child is reaped.
    /// - Throws: ``RunnerFailure/notInstalled(program:)`` when there is no such program.
    static func start(
        _ path: String, _ arguments: [String], environment: [String: String], descriptors: Descriptors
    ) throws(RunnerFailure) -> pid_t {
        var actions = SpawnTypes.noActions()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, descriptors.input, 0)
        posix_spawn_file_actions_adddup2(&actions, descriptors.output, 1)
        posix_spawn_file_actions_adddup2(&actions, descriptors.errorOutput, 2)
        let refusal = SpawnTypes.addCloseFrom(&actions, 3)
        guard refusal == 0 else {
            throw .storage(
                .inputOutput("posix_spawn: descriptors cannot be closed: \(String(cString: strerror(refusal)))"))
        }

        var attributes = SpawnTypes.noAttributes()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        sigdelset(&signals, SIGKILL)
        sigdelset(&signals, SIGSTOP)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argumentVector = ([path] + arguments).map { strdup($0) } + [nil]
        var environmentVector = ProcessEnvironment.entries(environment).map { strdup($0) } + [nil]
        defer {
            for text in argumentVector + environmentVector { free(text) }
        }
        var process: pid_t = 0
        let code = posix_spawn(&process, path, &actions, &attributes, &argumentVector, &environmentVector)
        switch code {
        case 0: return process
        case ENOENT, ENOTDIR, EACCES, ENOEXEC: throw .notInstalled(program: path)
        default: throw .storage(.inputOutput("\(path): \(String(cString: strerror(code)))"))
        }
    }
}
