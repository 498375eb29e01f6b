/// An entry of a plan and when it really was.
struct EntryLife: Equatable, Sendable {
    let entry: Plan.Entry
    var from: Duration
    /// `nil` for what lasts to the end of the run.
    var to: Duration?
    var text: String

    init(_ entry: Plan.Entry) {
        self.entry = entry
        from = entry.at
        text = entry.action.kind.isCommand ? "\(entry.operator): \(entry.text)" : entry.text
        if let lasts = entry.lasts {
            to = entry.at + lasts
        } else if Self.isMoment(entry.action.kind) {
            to = entry.at
        }
    }

    /// Whether it is over as soon as it is done.
    private static func isMoment(_ kind: ActionKind) -> Bool {
        switch kind {
        case .killRunner, .loseJail, .upgrade, .add, .remove: true
        default: kind.isCommand
        }
    }

    /// Whether it befalls the way between a server and the one above it.
    var isLink: Bool { if case .link = entry.action { true } else { false } }

    func isUnderWay(at time: Duration) -> Bool { from <= time && (to.map { time < $0 } ?? true) }
}
