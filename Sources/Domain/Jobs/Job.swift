/// The number of a job, unique on its node and growing: what the API answers as `job_id`.
package struct JobID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: Int
    package init(_ number: Int) { self.number = number }
    package static func < (left: JobID, right: JobID) -> Bool { left.number < right.number }
    package var description: String { String(number) }
}

/// What a client asks a node to do with a project. Source: HTTP contract, sections 8.14 to 8.17.
package struct JobRequest: Equatable, Sendable {
    /// How many cancels a full queue takes: who has filled it must be able to empty it.
    package static let placesOfCancels = 1_000

    package enum Work: Equatable, Sendable {
        case up(directorFile: String, environment: [Variable], restart: Bool, reservedPorts: [PortWish])
        case down(environment: [Variable], force: Bool)
        case cancel
        /// The members of a request, as `VirtualMachineSpecification` has checked them. The project has the name of
        /// the machine.
        case createVirtualMachine(JSONObject)
    }

    /// One variable of a project's environment; the order is the one of the request.
    package struct Variable: Equatable, Sendable {
        package let name: String
        package let value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A free port to find: on this interface, on its first address or on the one inside `network`.
    package struct PortWish: Equatable, Sendable {
        package let interface: String
        package let network: String?
        package init(interface: String, network: String?) {
            self.interface = interface
            self.network = network
        }
    }

    package let project: ProjectName
    package let work: Work

    package init(project: ProjectName, work: Work) {
        self.project = project
        self.work = work
    }

    package var kind: JobKind {
        switch work {
        case .up: .up
        case .down: .down
        case .cancel: .cancel
        case .createVirtualMachine: .virtualMachine
        }
    }
}

package enum JobKind: String, Sendable, CaseIterable {
    case up, down, cancel
    case virtualMachine = "vm"
}

/// How a job ended. Nothing leaves these states.
package enum JobEnd: String, Sendable, CaseIterable {
    /// What was asked stands, as far as Director and AppJail can tell.
    case completed
    /// Director was asked and did not bring it about.
    case incompleted
    /// Director gave no answer that could be believed, or was never asked.
    case failed
    /// A client withdrew it.
    case cancelled
}

/// Where a job is. `queued → running → ended`, and back to `queued` when its runner died.
package enum JobState: Equatable, Sendable {
    case queued
    /// - Parameter attempt: From 1; grows each time the job is started anew.
    case running(attempt: Int)
    case ended(JobEnd)
}

/// A job as it is stored.
package struct Job: Equatable, Sendable {
    package let id: JobID
    package let request: JobRequest
    package var state: JobState
    /// Attempts made so far, the running one included.
    package var attempts: Int
    /// How many of the attempts a lock of Director or the disk turned away: no deaths of a runner.
    package var turnedAway: Int
    package let submitted: WallTime

    package init(
        id: JobID, request: JobRequest, state: JobState = .queued, attempts: Int = 0, turnedAway: Int = 0,
        submitted: WallTime
    ) {
        self.id = id
        self.request = request
        self.state = state
        self.attempts = attempts
        self.turnedAway = turnedAway
        self.submitted = submitted
    }

    /// Whether an attempt got as far as running Director, which may live on when its runner died.
    var hadRuns: Bool { attempts > turnedAway }

    /// How often a runner of the job died, when the one of the last attempt did.
    package var deaths: Int { attempts - turnedAway }

    /// The job after one more attempt that was turned away.
    package var turnedAwayOnce: Job {
        var job = self
        job.turnedAway += 1
        return job
    }
}
