package import Domain

/// The JSON forms of what the daemon and a runner leave for each other. Both may be of different releases for a while:
/// unknown members are ignored.
package enum RunFiles {
    /// More than the outputs of all steps at the default limit, escaped.
    static let longestOutcome = 64 << 20
    /// More than a request body that the API takes.
    static let longestOrder = 256 << 20

    // MARK: Instructions

    /// The content of `order.json`.
    package static func bytes(_ instructions: RunInstructions) -> [UInt8] {
        let order = instructions.order
        return JSONWriter.bytes(of: [
            "job": .integer(order.ticket.job.number), "attempt": .integer(order.ticket.attempt),
            "project": .string(order.ticket.project.text),
            "steps": .array(order.steps.map { .string($0.rawValue) }),
            "director_file": order.directorFile.map { .string($0) } ?? .null,
            "environment": .array(order.environment.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "time_limit": order.timeLimit.map { .integer(Int($0.microseconds)) } ?? .null,
            "grace": .integer(Int(instructions.grace.microseconds)),
            "describe_limit": .integer(Int(instructions.describeLimit.microseconds)),
            "output_limit": .integer(instructions.outputLimit),
        ])
    }

    /// Reads the content of `order.json`.
    ///
    /// - Throws: ``StorageFailure/corrupt(_:)``; the text never repeats the content, which holds secrets.
    package static func instructions(_ bytes: [UInt8]) throws(StorageFailure) -> RunInstructions {
        let value = try object(bytes, "order.json")
        guard let job = value["job"]?.integer, let attempt = value["attempt"]?.integer,
            let project = value["project"]?.string.flatMap({ ProjectName($0) }),
            let stepNames = value["steps"]?.array, let variables = value["environment"]?.array,
            let grace = duration(value["grace"]), let describeLimit = duration(value["describe_limit"]),
            let outputLimit = value["output_limit"]?.integer
        else { throw .corrupt("order.json: a member is missing or of another kind") }
        var steps: [DirectorStep] = []
        for name in stepNames {
            guard let step = name.string.flatMap({ DirectorStep(rawValue: $0) }) else {
                throw .corrupt("order.json: unknown step")
            }
            steps.append(step)
        }
        var environment: [JobRequest.Variable] = []
        for variable in variables {
            guard let name = variable["name"]?.string, let value = variable["value"]?.string else {
                throw .corrupt("order.json: a variable without name or value")
            }
            environment.append(JobRequest.Variable(name: name, value: value))
        }
        return RunInstructions(
            order: RunOrder(
                ticket: RunTicket(job: JobID(job), attempt: attempt, project: project), steps: steps,
                directorFile: value["director_file"]?.string, environment: environment,
                timeLimit: duration(value["time_limit"])),
            grace: grace, describeLimit: describeLimit, outputLimit: outputLimit)
    }

    private static func duration(_ value: JSONValue?) -> Duration? {
        value?.integer.map { .microseconds($0) }
    }

    // MARK: Outcome

    /// The content of `outcome.json`.
    package static func bytes(_ outcome: RunOutcome) -> [UInt8] {
        JSONWriter.bytes(of: [
            "results": .array(
                outcome.results.map { result in
                    [
                        "step": .string(result.step.rawValue), "exit": json(result.exit),
                        "output": .string(result.output), "error_output": .string(result.errorOutput),
                    ]
                })
        ])
    }

    /// Reads the content of `outcome.json`.
    ///
    /// - Throws: ``StorageFailure/corrupt(_:)``.
    package static func outcome(_ bytes: [UInt8]) throws(StorageFailure) -> RunOutcome {
        guard let items = try object(bytes, "outcome.json")["results"]?.array else {
            throw .corrupt("outcome.json: no results")
        }
        var results: [StepResult] = []
        for item in items {
            guard let step = item["step"]?.string.flatMap({ DirectorStep(rawValue: $0) }),
                let exit = item["exit"].flatMap({ exit($0) }),
                let output = item["output"]?.string, let errorOutput = item["error_output"]?.string
            else { throw .corrupt("outcome.json: a result is not readable") }
            results.append(StepResult(step: step, exit: exit, output: output, errorOutput: errorOutput))
        }
        return RunOutcome(results: results)
    }

    private static func json(_ exit: StepResult.Exit) -> JSONValue {
        switch exit {
        case .status(let status): ["status": .integer(status)]
        case .signal(let signal): ["signal": .integer(signal)]
        case .timedOut: "timed_out"
        case .stopped: "stopped"
        case .notStarted(let reason): ["not_started": .string(reason)]
        }
    }

    private static func exit(_ value: JSONValue) -> StepResult.Exit? {
        if let status = value["status"]?.integer { return .status(status) }
        if let signal = value["signal"]?.integer { return .signal(signal) }
        if let reason = value["not_started"]?.string { return .notStarted(reason) }
        return switch value.string {
        case "timed_out": .timedOut
        case "stopped": .stopped
        default: nil
        }
    }

    private static func object(_ bytes: [UInt8], _ name: String) throws(StorageFailure) -> JSONObject {
        do {
            guard let object = try JSONReader.value(of: bytes).object else { throw JSONError.malformed(offset: 0) }
            return object
        } catch {
            throw .corrupt("\(name): not a JSON object")
        }
    }
}
