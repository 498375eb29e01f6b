package import Domain

/// One thing that happened in a run. Invariants judge it, the trace hash is made of it, time lines show it.
package enum StoryEvent: Equatable, Sendable {
    /// Something that only people read.
    case note(source: String, text: String)
    /// A line of a node's own log.
    case journal(node: String, level: JournalLevel, message: String, facts: [StoryFact])
    case message(MessageEvent)
    case process(node: String, incarnation: Int, ProcessChange)
    /// The state store of a node has committed a change of a job.
    case job(node: String, JobChange)
    /// Something changed on a host, whether or not a process of its node lives.
    case host(node: String, HostChange)
    /// A metadata item was committed; `nil` for one that was deleted.
    case metadata(node: String, key: MetadataKey, value: String?)
    /// A namespace was committed; `nil` for one that was deleted.
    case namespace(node: String, key: MetadataKey, entries: [NamespaceEntry]?)
    /// A node has worked out the answer to a request.
    case answered(AnswerEvent)
    /// An operator has got a command done.
    case command(CommandEvent)
    /// A step or fault of the plan begins or ends; see ``Plan``.
    case entry(number: Int, begins: Bool, text: String)
    case violated(Violation)
}

/// One fact of a log line.
package struct StoryFact: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// What became of a process of a node.
package enum ProcessChange: String, Equatable, Sendable {
    case starts, killed = "is killed", ends, pauses, resumes
}

/// A step in the life of one request and its answer.
package struct MessageEvent: Equatable, Sendable {
    package enum Phase: Equatable, Sendable {
        case sent(method: String, target: String)
        /// Nothing will arrive, and nothing says so.
        case swallowed
        case requestLost
        case doubled
        /// The far side took it.
        case arrived
        case requestCutOff
        case answerLost
        case answerCutOff
        /// The answer is there, and its reader takes it byte by byte.
        case readSlowly
        /// The answer is with the sender.
        case answered(status: Int)
        /// Word of a failure is with the sender.
        case failed(PeerFailure)
        /// The sender has waited as long as it would. Nothing that arrives later counts.
        case timedOut
        /// The answer came after the sender had given up.
        case late
    }

    /// Unique in a run.
    package let number: Int
    package let from: String
    package let to: String
    package let phase: Phase

    package init(number: Int, from: String, to: String, phase: Phase) {
        self.number = number
        self.from = from
        self.to = to
        self.phase = phase
    }
}

/// A committed change of a job.
package struct JobChange: Equatable, Sendable {
    package let job: JobID
    package let kind: JobKind
    package let project: ProjectName
    /// `nil` for a job that is new.
    package let from: JobState?
    package let to: JobState
    package let reason: String?

    package init(job: JobID, kind: JobKind, project: ProjectName, from: JobState?, to: JobState, reason: String? = nil)
    {
        self.job = job
        self.kind = kind
        self.project = project
        self.from = from
        self.to = to
        self.reason = reason
    }
}

/// A change on a modelled host.
package enum HostChange: Equatable, Sendable {
    case runStarted(RunTicket, steps: [DirectorStep])
    case runToldToEnd(RunTicket)
    case runEnded(RunTicket)
    /// The runner was killed and left nothing.
    case runLost(RunTicket)
    case runDiscarded(RunTicket)
    case jailCreated(String, project: String)
    case jailRemoved(String)
    /// Director has forgotten that the jail belongs to the project.
    case jailDisowned(String, project: String)
}

/// The answer of a node's handler to one request.
package struct AnswerEvent: Equatable, Sendable {
    package let node: String
    package let incarnation: Int
    package let method: String
    package let target: String
    /// Whether the token of the request was one that the node accepts.
    package let isAllowed: Bool
    package let status: Int
    package let body: JSONObject?

    package init(
        node: String, incarnation: Int, method: String, target: String, isAllowed: Bool, status: Int,
        body: JSONObject?
    ) {
        self.node = node
        self.incarnation = incarnation
        self.method = method
        self.target = target
        self.isAllowed = isAllowed
        self.status = status
        self.body = body
    }
}

/// What an operator's command came to.
package struct CommandEvent: Equatable, Sendable {
    package let `operator`: String
    /// As the operator would type it: `apply shop`.
    package let command: String
    package let exitStatus: Int32
    /// The jobs that servers acknowledged, by server.
    package let jobs: [Acknowledged]

    package struct Acknowledged: Equatable, Sendable {
        package let node: String
        package let kind: JobKind
        package let project: ProjectName
        package let job: JobID

        package init(node: String, kind: JobKind, project: ProjectName, job: JobID) {
            self.node = node
            self.kind = kind
            self.project = project
            self.job = job
        }
    }

    package init(operator: String, command: String, exitStatus: Int32, jobs: [Acknowledged]) {
        self.operator = `operator`
        self.command = command
        self.exitStatus = exitStatus
        self.jobs = jobs
    }
}

/// A promise that was broken.
package struct Violation: Equatable, Sendable {
    package let promise: Promise
    /// The invariant or expectation that noticed.
    package let invariant: String
    /// Where; `nil` when it is no single node's doing.
    package let node: String?
    /// What was expected and what was seen, in a sentence.
    package let text: String

    package init(promise: Promise, invariant: String, node: String?, text: String) {
        self.promise = promise
        self.invariant = invariant
        self.node = node
        self.text = text
    }
}
