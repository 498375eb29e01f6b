import Domain
import Simulator

/// A modelled host for tests: orders by short calls, and time that the test moves.
struct HostWorld {
    var model: HostModel
    private var lastJob = 0

    init(_ behaviour: HostBehaviour = HostBehaviour(), settings: HostModel.Settings = .init()) {
        model = HostModel(now: VirtualClock.defaultStart, settings: settings, behaviour: behaviour)
    }

    static func behaviour(_ text: String) throws -> HostBehaviour {
        try HostBehaviour(json: try JSONReader.value(of: text))
    }

    /// What a test asked for and the host did not do.
    enum Trouble: Error { case busy, noOutcome }

    /// Starts an order; `nil` when a runner is at work.
    mutating func startIfIdle(
        _ project: String, _ steps: [DirectorStep], file: String? = nil, environment: [JobRequest.Variable] = [],
        timeLimit: Duration? = nil
    ) -> RunTicket? {
        lastJob += 1
        let ticket = RunTicket(job: JobID(lastJob), attempt: 1, project: ProjectName(project)!)
        let order = RunOrder(
            ticket: ticket, steps: steps, directorFile: file, environment: environment, timeLimit: timeLimit)
        return model.start(order) ? ticket : nil
    }

    mutating func start(
        _ project: String, _ steps: [DirectorStep], file: String? = nil, environment: [JobRequest.Variable] = [],
        timeLimit: Duration? = nil
    ) throws -> RunTicket {
        let ticket = startIfIdle(project, steps, file: file, environment: environment, timeLimit: timeLimit)
        guard let ticket else { throw Trouble.busy }
        return ticket
    }

    /// Runs an order to its end, however long it takes.
    @discardableResult
    mutating func run(
        _ project: String, _ steps: [DirectorStep], file: String? = nil, environment: [JobRequest.Variable] = []
    ) throws -> [StepResult] {
        let ticket = try start(project, steps, file: file, environment: environment)
        while model.observation(of: ticket) == .running, let next = model.nextEvent { model.advance(to: next) }
        guard case .ended(let outcome) = model.observation(of: ticket) else { throw Trouble.noOutcome }
        model.discard(ticket)
        return outcome.results
    }

    @discardableResult
    mutating func up(
        _ project: String, _ file: String, environment: [JobRequest.Variable] = []
    ) throws -> StepResult {
        let results = try run(project, [.up], file: file, environment: environment)
        guard let result = results.first else { throw Trouble.noOutcome }
        return result
    }

    mutating func pass(_ duration: Duration) { model.advance(to: model.now + duration) }
}
