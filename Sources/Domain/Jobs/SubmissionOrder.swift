/// Holds a job back until every submission that may have got a lower number in its project has come back.
///
/// The store numbers jobs in the order of its commits, but submissions that overlap may come back in any order, and a
/// job that begins at once would overtake the one that was stored before it. A submission that begins after another has
/// come back gets a higher number, so nobody waits longer than for those that were under way then.
package struct SubmissionOrder: Equatable, Sendable {
    /// A submission under way.
    package struct Place: Hashable, Sendable {
        fileprivate let number: Int
        fileprivate let project: ProjectName
    }

    private struct Held: Equatable {
        let job: Job
        var awaits: Set<Place>
    }

    private var lastNumber = 0
    private var underWay: [ProjectName: Set<Place>] = [:]
    private var held: [ProjectName: [Held]] = [:]

    package init() {}

    package mutating func begins(_ project: ProjectName) -> Place {
        lastNumber += 1
        let place = Place(number: lastNumber, project: project)
        underWay[project, default: []].insert(place)
        return place
    }

    /// A submission has come back.
    ///
    /// - Parameter job: What it stored and is to be taken; `nil` for nothing.
    /// - Returns: The jobs that may be taken now, by their numbers.
    package mutating func ends(_ place: Place, with job: Job?) -> [Job] {
        let project = place.project
        underWay[project]?.remove(place)
        var line = held.removeValue(forKey: project) ?? []
        for index in line.indices { line[index].awaits.remove(place) }
        if let job { line.append(Held(job: job, awaits: underWay[project] ?? [])) }
        if underWay[project]?.isEmpty ?? false { underWay[project] = nil }
        line.sort { $0.job.id < $1.job.id }
        let free = line.prefix { $0.awaits.isEmpty }
        let rest = line.dropFirst(free.count)
        if !rest.isEmpty { held[project] = Array(rest) }
        return free.map(\.job)
    }
}
