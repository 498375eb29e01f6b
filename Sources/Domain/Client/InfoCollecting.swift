/// The command `get-info`: asks the servers that a query means, many at once, and puts the answers into order.
/// Source: command-line contract, sections 1.8 and 2.4.
package struct InfoCollecting: Sendable {
    private let servers: Servers
    private let limits: TreeWalk.Limits

    package init(servers: Servers, limits: TreeWalk.Limits = TreeWalk.Limits()) {
        self.servers = servers
        self.limits = limits
    }

    package func collect(_ query: InfoQuery, of deployment: Deployment) async throws(ClientRefusal) -> InfoReport {
        let survey = try await TreeSurvey.of(
            deployment.deployIn.entrypoints, servers: servers, readingLabels: query.labels != nil, limits: limits)
        let selection = TargetSelection(labels: query.labels)
        var gathering = Gathering(
            targets: survey.visited.filter { selection.includes($0.node) }, concurrency: limits.concurrency,
            problems: survey.problems)
        if query.subject == .autoscale, query.names.isEmpty, !gathering.isEmpty { throw .noAutoscaleFilter }
        let blocks: [InfoReport.Block]
        switch query.subject {
        case .chains, .chainTree:
            blocks = gathering.named(query.filter).map { InfoReport.Block(node: $0.node, content: .chain) }
        case .chainStatistics: blocks = await gathering.statistics(query)
        case .projects: blocks = await gathering.projects(query)
        case .metadata: blocks = await gathering.metadata(query)
        case .jails: blocks = await gathering.jails(query)
        case .namespaces: blocks = await gathering.namespaces(query)
        case .autoscale:
            let statuses = await gathering.statuses(
                query, segments: ["project", "autoscale"], function: "get_status_autoscale")
            blocks = statuses.map { InfoReport.Block(node: $0.node, content: .autoscale($0.found)) }
        case .virtualMachines:
            let statuses = await gathering.statuses(query, segments: ["vm"], function: "get_status_vm")
            blocks = statuses.map { InfoReport.Block(node: $0.node, content: .virtualMachines($0.found)) }
        case .projectLogs:
            blocks = await gathering.logs(query, resource: "projects", folders: 2, function: "get_projects_logs")
        case .jailLogs: blocks = await gathering.logs(query, resource: "jails", folders: 3, function: "get_jails_logs")
        }
        return InfoReport(
            blocks: blocks, problems: gathering.problems,
            nearMisses: NearMiss.find(in: selection, visited: survey.visited.map(\.node)))
    }
}

extension InfoCollecting {
    /// One GET, and what its failure is called.
    private struct Question: Sendable {
        /// Position of the server in the list of targets.
        let target: Int
        /// The project, jail or key that it is about.
        var name = ""
        let segments: [String]
        let member: String
        /// The name that 0.25 gives the call.
        let function: String
    }

    /// Questions to many servers, and what went wrong with them.
    private struct Gathering {
        private var targets: [Target]
        private let concurrency: Int
        private(set) var problems: [ClientProblem]

        init(targets: [Target], concurrency: Int, problems: [ClientProblem]) {
            self.targets = targets
            self.concurrency = concurrency
            self.problems = problems
        }

        /// Whether there is no server to ask.
        var isEmpty: Bool { targets.isEmpty }

        /// The servers whose dotted path passes; the root has no name to search.
        func named(_ filter: TextFilter) -> [Target] {
            filter.passing(targets) { $0.node.chain.isRoot ? nil : $0.node.chain.description }
        }

        mutating func statistics(_ query: InfoQuery) async -> [InfoReport.Block] {
            targets = named(query.filter)
            let questions = targets.indices.map {
                Question(target: $0, segments: ["stats"], member: "stats", function: "get_server_stats")
            }
            return blocks(await answers(to: questions)) { found in
                guard let object = found.first?.value.object, !object.isEmpty else { return nil }
                return .statistics(object)
            }
        }

        mutating func projects(_ query: InfoQuery) async -> [InfoReport.Block] {
            let names =
                query.names.isEmpty
                ? await names(of: "projects", function: "get_projects") : targets.map { _ in query.names }
            let questions = questions(names) { target, name in
                Question(
                    target: target, name: name, segments: ["project", "info", name], member: "info",
                    function: "get_info")
            }
            return blocks(await answers(to: questions)) { found in
                let values = found.compactMap { question, value in
                    value.object.map { InfoReport.Named(name: question.name, value: $0) }
                }
                return values.isEmpty ? nil : .projects(values)
            }
        }

        mutating func metadata(_ query: InfoQuery) async -> [InfoReport.Block] {
            let names = await names(of: "metadata", function: "metadata_list").map { listed in
                query.keys.isEmpty ? query.filter.passing(listed) : query.keys.filter(listed.contains)
            }
            let questions = questions(names) { target, name in
                Question(
                    target: target, name: name, segments: ["metadata", name], member: "metadata",
                    function: "metadata_get")
            }
            return blocks(await answers(to: questions)) { found in
                let values = found.compactMap { question, value in
                    value.string.map { InfoReport.Named(name: question.name, value: $0) }
                }
                return values.isEmpty ? nil : .metadata(values)
            }
        }

        mutating func namespaces(_ query: InfoQuery) async -> [InfoReport.Block] {
            let names = await names(of: "namespace", member: "namespaces", function: "namespaces_list")
            let questions = questions(names.map(query.filter.passing)) { target, name in
                Question(
                    target: target, name: name, segments: ["namespace", name], member: "namespace",
                    function: "namespace_get")
            }
            return blocks(await answers(to: questions)) { found in
                let values = found.compactMap { question, value in
                    value.array.map { InfoReport.Named(name: question.name, value: $0) }
                }
                return values.isEmpty ? nil : .namespaces(values)
            }
        }

