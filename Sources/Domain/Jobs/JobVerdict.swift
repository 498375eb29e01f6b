/// What became of a job, judged from everything that its runner left behind.
///
/// No single sign is believed: Director exits with 0 after a time-out and after an early cancel, and 0.25 calls such
/// runs completed. Completed is a run with exit status 0, a readable report of level 0 without failed steps, and a
/// description that says what was asked for. Source: node contract, section 4.4.
package enum JobVerdict: Equatable, Sendable {
    /// - Parameter description: What Director says of the project now; `.absent` when it is gone.
    case final(JobEnd, record: JSONObject, reason: String?, description: Finding)
    /// Director refused because the project is locked.
    case locked

    /// What is known of the project after the run.
    package enum Finding: Equatable, Sendable {
        case present(ProjectDescription)
        case absent
        case unknown
    }
}

extension JobVerdict {
    /// Judges the run of an `up`.
    package static func ofUp(_ outcome: RunOutcome, job: JobID, project: ProjectName) -> JobVerdict {
        let finding = Finding(outcome[.describe], of: project)
        let restarted = outcome[.stop].map { $0.exit == .status(0) } ?? false
        guard let step = outcome[.up] else {
            // The run ended before `up` began: stopped or out of time in the stop that a restart begins with.
            let stopped = outcome.results.contains { $0.exit == .stopped }
            return failure(
                stopped ? .cancelled : .failed, type: stopped ? "Cancelled" : "ExecutionTimeout",
                message: stopped ? "cancelled before the project was started" : "the execution time was exceeded",
                step: nil, job: job, finding: finding)
        }
        if step.isLockRefusal { return .locked }
        let report = DirectorReport(output: step.output)
        switch (step.exit, report) {
        case (.notStarted(let why), _):
            return failure(.failed, type: "CommandNotFound", message: why, step: step, job: job, finding: finding)
        case (.timedOut, _):
            return failure(
                .failed, type: "ExecutionTimeout", message: "the execution time was exceeded", step: step, job: job,
                finding: finding)
        case (.signal(let number), _):
            return failure(
                .failed, type: "ProcessKilled", message: "Director was ended by signal \(number)", step: step,
                job: job, finding: finding)
        case (.status, nil):
            return failure(
                .failed, type: "InvalidOutput", message: "Director's output is no report", step: step, job: job,
                finding: finding)
        case (.stopped, _):
            let message = complaint(finding, project) ?? "Project '\(project)' was cancelled"
            return .final(
                .cancelled, record: record(.incompleted, step, report, job, restarted, message), reason: message,
                description: finding)
        case (.status(let status), let report?):
            let message = upComplaint(status: status, report: report, finding: finding, project: project)
            let end: JobEnd = message == nil ? .completed : .incompleted
            return .final(
                end, record: record(end, step, report, job, restarted, message), reason: message,
                description: finding)
        }
    }

    /// Judges the run of a `down`.
    package static func ofDown(_ outcome: RunOutcome, job: JobID, project: ProjectName) -> JobVerdict {
        let finding = Finding(outcome[.describe], of: project)
        guard let step = outcome[.destroy] else {
            return refusedDown("the project was not destroyed", job: job, end: .failed, finding: finding)
        }
        if step.isLockRefusal { return .locked }
        let report = DirectorReport(output: step.output)
        let message = downComplaint(step, report: report, finding: finding, project: project)
        let end: JobEnd = message == nil ? .completed : (report == nil ? .failed : .incompleted)
        let record: JSONObject = [
            "operation": .string(end == .completed ? "COMPLETED" : "INCOMPLETED"),
            "output": .object(output(step, report)), "last_update": 0, "job_id": .integer(job.number),
            "labels": labels(message),
        ]
        return .final(end, record: record, reason: message, description: finding)
    }

    /// The record of a `down` that was refused before Director was asked.
    package static func refusedDown(
        _ message: String, job: JobID, end: JobEnd = .incompleted, finding: Finding = .unknown
    ) -> JobVerdict {
        .final(
            end,
            record: [
                "operation": "INCOMPLETED", "output": [:], "last_update": 0, "job_id": .integer(job.number),
                "labels": labels(message),
            ], reason: message, description: finding)
    }

    /// The record of an `up`, or of a virtual machine, that never came to a run.
    package static func failedUp(_ end: JobEnd, type: String?, message: String, job: JobID) -> JobVerdict {
        var record: JSONObject = ["operation": "FAILED", "last_update": 0, "job_id": .integer(job.number)]
        if let type {
            record["exception"] = ["type": .string(type), "message": .string(message)]
        } else {
            record["message"] = .string(message)
        }
        return .final(end, record: record, reason: message, description: .unknown)
    }

    /// The record of a job that has just begun; `nil` for a cancel, which leaves none.
    package static func running(_ job: JobID, kind: JobKind) -> JSONObject? {
        switch kind {
        case .up: ["operation": "RUNNING", "last_update": 0, "job_id": .integer(job.number)]
        case .down:
            ["operation": "RUNNING", "last_update": 0, "job_id": .integer(job.number), "labels": labels(nil)]
        case .cancel: nil
        case .virtualMachine: ["operation": "RUNNING", "last_update": 0, "job_id": .integer(job.number)]
        }
    }

