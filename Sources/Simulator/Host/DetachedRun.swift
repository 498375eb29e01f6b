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
    var deadline: WallTime? { order.timeLimit.map { started + $0 } }

    /// Whether the order ends with a `describe`, which is run whatever became of the steps before it: how things stand
    /// must be known, and a look harms nobody.
    private var endsWithLook: Bool { order.steps.last == .describe }

    /// Whether the run was told to end, the step that it was told in is over, and only the look at the end is left.
    var isLookingBack: Bool { ending != nil && results.last?.exit == ending }

    /// What is to be done next; `nil` when the run is over.
    var nextStep: DirectorStep? {
        if ending != nil { return endsWithLook && isLookingBack ? .describe : nil }
        return results.count < order.steps.count ? order.steps[results.count] : nil
    }

    /// Drops what the order held; a run that is over needs neither its file nor its environment, which may be secret.
    mutating func forgetInputs() {
        order = RunOrder(
            ticket: ticket, steps: order.steps, directorFile: nil, environment: [], timeLimit: order.timeLimit)
    }

    var process: DirectorProcess? { if case .running(let process) = state { process } else { nil } }
}