        /// The records of what the query names, from the servers that have any.
        mutating func statuses(
            _ query: InfoQuery, segments: [String], function: String
        ) async -> [(node: TreeNode, found: [InfoReport.Named<JSONObject>])] {
            let questions = questions(targets.map { _ in query.names }) { target, name in
                Question(
                    target: target, name: name, segments: segments + [name], member: "status", function: function)
            }
            return zip(targets, await answers(to: questions)).compactMap { target, found in
                let values = found.compactMap { question, value in
                    value.object.map { InfoReport.Named(name: question.name, value: $0) }
                }
                return values.isEmpty ? nil : (target.node, values)
            }
        }

        /// The paths below the root of logs of each server.
        ///
        /// - Parameter folders: How many names stand before that of the file.
        mutating func logs(
            _ query: InfoQuery, resource: String, folders: Int, function: String
        ) async -> [InfoReport.Block] {
            let questions = targets.indices.map {
                Question(target: $0, segments: [resource, "logs"], member: "logs", function: function)
            }
            return blocks(await answers(to: questions)) { found in
                let paths = query.filter.passing(found.flatMap { Self.paths(in: $0.value, folders: folders) })
                return paths.isEmpty ? nil : .logs(paths)
            }
        }

        /// A plain file where a folder should be has no names below it, and is left out (HTTP contract, section 8.10).
        private static func paths(in value: JSONValue, folders: Int) -> [String] {
            guard folders > 0 else { return (value.array ?? []).compactMap(\.string) }
            return (value.object?.members ?? []).flatMap { name, below in
                paths(in: below, folders: folders - 1).map { "\(name)/\($0)" }
            }
        }

        mutating func jails(_ query: InfoQuery) async -> [InfoReport.Block] {
            let names = await names(of: "jails", function: "get_jails").map(query.filter.passing)
            var questions: [Question] = []
            for (target, names) in names.enumerated() {
                for name in names {
                    questions += query.jailItems.map { item in
                        Question(
                            target: target, name: name, segments: ["jail", item.rawValue, name],
                            member: item.rawValue, function: "get_\(item.rawValue)")
                    }
                }
            }
            return blocks(await answers(to: questions)) { found in
                var jails: [InfoReport.Named<[InfoReport.JailFacts]>] = []
                for (question, value) in found {
                    guard let item = JailItem(rawValue: question.member), !Self.isNothing(value) else { continue }
                    let facts = InfoReport.JailFacts(item: item, value: value)
                    if let last = jails.last, last.name == question.name {
                        jails[jails.count - 1] = InfoReport.Named(name: last.name, value: last.value + [facts])
                    } else {
                        jails.append(InfoReport.Named(name: question.name, value: [facts]))
                    }
                }
                return jails.isEmpty ? nil : .jails(jails)
            }
        }

        private static func isNothing(_ value: JSONValue) -> Bool {
            switch value {
            case .null: true
            case .array(let items): items.isEmpty
            case .object(let object): object.isEmpty
            default: false
            }
        }

        private func questions(_ names: [[String]], _ make: (Int, String) -> Question) -> [Question] {
            names.enumerated().flatMap { target, names in names.map { make(target, $0) } }
        }

        /// A listing of each server; empty for one that does not give it.
        private mutating func names(
            of resource: String, member: String? = nil, function: String
        ) async -> [[String]] {
            let servers = targets.map(\.server)
            let lists = await servers.concurrentMap(limit: concurrency) { server in
                await Self.result { () async throws(CallFailure) in
                    try await server.list(resource, member: member ?? resource)
                }
            }
            var names: [[String]] = []
            for (target, list) in zip(targets, lists) {
                switch list {
                case .success(let texts): names.append(texts)
                case .failure(let failure):
                    names.append([])
                    note(failure, function, target)
                }
            }
            return names
        }

        /// The values that came, by server. What has a name and is not there is left out in silence: it may have gone since
        /// the listing, and a project need not be on every server.
        private mutating func answers(to questions: [Question]) async -> [[(question: Question, value: JSONValue)]] {
            let targets = targets
            let results = await questions.concurrentMap(limit: concurrency) { question in
                await Self.result { () async throws(CallFailure) in
                    try await targets[question.target].server.get(question.segments, member: question.member).value
                }
            }
            var found: [[(question: Question, value: JSONValue)]] = targets.map { _ in [] }
            for (question, result) in zip(questions, results) {
                switch result {
                case .success(let value): found[question.target].append((question, value))
                case .failure(.refused(let refusal)) where refusal.status == 404 && !question.name.isEmpty: break
                case .failure(let failure): note(failure, question.function, targets[question.target])
                }
            }
            return found
        }

        private mutating func note(_ failure: CallFailure, _ function: String, _ target: Target) {
            problems.append(
                ClientProblem(node: target.node, activity: .reading(function: function), failure: failure))
        }

        private func blocks(
            _ found: [[(question: Question, value: JSONValue)]],
            content: ([(question: Question, value: JSONValue)]) -> InfoReport.Content?
        ) -> [InfoReport.Block] {
            zip(targets, found).compactMap { target, found in
                content(found).map { InfoReport.Block(node: target.node, content: $0) }
            }
        }

        private static func result<Value: Sendable>(
            _ call: () async throws(CallFailure) -> Value
        ) async -> Result<Value, CallFailure> {
            do throws(CallFailure) {
                return .success(try await call())
            } catch {
                return .failure(error)
            }
        }
    }
}
