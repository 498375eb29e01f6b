/// A time in which the process of a server did nothing.
struct ProcessSpan: Equatable, Sendable {
    enum Kind: String, Sendable {
        /// It was killed or has ended.
        case down
        case paused
        /// No process has lived yet.
        case absent
    }

    let node: String
    let kind: Kind
    let from: Duration
    /// `nil` when nothing ended it.
    var to: Duration?
}

/// What the process of a server was up to, line by line.
struct ProcessLife: Sendable {
    private(set) var spans: [ProcessSpan] = []
    private var incarnation: Int?

    /// - Parameter isWhole: Whether the lines begin with the run; otherwise a start says nothing about what was before.
    mutating func add(_ change: ProcessChange, incarnation: Int, node: String, at time: Duration, isWhole: Bool) {
        let isFirst = self.incarnation == nil
        self.incarnation = incarnation
        switch change {
        case .starts:
            if isFirst, isWhole, time > .zero {
                spans.append(ProcessSpan(node: node, kind: .absent, from: .zero, to: time))
            }
            close(at: time)
        case .killed, .ends:
            close(at: time)
            spans.append(ProcessSpan(node: node, kind: .down, from: time))
        case .pauses:
            close(at: time)
            spans.append(ProcessSpan(node: node, kind: .paused, from: time))
        case .resumes: close(at: time)
        }
    }

    private mutating func close(at time: Duration) {
        guard let last = spans.indices.last, spans[last].to == nil else { return }
        spans[last].to = time
    }
}
