package import Domain

/// What a scenario says about how its story goes.
package struct Expectation: Equatable, Sendable {
    package enum When: Equatable, Sendable {
        /// At this time of the run.
        case at(Duration)
        /// At some moment in this time of the run.
        case within(ClosedRange<Duration>)
        /// At the end of the quiet time.
        case eventually
        /// At every second of this part of the run.
        case always(ClosedRange<Duration>)
        /// At some moment, in at least one of the seeds.
        case sometimes
    }

    package var when: When
    package var condition: Condition
    /// The promise that is broken when it is not met; L2 unless the file says otherwise.
    package var promise: Promise

    package init(_ when: When, _ condition: Condition, promise: Promise = .l2) {
        self.when = when
        self.condition = condition
        self.promise = promise
    }
}

/// Something that is true of the world or not.
package enum Condition: Equatable, Sendable {
    /// The server itself lists exactly these chains to a client.
    case chains(on: ChainName, [ChainName])
    /// What `get-info` shows of the last `up` of a project (`COMPLETED`), asked of the server itself.
    case operation(of: ProjectName, on: ChainName, String)
    /// Whether the host has the project.
    case project(ProjectName, on: ChainName, exists: Bool)
    /// How many jails run on the host.
    case jails(on: ChainName, ClosedRange<Int>)
    /// How many jobs of the server are in a state: `queued`, `running`, or an end (`completed`).
    case jobs(on: ChainName, state: String, ClosedRange<Int>)
    case metadata(MetadataKey, on: ChainName, String?)
    /// A line of the trace holds this text; for `sometimes` and `within`.
    case happens(String)
    /// Every server that is up and can be reached is listed by the one above it.
    case wholeTree
}
