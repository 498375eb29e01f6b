/// What a command that changes things came to, chain by chain.
package struct RunReport: Sendable {
    /// What could not be seen while the targets were looked for. Whether those chains were meant is not known.
    package var discovery: [ClientProblem]
    /// The targets that were tried, in their order.
    package var targets: [TargetReport]
    /// How many deployments were allowed, once they were made; `nil` when no limit was reached.
    package var limitReached: Limit?
    /// Names in the file or the options that no server has, though one has nearly the same.
    package var nearMisses: [NearMiss] = []

    package struct Limit: Equatable, Sendable {
        package let made: Int
        package let allowed: Int

        package init(made: Int, allowed: Int) {
            self.made = made
            self.allowed = allowed
        }
    }

    package init(discovery: [ClientProblem], targets: [TargetReport], limitReached: Limit? = nil) {
        self.discovery = discovery
        self.targets = targets
        self.limitReached = limitReached
    }

    /// Everything that went wrong: first what could not be seen, then target by target.
    package var problems: [ClientProblem] { discovery + targets.flatMap(\.problems) }

    package var hasEffect: Bool { targets.contains { !$0.effects.isEmpty } }

    /// A chain that refused, did not answer or could not be seen is no success.
    package var exitStatus: Int32 { problems.isEmpty ? Exit.ok : Exit.unavailable }

    /// The jobs that were accepted, for those who wait for them.
    package var watches: [JobWatch] {
        targets.flatMap { report in
            report.effects.compactMap { effect in
                switch effect {
                case .job(let kind, let project, let job):
                    JobWatch(target: report.target, kind: kind, project: project, job: job)
                case .virtualMachine(let name, let job): JobWatch(target: report.target, machine: name, job: job)
                case .metadataWritten, .metadataDeleted, .namespaceWritten, .namespaceDeleted: nil
                }
            }
        }
    }
}

/// What became of one target.
package struct TargetReport: Sendable {
    package let target: Target
    /// What the chain said yes to, in order.
    package var effects: [Effect] = []
    package var problems: [ClientProblem] = []

    package enum Effect: Equatable, Sendable {
        case job(JobKind, ProjectName, JobID)
        case metadataWritten(MetadataKey)
        case metadataDeleted(MetadataKey)
        case namespaceWritten(MetadataKey)
        case namespaceDeleted(MetadataKey)
        /// The job that makes a virtual machine.
        case virtualMachine(VirtualMachineName, JobID)
    }

    package init(target: Target) { self.target = target }

    package init(target: Target, problem: ClientProblem) {
        self.target = target
        self.problems = [problem]
    }

    /// Whether something was done here, or may have been: a lost answer is no proof that the work was not done.
    package var mayCount: Bool {
        !effects.isEmpty || problems.contains { $0.failure.map(\.mayHaveHadEffect) ?? false }
    }

    package mutating func note(_ activity: ClientProblem.Activity, _ failure: CallFailure? = nil) {
        problems.append(ClientProblem(node: target.node, activity: activity, failure: failure))
    }
}
