/// Finds what a person most likely meant by a word that is not known.
package enum Suggestion {
    /// Words longer than this are not compared; nobody mistypes so much.
    private static let longest = 64

    /// Of more candidates only so many are compared.
    private static let mostCandidates = 256

    /// The candidate nearest to `word`: the same but for case, or a few slips away, or containing it.
    ///
    /// - Returns: `nil` when none is near. Of equally near ones, the first.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        guard !word.isEmpty, word.utf8.count <= 4 * longest else { return nil }
        let lower = word.lowercased()
        guard lower.count <= longest else { return nil }
        let candidates = candidates.prefix(mostCandidates)
        if let same = candidates.first(where: { $0.lowercased() == lower && $0 != word }) { return same }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates where candidate != word {
            let distance = slips(lower, candidate.lowercased())
            let allowed = max(1, min(lower.count, candidate.count) / 3)
            if distance <= allowed, distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        if let best { return best.candidate }
        guard lower.count >= 4 else { return nil }
        return candidates.first { candidate in
            let other = candidate.lowercased()
            return other.count >= 4 && candidate != word && (other.contains(lower) || lower.contains(other))
        }
    }

    /// `did you mean 'x'?`, or `nil` when nothing is near.
    package static func hint(for word: String, among candidates: [String]) -> String? {
        nearest(to: word, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// How many insertions, deletions, replacements and swaps of neighbours turn one text into the other.
    package static func slips(_ left: String, _ right: String) -> Int {
        let from = Array(left)
        let to = Array(right)
        if from.isEmpty || to.isEmpty { return max(from.count, to.count) }
        var beforeLast: [Int] = []
        var last = Array(0...to.count)
        for row in 1...from.count {
            var current = [row]
            for column in 1...to.count {
                let change = from[row - 1] == to[column - 1] ? 0 : 1
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + change)
                if row > 1, column > 1, from[row - 1] == to[column - 2], from[row - 2] == to[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[to.count]
    }
}
