package import Domain

/// What every implementation of the ports to Director must do, as cases that can be run against any of them: the model,
/// and the real adapters over a stand-in of Director. Source: node contract, sections 4.4 and 13.1.
package struct HostConformance: Sendable {
    /// The ports under test.
    package struct Subject: Sendable {
        package let runner: any DeploymentRunner
        package let projects: any ProjectHost
        /// Makes the host behave as a behaviour file says.
        package let configure: @Sendable (JSONValue) async throws -> Void
        /// Lets some time pass, in the time of the host.
        package let pause: @Sendable (Duration) async throws -> Void

        package init(
            runner: any DeploymentRunner, projects: any ProjectHost,
            configure: @escaping @Sendable (JSONValue) async throws -> Void,
            pause: @escaping @Sendable (Duration) async throws -> Void
        ) {
            self.runner = runner
            self.projects = projects
            self.configure = configure
            self.pause = pause
        }
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
        /// The project stands so.
        case described(state: String, isLocked: Bool, statuses: [Int])
        case absent
        case lock(LockFinding)
        case cancel
        /// `cancel` fails with this status.
        case cancelFails(status: Int)
    }

    package struct Case: Sendable, CustomStringConvertible {
        package let name: String
        /// Whether only the model can be made to behave so.
        package let needsModel: Bool
        package let acts: [Act]

        package var description: String { name }

        package init(_ name: String, needsModel: Bool = false, _ acts: [Act]) {
            self.name = name
            self.needsModel = needsModel
            self.acts = acts
        }
    }

    private let subject: Subject
    private let project: ProjectName

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
            try await wait(for: state)
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
        }
    }

    private func order(_ number: Int, _ steps: [DirectorStep], _ file: String?, _ limit: Duration?) -> RunOrder {
        RunOrder(
            ticket: RunTicket(job: JobID(number), attempt: 1, project: project), steps: steps, directorFile: file,
            environment: [], timeLimit: limit)
    }

    private func wait(for state: String) async throws {
        // Bounded, so that a host that never gets there fails the case instead of hanging it.
        for _ in 0..<1_000 {
            if try await subject.projects.describe(project)?.state == state { return }
            try await subject.pause(.milliseconds(20))
        }
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

    private func difference<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) -> [String] {
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
