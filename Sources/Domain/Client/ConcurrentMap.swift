extension Array where Element: Sendable {
    /// The results of `transform`, in the order of the elements, with at most `limit` calls under way at once.
    ///
    /// - Parameter limit: At least 1.
    func concurrentMap<Output: Sendable>(
        limit: Int, _ transform: @escaping @Sendable (Element) async -> Output
    ) async -> [Output] {
        await withTaskGroup(of: (Int, Output).self) { group in
            var results = [Output?](repeating: nil, count: count)
            var next = 0
            while next < Swift.min(limit, count) {
                let position = next
                let element = self[position]
                group.addTask { (position, await transform(element)) }
                next += 1
            }
            while let (position, output) = await group.next() {
                results[position] = output
                guard next < count else { continue }
                let following = next
                let element = self[following]
                group.addTask { (following, await transform(element)) }
                next += 1
            }
            return results.map { $0! }
        }
    }
}