    /// The end of a job that Director was not asked for, or did not answer.
    ///
    /// - Parameter type: What 0.25 calls the exception.
    package static func failed(_ kind: JobKind, type: String, message: String, job: JobID) -> JobVerdict {
        switch kind {
        case .up, .virtualMachine: failedUp(.failed, type: type, message: message, job: job)
        case .down, .cancel: refusedDown(message, job: job, end: .failed)
        }
    }

    /// The record of an `up` or `down` that was withdrawn while it waited.
    package static func withdrawn(_ job: JobID, kind: JobKind) -> JobVerdict {
        let message = "cancelled before it began"
        switch kind {
        case .up:
            return .final(
                .cancelled,
                record: [
                    "operation": "INCOMPLETED", "output": [:], "last_update": 0, "job_id": .integer(job.number),
                    "restarted": false, "labels": labels(message),
                ], reason: message, description: .unknown)
        case .down, .cancel: return refusedDown(message, job: job, end: .cancelled)
        // Of a virtual machine clients know no state between the two ends.
        case .virtualMachine: return failedUp(.cancelled, type: "Cancelled", message: message, job: job)
        }
    }

    // MARK: - Complaints: `nil` means that there is nothing to complain of.

    private static func upComplaint(
        status: Int, report: DirectorReport, finding: Finding, project: ProjectName
    ) -> String? {
        if let complaint = complaint(finding, project) { return complaint }
        if status != 0 { return "Director ended with status \(status) for the project '\(project)'" }
        if report.errorLevel == nil { return "A step of the project '\(project)' took too long" }
        if !report.isSuccess { return "Director reports failed steps for the project '\(project)'" }
        return nil
    }

    private static func complaint(_ finding: Finding, _ project: ProjectName) -> String? {
        switch finding {
        case .unknown: return "Error retrieving information about the project '\(project)'"
        case .absent: return "Director did not create the project '\(project)'"
        case .present(let description):
            if description.state != "DONE" {
                return "Project '\(project)' has an unexpected state '\(description.state)'"
            }
            let idle = description.services.filter { $0.status != 0 }.map(\.name).sorted()
            return idle.first.map { "Service '\($0)' of the project '\(project)' does not run" }
        }
    }

    private static func downComplaint(
        _ step: StepResult, report: DirectorReport?, finding: Finding, project: ProjectName
    ) -> String? {
        switch step.exit {
        case .notStarted(let why): return why
        case .timedOut: return "the execution time was exceeded"
        case .stopped: return "Project '\(project)' was cancelled"
        case .signal(let number): return "Director was ended by signal \(number)"
        case .status(Int(Exit.noInput)) where finding == .absent: return nil
        case .status(let status):
            guard let report else { return "Director's output is no report" }
            if status != 0 { return "Director ended with status \(status) for the project '\(project)'" }
            if !report.isSuccess { return "Not all jails of the project '\(project)' could be destroyed" }
            switch finding {
            case .absent: return nil
            case .unknown: return "Error retrieving information about the project '\(project)'"
            case .present: return "Project '\(project)' is still there"
            }
        }
    }

    // MARK: - Records, in the order of members that clients print.

    private static func failure(
        _ end: JobEnd, type: String, message: String, step: StepResult?, job: JobID, finding: Finding
    ) -> JobVerdict {
        var record: JSONObject = ["operation": "FAILED"]
        if let step { record["output"] = .object(output(step, DirectorReport(output: step.output))) }
        record["last_update"] = 0
        record["job_id"] = .integer(job.number)
        record["exception"] = ["type": .string(type), "message": .string(message)]
        return .final(end, record: record, reason: message, description: finding)
    }

    private static func record(
        _ end: JobEnd, _ step: StepResult, _ report: DirectorReport?, _ job: JobID, _ restarted: Bool,
        _ message: String?
    ) -> JSONObject {
        [
            "operation": .string(end == .completed ? "COMPLETED" : "INCOMPLETED"),
            "output": .object(output(step, report)), "last_update": 0, "job_id": .integer(job.number),
            "restarted": .bool(restarted), "labels": labels(message),
        ]
    }

    private static func output(_ step: StepResult, _ report: DirectorReport?) -> JSONObject {
        let status: Int? =
            switch step.exit {
            case .status(let status): status
            // A Director that was told to end reports its status as the level.
            case .stopped: report?.errorLevel
            case .signal, .timedOut, .notStarted: nil
            }
        return [
            "rc": status.map { .integer($0) } ?? .null,
            "stdout": report?.json ?? .string(step.output), "stderr": .string(step.errorOutput),
        ]
    }

    private static func labels(_ message: String?) -> JSONValue {
        ["error": .bool(message != nil), "message": message.map { .string($0) } ?? .null]
    }
}

extension JobVerdict.Finding {
    /// Reads the result of a `describe` of a project. What describes another one says nothing of it.
    package init(_ step: StepResult?, of project: ProjectName) {
        switch step?.exit {
        case .status(0):
            let description = ProjectDescription(directorOutput: step?.output ?? "")
            self = description.flatMap { $0.name == project.text ? .present($0) : nil } ?? .unknown
        case .status(Int(Exit.noInput)): self = .absent
        default: self = .unknown
        }
    }
}

extension StepResult {
    /// Whether Director refused to work because somebody holds the lock of the project.
    package var isLockRefusal: Bool {
        exit == .status(70) && errorOutput.contains("type: ProjectLocked")
    }
}
