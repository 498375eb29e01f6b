/// Looks at jails and projects, in rounds and when somebody needs to know now.
package actor Poller {
    private let configuration: NodeConfiguration
    private let ports: NodePorts
    private let observed: Observed
    private var looks = EachEntity { Look() }

    private struct Look {
        var isUnderWay = false
        /// Told of its end.
        var waiters: [any Wakeup] = []
        /// Why the last one saw nothing.
        var failure: HostFailure?
    }

    /// No look takes as long.
    private static let longestLook = Duration.seconds(3600)

    /// The least rest between two looks of a round. A job that ends after a quiet time is followed by a look at once; of
    /// many that end one after the other, those of this time share one.
    private static let leastPause = Duration.seconds(1)

    package init(_ configuration: NodeConfiguration, _ ports: NodePorts, observed: Observed) {
        self.configuration = configuration
        self.ports = ports
        self.observed = observed
    }

    /// Runs the rounds until the task is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.rounds(.jails, every: self.configuration.polling.jails) }
            group.addTask { await self.rounds(.statistics, every: self.configuration.polling.statistics) }
            group.addTask { await self.rounds(.projects, every: self.configuration.polling.projects) }
        }
    }

    /// Looks now, or waits for a look that is under way. Who is cancelled does not wait any longer.
    ///
    /// - Returns: Why nothing could be seen; `nil` when all is well.
    package func look(at entity: Observed.Entity) async -> HostFailure? {
        if looks[entity].isUnderWay {
            let end = ports.clock.wakeup()
            looks[entity].waiters.append(end)
            do throws(CancellationError) { try await end.wait(atMost: Self.longestLook) } catch {}
            return looks[entity].failure
        }
        looks[entity].isUnderWay = true
        let failure = await observe(entity)
        // A look that the end of the node has cut short says nothing of the host.
        if let failure, looks[entity].failure != failure, !Task.isCancelled {
            ports.journal.record(
                .warning, "could not look at the host", [("entity", "\(entity)"), ("failure", "\(failure)")])
        }
        let waiters = looks[entity].waiters
        looks[entity] = Look(failure: failure)
        for waiter in waiters { await waiter.set() }
        return failure
    }

    private func rounds(_ entity: Observed.Entity, every interval: Duration) async {
        do throws(CancellationError) {
            var looks = await observed.shouldPoll(entity)
            while true {
                if looks { _ = await look(at: entity) }
                looks = try await observed.rest(
                    of: entity, least: Self.leastPause, round: interval,
                    skew: .seconds(ports.chance.integer(in: configuration.polling.skew)))
            }
        } catch {
            // Cancelled: the node stops.
        }
    }

    private func observe(_ entity: Observed.Entity) async -> HostFailure? {
        do throws(HostFailure) {
            switch entity {
            case .jails:
                await observed.saw(jails: try await ports.jails.jails(keywords: configuration.keywords.jail))
            case .statistics:
                for jail in await observed.runningJails() {
                    let seen = try await ports.jails.statistics(
                        of: jail, counters: configuration.keywords.statistics)
                    await observed.saw(counters: seen, of: jail)
                }
            case .projects:
                let began = ports.clock.uptime
                await observed.saw(projects: try await ports.projects.projects(), began: began)
            }
            return nil
        } catch {
            return error
        }
    }
}
