/// What commands print for programs, as values: the forms `json` and `yaml` of `--output`. The schema is described in
/// docs/output.md; members may be added to it, and ``version`` goes up when one goes or changes its meaning.
package enum OutputDocument {
    package static let version = 1

    /// The frame of every document.
    package static func of(_ command: String, _ members: [(name: String, value: JSONValue)]) -> JSONObject {
        JSONObject([(name: "version", value: .integer(version)), (name: "command", value: .string(command))] + members)
    }

    // MARK: get-info

    package static func of(_ report: InfoReport, _ subject: InfoQuery.Subject) -> JSONObject {
        of(
            "get-info",
            [
                (name: "type", value: .string(subject.rawValue)),
                (name: "servers", value: .array(report.blocks.map { .object(server($0)) })),
                (name: "problems", value: .array(report.problems.map { problem($0, .library) })),
            ])
    }

    private static func server(_ block: InfoReport.Block) -> JSONObject {
        var object = node(block.node)
        switch block.content {
        case .chain: break
        case .statistics(let counters): object["stats"] = .object(counters)
        case .projects(let projects): object["projects"] = named(projects, "info") { .object($0) }
        case .metadata(let items): object["metadata"] = named(items, "value") { .string($0) }
        case .jails(let jails):
            object["jails"] = .array(
                jails.map { jail in
                    .object(
                        JSONObject(
                            [(name: "name", value: .string(jail.name))]
                                + jail.value.map { (name: $0.item.rawValue, value: $0.value) }))
                })
        case .namespaces(let namespaces): object["namespaces"] = named(namespaces, "entries") { .array($0) }
        case .autoscale(let projects): object["autoscale"] = named(projects, "status") { .object($0) }
        case .virtualMachines(let machines): object["vm"] = named(machines, "status") { .object($0) }
        case .logs(let paths): object["logs"] = .array(paths.map { .string($0) })
        }
        return object
    }

    private static func named<Value>(
        _ items: [InfoReport.Named<Value>], _ member: String, _ value: (Value) -> JSONValue
    ) -> JSONValue {
        .array(
            items.map {
                .object(JSONObject([(name: "name", value: .string($0.name)), (name: member, value: value($0.value))]))
            })
    }

    // MARK: apply, destroy, cancel

    /// - Parameter waits: The verdicts on ``RunReport/watches`` in their order; `nil` when nobody waited.
    package static func of(_ report: RunReport, _ command: String, waits: [Waiting.Status]? = nil) -> JSONObject {
        var members: [(name: String, value: JSONValue)] = [
            (name: "servers", value: .array(report.targets.map { .object(target($0)) })),
            (name: "problems", value: .array(report.discovery.map { problem($0, .answer) })),
        ]
        if let limit = report.limitReached {
            members.append(
                (name: "limit", value: ["made": .integer(limit.made), "allowed": .integer(limit.allowed)]))
        }
        if let waits {
            members.append((name: "jobs", value: .array(zip(report.watches, waits).map { .object(wait($0, $1)) })))
        }
        return of(command, members)
    }

    private static func target(_ report: TargetReport) -> JSONObject {
        var object = node(report.target.node)
        object["effects"] = .array(report.effects.map { .object(effect($0)) })
        object["problems"] = .array(report.problems.map { problem($0, .answer) })
        return object
    }

    private static func effect(_ effect: TargetReport.Effect) -> JSONObject {
        switch effect {
        case .job(let kind, let project, let job):
            [
                "effect": "job", "kind": .string(kind.rawValue), "project": .string(project.text),
                "job_id": .integer(job.number),
            ]
        case .metadataWritten(let key): ["effect": "metadata-written", "key": .string(key.text)]
        case .metadataDeleted(let key): ["effect": "metadata-deleted", "key": .string(key.text)]
        case .namespaceWritten(let key): ["effect": "namespace-written", "name": .string(key.text)]
        case .namespaceDeleted(let key): ["effect": "namespace-deleted", "name": .string(key.text)]
        case .virtualMachine(let name, let job):
            ["effect": "job", "kind": "vm", "vm": .string(name.text), "job_id": .integer(job.number)]
        }
    }

    private static func wait(_ watch: JobWatch, _ status: Waiting.Status) -> JSONObject {
        var object = node(watch.target.node)
        object["labels"] = nil
        object["project"] = .string(watch.project.text)
        object["kind"] = .string(watch.kind.rawValue)
        object["job_id"] = .integer(watch.job.number)
        let result: String
        var conclusion: JobConclusion?
        if case .ended(let known) = status.sight { conclusion = known }
        switch status.verdict {
        case .succeeded: result = "succeeded"
        case .failed(let known):
            result = "failed"
            conclusion = known
        case .lost, .untold: result = "lost"
        case .timedOut, nil: result = "timed-out"
        }
        object["result"] = .string(result)
        object["operation"] = conclusion.map { .string($0.operation) } ?? .null
        object["status"] = conclusion?.status.map { .integer($0) } ?? .null
        object["reason"] = conclusion?.reason.map { .string($0) } ?? .null
        return object
    }

    // MARK: get-project-log, get-jail-log

    /// - Parameter names: The parts of the path of the log under their names.
    package static func of(_ log: LogReading.Content, _ command: String, names: [(String, String)]) -> JSONObject {
        var object = node(log.node)
        object["labels"] = nil
        for (name, value) in names { object[name] = .string(value) }
        object["content"] = .string(log.text)
        return of(command, object.members)
    }

    // MARK: Parts

    private static func node(_ node: TreeNode) -> JSONObject {
        [
            "datacenter": .string(node.datacenter), "url": .string(node.url), "chain": chain(node.chain),
            "labels": node.labels.map { .array($0.map { .string($0) }) } ?? .null,
        ]
    }

    private static func chain(_ chain: ChainPath) -> JSONValue {
        chain.isRoot ? .null : .string(chain.description)
    }

    private static func problem(_ problem: ClientProblem, _ style: ProblemText.Style) -> JSONValue {
        let texts = ProblemText(style: style)
        var status = JSONValue.null
        if case .refused(let refusal) = problem.failure { status = .integer(refusal.status) }
        return [
            "datacenter": .string(problem.datacenter), "url": .string(problem.url), "chain": chain(problem.chain),
            "exception": texts.exception(of: problem).map { .string($0) } ?? .null, "status": status,
            "message": .string(texts.text(of: problem)),
        ]
    }
}
