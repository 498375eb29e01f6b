import Domain
import Simulator

/// A story that is told to an invariant, event by event, a second between one and the next.
struct ToldStory: Sendable {
    /// What happens.
    enum Beat: Sendable {
        case tell(StoryEvent)
        /// Nothing, for a while.
        case wait(Duration)
        /// From now on invariants see this of the world.
        case see(FakeSight)
    }

    var beats: [Beat]
    /// What is left at the end; `nil` for a run that is not judged at its end.
    var end: [WorldEnd.Server]?

    init(_ beats: [Beat], end: [WorldEnd.Server]? = nil) {
        self.beats = beats
        self.end = end
    }

    /// The first thing that the invariant finds; findings that its promise excuses are none.
    func finding(of kind: any Invariant.Type, in scenario: Scenario) -> Finding? {
        var invariant = kind.init(scenario)
        var sight = FakeSight()
        var time = Duration.zero
        for beat in beats {
            switch beat {
            case .wait(let pause): time += pause
            case .see(let new): sight = new
            case .tell(let event):
                time += .seconds(1)
                sight.now = time
                if let finding = invariant.judge(event, at: time, sight) { return finding }
            }
        }
        return end.flatMap { servers in
            invariant.judge(WorldEnd(time: time, servers: servers)).first { !$0.isExcused }
        }
    }
}

/// What invariants see of a world that is not there.
struct FakeSight: WorldSight {
    var now = Duration.zero
    var tables: [String: JobTable] = [:]
    var items: [String: [MetadataKey: String]] = [:]
    var namespaces: [String: [MetadataKey: [NamespaceEntry]]] = [:]
    var down: Set<String> = []
    var unsound: Set<String> = []
    var faults = FaultSet()
    var secrets: [String] = []

    func jobs(on node: String) -> JobTable { tables[node] ?? JobTable() }
    func metadata(on node: String) -> [MetadataKey: String] { items[node] ?? [:] }
    func namespaces(on node: String) -> [MetadataKey: [NamespaceEntry]] { namespaces[node] ?? [:] }
    func isUp(_ node: String) -> Bool { !down.contains(node) }
    var harmed: Set<String> { unsound }
    func isSound(_ node: String) -> Bool { isUp(node) && !unsound.contains(node) }
    func wallTime(of node: String) -> WallTime { VirtualClock.defaultStart + now }
}

/// The words of which stories are made. What is left out is of job 1 (`up shop`) on `alpha`.
extension ToldStory.Beat {
    static let shop = ProjectName("shop")!

    static func job(
        _ number: Int = 1, _ kind: JobKind = .up, _ project: ProjectName = shop, from: JobState?, _ to: JobState,
        on node: String = "alpha"
    ) -> Self {
        .tell(
            .job(
                node: node, JobChange(job: JobID(number), kind: kind, project: project, from: from, to: to)))
    }

    static func stored(
        _ number: Int = 1, _ kind: JobKind = .up, _ project: ProjectName = shop, on node: String = "alpha"
    ) -> Self { .job(number, kind, project, from: nil, .queued, on: node) }

    static func begins(
        _ number: Int = 1, _ kind: JobKind = .up, _ project: ProjectName = shop, attempt: Int = 1,
        on node: String = "alpha"
    ) -> Self { .job(number, kind, project, from: .queued, .running(attempt: attempt), on: node) }

    static func ends(
        _ number: Int = 1, _ kind: JobKind = .up, _ project: ProjectName = shop, _ end: JobEnd = .completed,
        on node: String = "alpha"
    ) -> Self { .job(number, kind, project, from: .running(attempt: 1), .ended(end), on: node) }

    static func host(_ change: HostChange, on node: String = "alpha") -> Self { .tell(.host(node: node, change)) }

    static func ticket(_ number: Int = 1, attempt: Int = 1) -> RunTicket {
        RunTicket(job: JobID(number), attempt: attempt, project: shop)
    }

    static func runs(_ number: Int = 1, attempt: Int = 1, _ steps: [DirectorStep] = [.up, .describe]) -> Self {
        .host(.runStarted(ticket(number, attempt: attempt), steps: steps))
    }

    static func runEnds(_ number: Int = 1, attempt: Int = 1) -> Self {
        .host(.runEnded(ticket(number, attempt: attempt)))
    }

