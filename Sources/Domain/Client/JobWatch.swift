/// A job that somebody waits for.
package struct JobWatch: Sendable {
    package let target: Target
    package let subject: Subject
    package let job: JobID

    /// What the job works on.
    package enum Subject: Equatable, Sendable {
        /// `up` or `down`: whose record tells of it.
        case project(ProjectName, JobKind)
        case virtualMachine(VirtualMachineName)
    }

    package init(target: Target, kind: JobKind, project: ProjectName, job: JobID) {
        self.target = target
        self.subject = .project(project, kind)
        self.job = job
    }

    /// The job that makes a virtual machine.
    package init(target: Target, machine: VirtualMachineName, job: JobID) {
        self.target = target
        self.subject = .virtualMachine(machine)
        self.job = job
    }

    /// The kind of the job; making a virtual machine is an `up`.
    package var kind: JobKind {
        switch subject {
        case .project(_, let kind): kind
        case .virtualMachine: .up
        }
    }

    /// The project; a virtual machine is one as well.
    package var project: ProjectName {
        switch subject {
        case .project(let name, _): name
        case .virtualMachine(let name): name.project
        }
    }

    /// Where the server tells of the job, and the member of its answer that does. Source: HTTP contract, sections 8.13
    /// and 8.17.
    package var source: (segments: [String], member: String) {
        switch subject {
        case .project(let name, _): (["project", "info", name.text], "info")
        case .virtualMachine(let name): (["vm", name.text], "status")
        }
    }

    /// What the answer at ``source`` says of the job.
    ///
    /// - Parameter info: `nil` when the server does not know the project or the machine (yet).
    package func sight(in info: JSONObject?) -> JobSight {
        let own: JSONObject? =
            switch subject {
            case .project(_, let kind): info?[kind.rawValue]?.object
            case .virtualMachine: info
            }
        guard let record = own, let number = record["job_id"]?.integer,
            number >= job.number, let operation = record["operation"]?.string
        else { return .queued }
        // The server keeps the record of the newest job of a project only.
        guard number == job.number else { return .replaced(by: JobID(number)) }
        return operation == "RUNNING"
            ? .running : .ended(JobConclusion(operation: operation, record: record, kind: kind))
    }
}

/// What is known of a job at a moment.
package enum JobSight: Equatable, Sendable {
    /// Accepted, and not begun as far as can be seen.
    case queued
    case running
    case ended(JobConclusion)
    /// A later job of the same project has taken its place in the record: it has ended, and nobody tells how.
    case replaced(by: JobID)
    /// The chain does not answer for the moment.
    case unseen(CallFailure)
}

/// How a job ended, from its record. Source: HTTP contract, section 8.13.
package struct JobConclusion: Equatable, Sendable {
    /// `COMPLETED`, `INCOMPLETED`, `FAILED`.
    package let operation: String
    /// What Director returned; `nil` when it was not asked.
    package let status: Int?
    /// What the server says of the reason; `nil` when it says nothing.
    package let reason: String?
    package let kind: JobKind

    package init(operation: String, status: Int?, reason: String?, kind: JobKind = .up) {
        self.operation = operation
        self.status = status
        self.reason = reason
        self.kind = kind
    }

    fileprivate init(operation: String, record: JSONObject, kind: JobKind) {
        let output = record["output"]
        let labels = record["labels"]
        let candidates = [
            record["exception"]?["message"]?.string, record["message"]?.string,
            labels?["error"]?.bool == true ? labels?["message"]?.string : nil,
            output?["stdout"]?["message"]?.string, output?["stderr"]?.string, output?.string,
        ]
        self.init(
            operation: operation, status: output?["rc"]?.integer,
            reason: candidates.compactMap { $0 }.first { !$0.isEmpty }, kind: kind)
    }

    /// Director's status for a project that is not there (node contract, section 4.4).
    private static let projectNotFound = 66

    /// 0.25 says `COMPLETED` of a creation that Director refused before there was a project, so its status counts too
    /// (command-line contract, section 3.5). What was not there to be destroyed is gone, as it should be.
    package var isSuccess: Bool {
        operation == "COMPLETED" && (status ?? 0 == 0 || kind == .down && status == Self.projectNotFound)
    }
}
