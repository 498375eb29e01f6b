/// One call of an external program, with everything that it gets.
package struct Command: Sendable {
    /// Who is asked first to end when the time is up.
    package enum FirstTarget: Sendable {
        /// The whole process group.
        case group
        /// The program alone, because it ends its children itself and in order: Director.
        case program
    }

    /// A name that is looked up in the `PATH` of ``environment``, or an absolute path.
    package var program: String
    /// The argument vector without the program. No shell ever reads it.
    package var arguments: [String]
    /// The whole environment: nothing is inherited.
    package var environment: [String: String]
    /// An absolute path; `nil` for the folder of this process.
    package var workingDirectory: String?
    /// Wall-clock time until the process group is ended; `nil` for no limit.
    package var timeLimit: Duration?
    /// Time between SIGTERM and SIGKILL.
    package var grace: Duration
    package var firstTarget: FirstTarget
    /// Bytes that are kept of each of the two outputs; the rest is read and dropped.
    package var outputLimit: Int

    package init(
        _ program: String, _ arguments: [String], environment: [String: String], workingDirectory: String? = nil,
        timeLimit: Duration? = nil, grace: Duration = .seconds(5), firstTarget: FirstTarget = .group,
        outputLimit: Int = 1 << 20
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.timeLimit = timeLimit
        self.grace = grace
        self.firstTarget = firstTarget
        self.outputLimit = outputLimit
    }
}

/// Why a program did not run at all.
package enum CommandFailure: Error, Equatable, Sendable {
    /// No executable file of that name is in the `PATH` of the command.
    case notInstalled(program: String)
    /// The system refused to start it; the text is the system's.
    case cannotStart(program: String, reason: String)
}
