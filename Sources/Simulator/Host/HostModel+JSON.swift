package import Domain

/// The stored form of a modelled host. Durations and times are in microseconds.
extension HostModel {
    /// Everything but the settings and the behaviour.
    package var json: JSONValue {
        [
            "version": 1, "now": .time(now), "last_pid": .integer(lastPID), "named_jails": .integer(namedJails),
            "projects": .array(projectNames.compactMap { projects[$0]?.json }),
            "jails": .array(jailNames.compactMap { jails[$0]?.json }), "runs": .array(runs.map(\.json)),
            "orphans": .array(orphans.map(\.json)), "director_logs": .array(logs.director.map(\.json)),
            "jail_logs": .array(logs.jails.map(\.json)),
        ]
    }

    /// Restores what ``json`` gave.
    ///
    /// - Throws: ``StorageFailure/corrupt(_:)`` for anything else.
    package init(
        json: JSONValue, settings: Settings = .init(), behaviour: HostBehaviour = .init()
    ) throws(StorageFailure) {
        let state = StateReader(json, path: "host")
        guard try state.number("version") == 1 else { throw state.bad("version", "1") }
        self.init(now: try state.time("now"), settings: settings, behaviour: behaviour)
        lastPID = try state.number("last_pid")
        namedJails = try state.number("named_jails")
        for project in try state.list("projects", ModelledProject.init(state:)) { projects[project.name] = project }
        for jail in try state.list("jails", ModelledJail.init(state:)) { jails[jail.name] = jail }
        runs = try state.list("runs", DetachedRun.init(state:))
        orphans = try state.list("orphans", DirectorProcess.init(state:))
        logs = HostLogs(
            director: try state.list("director_logs", HostLogs.File.init(state:)),
            jails: try state.list("jail_logs", HostLogs.File.init(state:)))
    }
}

extension HostLogs.File {
    var json: JSONValue {
        ["folder": .string(folder), "part": .string(part), "name": .string(name), "text": .string(text)]
    }

    init(state: StateReader) throws(StorageFailure) {
        self.init(
            folder: try state.text("folder"), part: try state.text("part"), name: try state.text("name"),
            text: try state.text("text"))
    }
}

extension ModelledProject {
    var json: JSONValue {
        [
            "name": .string(name), "file": file.document, "state": .string(state.rawValue),
            "last_log": .optional(lastLog), "lock_holder": .optional(lockHolder), "pid": .optional(pid),
            "jails": .array(jails.sorted { $0.key < $1.key }.map { [.string($0.key), .string($0.value)] }),
            "failed": .array(failed.sorted().map { .string($0) }), "written": .optional(written),
        ]
    }

    init(state: StateReader) throws(StorageFailure) {
        let file: DirectorFile
        let document = try state.member("file")
        do throws(DirectorFileError) {
            file = try DirectorFile(document: document)
        } catch {
            throw state.bad("file", "a Director file")
        }
        self.init(name: try state.text("name"), file: file, state: try state.choice("state"))
        lastLog = try state.optionalText("last_log")
        lockHolder = try state.optionalNumber("lock_holder")
        pid = try state.optionalNumber("pid")
        for (service, jail) in try state.list("jails", Self.pair) { jails[service] = jail }
        failed = Set(try state.texts("failed"))
        // Earlier versions of the sandbox did not note it.
        if state.value["written"] != nil { written = try state.optionalTime("written") }
    }

    private static func pair(_ state: StateReader) throws(StorageFailure) -> (String, String) {
        guard let items = state.value.array, items.count == 2, let service = items[0].string, let jail = items[1].string
        else { throw state.bad("", "a service and its jail") }
        return (service, jail)
    }
}

extension ModelledJail {
    var json: JSONValue {
        [
            "name": .string(name), "created": .time(created), "started": .optional(started),
            "address": .optional(address),
            "options": .array(options.map { [.string($0.name), .string($0.value)] }),
        ]
    }

    init(state: StateReader) throws(StorageFailure) {
        self.init(
            name: try state.text("name"), options: try state.list("options", Self.option),
            created: try state.time("created"), started: try state.optionalTime("started"),
            address: try state.optionalText("address"))
    }

    private static func option(_ state: StateReader) throws(StorageFailure) -> JailOption {
        guard let items = state.value.array, items.count == 2, let name = items[0].string, let value = items[1].string
        else { throw state.bad("", "an option and its value") }
        return JailOption(name: name, value: value)
    }
}

extension DirectorReport {
    var json: JSONValue {
        [
            "errlevel": .optional(errorLevel), "message": .optional(message),
            "failed": .array(failed.map { ["type": .string($0.type), "service": .string($0.service)] }),
        ]
    }

    init(state: StateReader) throws(StorageFailure) {
        self.init(
            errorLevel: try state.optionalNumber("errlevel"), message: try state.optionalText("message"),
            failed: try state.list("failed") { (item) throws(StorageFailure) -> Failure in
                Failure(type: try item.text("type"), service: try item.text("service"))
            })
    }
}

extension DirectorProcess.Phase {
    private static let words: [(phase: Self, word: String)] = [
        (.starting, "starting"), (.removing, "removing"), (.building, "building"), (.stopping, "stopping"),
        (.stuck, "stuck"),
    ]

