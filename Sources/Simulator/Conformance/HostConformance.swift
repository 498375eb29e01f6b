package import Domain

/// What every implementation of the ports to AppJail and Director must do, as cases that can be run against any of them:
/// the model, and the real adapters over a stand-in of both programs. Source: node contract, sections 4.4, 5 and 13.1.
package struct HostConformance: Sendable {
    /// The ports under test.
    package struct Subject: Sendable {
        package let runner: any DeploymentRunner
        package let projects: any ProjectHost
        package let jails: any JailHost
        package let logs: any LogStore
        /// Makes the host behave as a behaviour file says.
        package let configure: @Sendable (JSONValue) async throws -> Void
        /// Lets some time pass, in the time of the host.
        package let pause: @Sendable (Duration) async throws -> Void
        /// Lets something befall a jail behind Director's back.
        package let befall: @Sendable (Mishap, JailName) async throws -> Void

        package init(
            runner: any DeploymentRunner, projects: any ProjectHost, jails: any JailHost, logs: any LogStore,
            configure: @escaping @Sendable (JSONValue) async throws -> Void,
            pause: @escaping @Sendable (Duration) async throws -> Void,
            befall: @escaping @Sendable (Mishap, JailName) async throws -> Void
        ) {
            self.runner = runner
            self.projects = projects
            self.jails = jails
            self.logs = logs
            self.configure = configure
            self.pause = pause
            self.befall = befall
        }
    }

    /// What befalls a jail.
    package enum Mishap: Equatable, Sendable {
        /// It is gone, with all that belongs to it.
        case vanishes
        /// It runs no more.
        case stops
    }

    /// What a text has to be.
    package enum Wanted: Equatable, Sendable {
        case anything
        case exactly(String)
        case containing(String)
        case noJSON
    }

    /// What a step has to leave.
    package struct WantedResult: Equatable, Sendable {
        package let exit: StepResult.Exit
        package let output: Wanted
        package let errorOutput: Wanted

        package init(_ exit: StepResult.Exit, _ output: Wanted, errorOutput: Wanted = .exactly("")) {
            self.exit = exit
            self.output = output
            self.errorOutput = errorOutput
        }
    }

    /// What is done to a run once the project is in a state that `describe` shows.
    package enum Intervention: Equatable, Sendable { case stop, cancel }

    package enum Act: Equatable, Sendable {
        case behave(JSONValue)
        /// Runs an order to its end.
        case run([DirectorStep], file: String?, timeLimit: Duration?, [WantedResult])
        /// Starts an order, waits until the project shows `state`, intervenes, and waits for the end.
        case interrupt([DirectorStep], file: String?, state: String, Intervention, [WantedResult])
        /// The project stands so; the services by name.
        case described(state: String, isLocked: Bool, statuses: [Int])
        case absent
        case lock(LockFinding)
        case cancel
        /// `cancel` fails with this status.
        case cancelFails(status: Int)
        /// Starts an order and asks for its end at once, which comes with these results all the same.
        case stopAtOnce([DirectorStep], [WantedResult])
        /// Starts an order, and is refused a second one of the project until the first is stopped.
        case refusesSecondRun([DirectorStep], file: String?, state: String)
        /// Starts the last order again under the same ticket: its outcome is there, and nothing is done.
        case repeatsLastRun(file: String?, [WantedResult])
        /// Nothing is known of a run that never was.
        case unknownRun
        /// Something befalls the jail of a service.
        case befall(Mishap, service: String)
        /// The list of jails has those of the project, running or not, with these keywords.
        case jails(asked: [String], known: [String], running: [Bool])
        /// The counters of the jail of a service: those that there are, in the order asked for.
        case statistics(service: String, asked: [String], found: [String])
        /// Whether the jail of a service has a CPU set.
        case cpuset(service: String, isThere: Bool)
        /// Asking for the CPU set of a jail that does not exist fails with this status.
        case cpusetOfNoJail(status: Int)
        /// What is configured for the jail of a service.
        case extras(JailExtra, service: String, asked: [String], JSONValue)
        /// The last log folder has this file of a service, which says so.
        case projectLog(service: String, file: String, containing: String)
        /// The logs of the jail of a service have a file of this kind, which says so.
        case jailLog(service: String, subtype: String, containing: String)
    }

    package struct Case: Sendable, CustomStringConvertible {
        package let name: String
        package let acts: [Act]

        package var description: String { name }

        package init(_ name: String, _ acts: [Act]) {
            self.name = name
            self.acts = acts
        }
    }

    let subject: Subject
    let project: ProjectName

    /// - Parameter project: A project that the host does not have yet.
    package init(subject: Subject, project: ProjectName) {
        self.subject = subject
        self.project = project
    }

    /// Runs a case.
    ///
    /// - Returns: What was not as wanted, in words; empty when all was.
    package func mismatches(of testCase: Case) async throws -> [String] {
        var mismatches: [String] = []
        for (number, act) in testCase.acts.enumerated() {
            for mismatch in try await perform(act, number: number + 1) {
                mismatches.append("\(testCase.name), act \(number + 1): \(mismatch)")
            }
        }
        return mismatches
    }

    private func perform(_ act: Act, number: Int) async throws -> [String] {
        switch act {
        case .behave(let behaviour):
            try await subject.configure(behaviour)
            return []
        case .run(let steps, let file, let limit, let wanted):
            let order = order(number, steps, file, limit)
            try await subject.runner.start(order)
            return try await end(of: order.ticket, wanted)
        case .interrupt(let steps, let file, let state, let intervention, let wanted):
            let order = order(number, steps, file, nil)
            try await subject.runner.start(order)
            guard try await becomes(state) else { return ["the project does not become \(state)"] }
            guard await subject.runner.observe(order.ticket) == .running else { return ["the run is over too soon"] }
            switch intervention {
            case .stop: await subject.runner.stop(order.ticket)
            case .cancel: try await subject.projects.cancel(project)
            }
            return try await end(of: order.ticket, wanted)
        case .described(let state, let isLocked, let statuses):
            guard let found = try await subject.projects.describe(project) else { return ["there is no project"] }
            let listed = try await subject.projects.projects().first { $0.name == project.text }
            return difference("state", found.state, state) + difference("locked", found.isLocked, isLocked)
                + difference("statuses", found.services.map(\.status), statuses) + difference("list", listed, found)
        case .absent:
            let listed = try await subject.projects.projects().contains { $0.name == project.text }
            let isDescribed = try await subject.projects.describe(project) != nil
            return difference("listed", listed, false) + difference("described", isDescribed, false)
        case .lock(let finding):
            return difference("lock", try await subject.projects.releaseStaleLock(of: project), finding)
        case .cancel:
            try await subject.projects.cancel(project)
            return []
        case .cancelFails(let status):
            do throws(HostFailure) {
                try await subject.projects.cancel(project)
                return ["cancel works"]
            } catch {
                guard case .exited(_, status, _) = error else { return ["cancel fails with \(error)"] }
                return []
            }
        case .stopAtOnce(let steps, let wanted):
            let order = order(number, steps, nil, nil)
            try await subject.runner.start(order)
            await subject.runner.stop(order.ticket)
            return try await end(of: order.ticket, wanted)
        case .refusesSecondRun(let steps, let file, let state):
            return try await refusal(number, steps, file, state)
        case .repeatsLastRun(let file, let wanted):
            return try await repetition(number, file, wanted)
        case .unknownRun:
            let ticket = RunTicket(job: JobID(number), attempt: 7, project: project)
            await subject.runner.stop(ticket)
            await subject.runner.discard(ticket)
            return difference("observation", await subject.runner.observe(ticket), .gone)
                + difference("end", try await subject.runner.end(of: ticket), .gone)
        case .befall(let mishap, let service):
            try await subject.befall(mishap, jail(of: service))
            return []
        case .jails, .statistics, .cpuset, .cpusetOfNoJail, .extras: return try await lookAtJails(act)
        case .projectLog(let service, let file, let part):
            return try await projectLog(service, file, containing: part)
        case .jailLog(let service, let subtype, let part):
            return try await jailLog(service, subtype, containing: part)
        }
    }

    /// An order of a project at which a runner works is refused, and the one that runs is none the worse.
    private func refusal(
        _ number: Int, _ steps: [DirectorStep], _ file: String?, _ state: String
    ) async throws -> [String] {
        let first = order(number, steps, file, nil)
        try await subject.runner.start(first)
        guard try await becomes(state) else { return ["the project does not become \(state)"] }
        let second = RunOrder(
            ticket: RunTicket(job: JobID(number + 1_000), attempt: 1, project: project), steps: steps,
            directorFile: file, environment: [], timeLimit: nil)
        var refusal: RunnerFailure?
        do throws(RunnerFailure) { try await subject.runner.start(second) } catch { refusal = error }
        var mismatches = difference("refusal", refusal, .busy)
        mismatches += difference("second run", await subject.runner.observe(second.ticket), .gone)
        mismatches += difference("first run", await subject.runner.observe(first.ticket), .running)
        // What runs is not forgotten.
        await subject.runner.discard(first.ticket)
        mismatches += difference("first run", await subject.runner.observe(first.ticket), .running)
        await subject.runner.stop(first.ticket)
        // Stopping twice is stopping once.
        await subject.runner.stop(first.ticket)
        guard case .ended = try await subject.runner.end(of: first.ticket) else {
            return mismatches + ["the first run does not end"]
        }
        await subject.runner.discard(first.ticket)
        return mismatches
    }

    private func repetition(_ number: Int, _ file: String?, _ wanted: [WantedResult]) async throws -> [String] {
        let order = order(number, [.up], file, nil)
        try await subject.runner.start(order)
        let first = try await subject.runner.end(of: order.ticket)
        try await subject.runner.start(order)
        let mismatches = difference("outcome of the repetition", try await subject.runner.end(of: order.ticket), first)
        return try await mismatches + end(of: order.ticket, wanted)
    }

    private func order(_ number: Int, _ steps: [DirectorStep], _ file: String?, _ limit: Duration?) -> RunOrder {
        RunOrder(
            ticket: RunTicket(job: JobID(number), attempt: 1, project: project), steps: steps, directorFile: file,
            environment: [], timeLimit: limit)
    }

    private func becomes(_ state: String) async throws -> Bool {
        // Bounded, so that a host that never gets there fails the case instead of hanging it.
        for _ in 0..<1_000 {
            if try await subject.projects.describe(project)?.state == state { return true }
            try await subject.pause(.milliseconds(20))
        }
        return false
    }

    private func end(of ticket: RunTicket, _ wanted: [WantedResult]) async throws -> [String] {
        let observation = try await subject.runner.end(of: ticket)
        guard case .ended(let outcome) = observation else { return ["the run is \(observation)"] }
        var mismatches = difference("number of results", outcome.results.count, wanted.count)
        for (result, wanted) in zip(outcome.results, wanted) {
            mismatches += difference("exit of \(result.step)", result.exit, wanted.exit)
            mismatches += difference("output of \(result.step)", result.output, wanted.output)
            mismatches += difference("error output of \(result.step)", result.errorOutput, wanted.errorOutput)
        }
        await subject.runner.discard(ticket)
        return mismatches + difference("observation after discard", await subject.runner.observe(ticket), .gone)
    }

    func difference<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) -> [String] {
        found == wanted ? [] : ["\(what) is \(found), wanted \(wanted)"]
    }

    private func difference(_ what: String, _ found: String, _ wanted: Wanted) -> [String] {
        let isRight =
            switch wanted {
            case .anything: true
            case .exactly(let text): found == text
            case .containing(let part): found.contains(part)
            case .noJSON: Self.isNoJSON(found)
            }
        return isRight ? [] : ["\(what) is \(found), wanted \(wanted)"]
    }

    private static func isNoJSON(_ text: String) -> Bool {
        do throws(JSONError) {
            _ = try JSONReader.value(of: text)
            return false
        } catch {
            return true
        }
    }
}
