import Domain
import Testing

@Suite struct SubmissionOrderTests {
    private static let web = ProjectName("web")!

    private static func job(_ number: Int, _ project: String = "web") -> Job {
        Job(
            id: JobID(number), request: JobRequest(project: ProjectName(project)!, work: .cancel),
            submitted: WallTime(microseconds: 0))
    }

    @Test func `a job alone is taken at once`() {
        var order = SubmissionOrder()
        let place = order.begins(Self.web)
        let free = order.ends(place, with: Self.job(1))
        #expect(free == [Self.job(1)])
        #expect(order.ends(order.begins(Self.web), with: nil) == [])
    }

    @Test func `of two that overlap, the one with the lower number is taken first, whichever comes back first`() {
        var order = SubmissionOrder()
        let (first, second) = (order.begins(Self.web), order.begins(Self.web))
        let early = order.ends(second, with: Self.job(2))
        #expect(early == [])
        let free = order.ends(first, with: Self.job(1))
        #expect(free == [Self.job(1), Self.job(2)])
    }

    @Test func `a submission that fails lets the others go`() {
        var order = SubmissionOrder()
        let (first, second) = (order.begins(Self.web), order.begins(Self.web))
        _ = order.ends(second, with: Self.job(1))
        let free = order.ends(first, with: nil)
        #expect(free == [Self.job(1)])
    }

    @Test func `nobody waits for another project, or for who began later`() {
        var order = SubmissionOrder()
        let other = order.begins(ProjectName("shop")!)
        let place = order.begins(Self.web)
        let free = order.ends(place, with: Self.job(1))
        #expect(free == [Self.job(1)])
        let (first, second) = (order.begins(Self.web), order.begins(Self.web))
        _ = order.ends(first, with: Self.job(2))
        let later = order.begins(Self.web)
        let both = order.ends(second, with: Self.job(3))
        #expect(both.first == Self.job(2))
        _ = order.ends(later, with: nil)
        _ = order.ends(other, with: nil)
        #expect(order.ends(order.begins(Self.web), with: Self.job(4)) == [Self.job(4)])
    }

    /// A store numbers in the order of its commits, anywhere between the beginning and the end of a submission.
    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func `however submissions overlap, jobs are taken by their numbers and none is lost`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var order = SubmissionOrder()
        var begun: [SubmissionOrder.Place] = []
        var committed: [(SubmissionOrder.Place, Int)] = []
        var (number, taken) = (0, [Int]())
        for step in 0..<4000 {
            let isEnding = step >= 3900
            switch isEnding ? Int.random(in: 1...2, using: &random) : Int.random(in: 0...2, using: &random) {
            case 0: begun.append(order.begins(Self.web))
            case 1:
                guard let index = begun.indices.randomElement(using: &random) else { continue }
                number += 1
                committed.append((begun.remove(at: index), number))
            default:
                guard let index = committed.indices.randomElement(using: &random) else { continue }
                let (place, number) = committed.remove(at: index)
                taken += order.ends(place, with: Self.job(number)).map(\.id.number)
            }
        }
        for place in begun { taken += order.ends(place, with: nil).map(\.id.number) }
        for (place, number) in committed { taken += order.ends(place, with: Self.job(number)).map(\.id.number) }
        #expect(taken == Array(1...max(1, number)), "seed \(seed)")
    }
}
