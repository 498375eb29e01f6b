/// One attempt at a job: what a runner is started for and found again by.
package struct RunTicket: Hashable, Sendable {
    package let job: JobID
    package let attempt: Int
    package let project: ProjectName

    package init(job: JobID, attempt: Int, project: ProjectName) {
        self.job = job
        self.attempt = attempt
        self.project = project
    }
}

/// One command of Director.
package enum DirectorStep: String, Equatable, Sendable, CaseIterable {
    /// `up -j -f FILE -p PROJECT`
    case up
    /// `down -j -p PROJECT`: stops the jails, keeps them
    case stop
    /// `down -j -d --ignore-failed -p PROJECT`: destroys the jails
    case destroy
    /// `describe -p PROJECT`
    case describe
}

/// What a runner is to do: Director's commands one after the other, whatever each returns.
package struct RunOrder: Equatable, Sendable {
    package let ticket: RunTicket
    package let steps: [DirectorStep]
    /// The text of the Director file; `nil` when no step needs one.
    package let directorFile: String?
    /// Variables for Director beside the node's own; later ones win.
    package let environment: [JobRequest.Variable]
    /// How long all steps may take together; `nil` for no limit.
    package let timeLimit: Duration?

    package init(
        ticket: RunTicket, steps: [DirectorStep], directorFile: String?, environment: [JobRequest.Variable],
        timeLimit: Duration?
    ) {
        self.ticket = ticket
        self.steps = steps
        self.directorFile = directorFile
        self.environment = environment
        self.timeLimit = timeLimit
    }
}

/// What became of one command.
package struct StepResult: Equatable, Sendable {
    package enum Exit: Equatable, Sendable {
        case status(Int)
        case signal(Int)
        /// The time limit ended it.
        case timedOut
        /// A client's `cancel` ended it.
        case stopped
        /// It could not be started; the text says why.
        case notStarted(String)
    }

    package let step: DirectorStep
    package let exit: Exit
    /// At most the output limit of the runner; bytes that are no UTF-8 are replaced.
    package let output: String
    package let errorOutput: String

    package init(step: DirectorStep, exit: Exit, output: String, errorOutput: String) {
        self.step = step
        self.exit = exit
        self.output = output
        self.errorOutput = errorOutput
    }
}

/// What a runner left behind. A run that was stopped or timed out has fewer results than its order has steps.
package struct RunOutcome: Equatable, Sendable {
    package let results: [StepResult]
    package init(results: [StepResult]) { self.results = results }

    package subscript(step: DirectorStep) -> StepResult? { results.last { $0.step == step } }
}

/// What is known of a run.
package enum RunObservation: Equatable, Sendable {
    case running
    case ended(RunOutcome)
    /// No runner is alive and none left an outcome: it died, or was never started.
    case gone
}