    var word: String { Self.words.first { $0.phase == self }?.word ?? "" }

    init?(word: String) {
        guard let known = Self.words.first(where: { $0.word == word }) else { return nil }
        self = known.phase
    }
}

extension DirectorProcess {
    var json: JSONValue {
        [
            "pid": .integer(pid), "step": .string(step.rawValue), "project": .string(project),
            "file": .optional(fileText), "environment": environment.json, "started": .time(started),
            "mode": .string(mode), "phase": .string(phase.word), "due": .optional(due),
            "services": .array(services.map { .string($0) }), "removals": .array(removals.map { .string($0) }),
            "troubled": .optional(troubled), "build_time": .integer(Int(buildTime.microseconds)),
            "report": report.json, "error_output": .string(errorOutput),
        ]
    }

    init(state: StateReader) throws(StorageFailure) {
        self.init(
            pid: try state.number("pid"), step: try state.choice("step"), project: try state.text("project"),
            fileText: try state.optionalText("file"),
            environment: try state.list("environment", JobRequest.Variable.init(state:)),
            started: try state.time("started"), mode: try state.text("mode"))
        guard let phase = Phase(word: try state.text("phase")) else { throw state.bad("phase", "a known word") }
        self.phase = phase
        due = try state.optionalTime("due")
        services = try state.texts("services")
        removals = try state.texts("removals")
        troubled = try state.optionalText("troubled")
        buildTime = .microseconds(try state.number("build_time"))
        report = try DirectorReport(state: try state.object("report"))
        errorOutput = try state.text("error_output")
    }
}

extension [JobRequest.Variable] {
    var json: JSONValue { .array(map { ["name": .string($0.name), "value": .string($0.value)] }) }
}

extension JobRequest.Variable {
    init(state: StateReader) throws(StorageFailure) {
        self.init(name: try state.text("name"), value: try state.text("value"))
    }
}

extension DetachedRun {
    var json: JSONValue {
        var object: JSONObject = [
            "job": .integer(ticket.job.number), "attempt": .integer(ticket.attempt),
            "project": .string(ticket.project.text), "steps": .array(order.steps.map { .string($0.rawValue) }),
            "file": .optional(order.directorFile), "environment": order.environment.json,
            "time_limit": .optional(order.timeLimit.map { Int($0.microseconds) }), "started": .time(started),
            "results": .array(results.map(\.json)), "ending": ending?.json ?? .null, "kill_time": .optional(killTime),
        ]
        switch state {
        case .running(let process): object["process"] = process.json
        case .ended(let time): object["ended"] = .time(time)
        case .lost: object["lost"] = true
        }
        return .object(object)
    }

    init(state reader: StateReader) throws(StorageFailure) {
        guard let project = ProjectName(try reader.text("project")) else {
            throw reader.bad("project", "a project name")
        }
        let steps = try reader.list("steps") { (item) throws(StorageFailure) -> DirectorStep in
            guard let step = item.value.string.flatMap(DirectorStep.init(rawValue:)) else {
                throw item.bad("", "a step")
            }
            return step
        }
        let limit = try reader.optionalNumber("time_limit")
        let order = RunOrder(
            ticket: RunTicket(
                job: JobID(try reader.number("job")), attempt: try reader.number("attempt"), project: project),
            steps: steps, directorFile: try reader.optionalText("file"),
            environment: try reader.list("environment", JobRequest.Variable.init(state:)),
            timeLimit: limit.map { .microseconds($0) })
        let state: State
        if reader.value["process"] != nil {
            state = .running(try DirectorProcess(state: try reader.object("process")))
        } else if reader.value["ended"] != nil {
            state = .ended(at: try reader.time("ended"))
        } else {
            state = .lost
        }
        self.init(order: order, started: try reader.time("started"), state: state)
        results = try reader.list("results", StepResult.init(state:))
        ending = try reader.member("ending").isNull ? nil : try StepResult.Exit(state: try reader.object("ending"))
        killTime = try reader.optionalTime("kill_time")
    }
}

extension StepResult {
    var json: JSONValue {
        [
            "step": .string(step.rawValue), "exit": exit.json, "output": .string(output),
            "error_output": .string(errorOutput),
        ]
    }

    init(state: StateReader) throws(StorageFailure) {
        self.init(
            step: try state.choice("step"), exit: try Exit(state: try state.object("exit")),
            output: try state.text("output"), errorOutput: try state.text("error_output"))
    }
}

extension StepResult.Exit {
    var json: JSONValue {
        switch self {
        case .status(let status): ["status": .integer(status)]
        case .signal(let signal): ["signal": .integer(signal)]
        case .timedOut: ["timed_out": true]
        case .stopped: ["stopped": true]
        case .notStarted(let text): ["not_started": .string(text)]
        }
    }

    init(state: StateReader) throws(StorageFailure) {
        switch state.value.object?.names.first {
        case "status": self = .status(try state.number("status"))
        case "signal": self = .signal(try state.number("signal"))
        case "timed_out": self = .timedOut
        case "stopped": self = .stopped
        case "not_started": self = .notStarted(try state.text("not_started"))
        default: throw state.bad("", "an exit")
        }
    }
}