    static func runDies(_ number: Int = 1, attempt: Int = 1) -> Self {
        .host(.runLost(ticket(number, attempt: attempt)))
    }

    static func answer(
        _ method: String = "GET", _ target: String, _ status: Int = 200, _ body: JSONObject? = nil,
        on node: String = "alpha", isAllowed: Bool = true
    ) -> Self {
        .tell(
            .answered(
                AnswerEvent(
                    node: node, incarnation: 1, method: method, target: target, isAllowed: isAllowed, status: status,
                    body: body)))
    }

    static func acknowledges(_ number: Int = 1, on node: String = "alpha") -> Self {
        answer("POST", "/v1/project/up/shop", 200, ["job_id": .integer(number)], on: node)
    }

    static func lists(_ member: String, _ names: [String], on node: String = "alpha") -> Self {
        answer("GET", "/v1/\(member)", 200, JSONObject([(member, .array(names.map { .string($0) }))]), on: node)
    }

    static func message(_ phase: MessageEvent.Phase, from: String = "main", to: String = "alpha") -> Self {
        message(1, phase, from: from, to: to)
    }

    static func message(_ number: Int, _ phase: MessageEvent.Phase, from: String = "main", to: String = "alpha")
        -> Self
    { .tell(.message(MessageEvent(number: number, from: from, to: to, phase: phase))) }

    static func process(_ change: ProcessChange, on node: String = "alpha") -> Self {
        .tell(.process(node: node, incarnation: 1, change))
    }

    static func command(_ text: String, _ status: Int32 = 0, on nodes: [String] = []) -> Self {
        .tell(
            .command(
                CommandEvent(
                    operator: "ann", command: text, exitStatus: status,
                    jobs: nodes.map { .init(node: $0, kind: .up, project: shop, job: JobID(1)) })))
    }

    static func entry(_ text: String, begins: Bool = true) -> Self {
        .tell(.entry(number: 1, begins: begins, text: text))
    }

    static func item(_ value: String?, on node: String = "alpha") -> Self {
        .tell(.metadata(node: node, key: MetadataKey("region")!, value: value))
    }

    /// The namespace `web`, with folders of these paths.
    static func namespace(_ paths: [String]?, on node: String = "alpha") -> Self {
        .tell(.namespace(node: node, key: MetadataKey("web")!, entries: paths.map { $0.map(entry) }))
    }

    static func entry(_ path: String) -> NamespaceEntry {
        let path = path.split(separator: "/").reduce(NamespacePath.top) { $0.appending(String($1)) }
        return NamespaceEntry(path: path, isDirectory: true, owner: 0, group: 0, permissions: 0o755)
    }

    static func log(_ text: String) -> Self {
        .tell(.journal(node: "alpha", level: .info, message: "said", facts: [StoryFact(name: "what", value: text)]))
    }
}

/// What is left at the end of a story.
enum Remains {
    static func server(
        _ name: String = "alpha", jobs: JobTable = JobTable(), host: HostModel? = nil, chains: [String]? = [],
        projects: [String]? = [], isSound: Bool = true
    ) -> WorldEnd.Server {
        WorldEnd.Server(
            name: ChainName(name)!, isSound: isSound, jobs: jobs, metadata: [:],
            host: host ?? HostModel(now: VirtualClock.defaultStart), chains: chains?.compactMap { ChainName($0) },
            projects: projects)
    }

    /// A store with the job `up shop`.
    static func table(_ work: JobRequest.Work = .cancel, _ moves: (inout JobTable, JobID) throws -> Void = { _, _ in })
        -> JobTable
    {
        var table = JobTable()
        do {
            let job = try table.submit(
                JobRequest(project: ToldStory.Beat.shop, work: work), at: VirtualClock.defaultStart)
            try moves(&table, job)
        } catch {
            preconditionFailure("the table refuses a move: \(error)")
        }
        return table
    }

    static let up = JobRequest.Work.up(directorFile: "", environment: [], restart: false, reservedPorts: [])

    /// A host on which `shop` stands.
    static func standing(_ change: (inout HostModel) -> Void = { _ in }) -> HostModel {
        var world = HostWorld()
        do { try world.up("shop", "services:\n  web:\n    makejail: hello\n") } catch {
            preconditionFailure("the host does not do it: \(error)")
        }
        change(&world.model)
        return world.model
    }
}
