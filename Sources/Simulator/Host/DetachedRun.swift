import Domain

/// A runner and its order: Director's commands one after the other, in a session of their own.
struct DetachedRun: Equatable, Sendable {
    /// What became of it.
    enum State: Equatable, Sendable {
        case running(DirectorProcess)
        case ended(at: WallTime)
        /// The runner was killed and left nothing.
        case lost
    }

    private(set) var order: RunOrder
    let started: WallTime
    var results: [StepResult] = []
    var state: State
    /// Why SIGTERM was sent: ``StepResult/Exit/timedOut`` or ``StepResult/Exit/stopped``.
    var ending: StepResult.Exit?
    /// When what has not ended by then is killed.
    var killTime: WallTime?

    var ticket: RunTicket { order.ticket }
    /// The step that is due: of a run that was told to end none, but for a `describe` at the end, which says in what
    /// state the project was left.
    var nextStep: DirectorStep? {
        if ending == nil { return results.count < order.steps.count ? order.steps[results.count] : nil }
        return order.steps.last == .describe && results.last?.step != .describe ? .describe : nil
    }

    /// Whether the step that is due is the `describe` at the end: how things stand must be known however they got
    /// there, so it is neither stopped nor timed out with the run, and has a time limit of its own.
    func isLastLook(_ step: DirectorStep) -> Bool {
        guard step == .describe, order.steps.last == .describe else { return false }
        return ending == nil ? results.count == order.steps.count - 1 : results.last?.exit == ending
    }

    var deadline: WallTime? { order.timeLimit.map { started + $0 } }

    /// Drops what the order held; a run that is over needs neither its file nor its environment, which may be secret.
    mutating func forgetInputs() {
        order = RunOrder(
            ticket: ticket, steps: order.steps, directorFile: nil, environment: [], timeLimit: order.timeLimit)
    }

    var process: DirectorProcess? { if case .running(let process) = state { process } else { nil } }
}
