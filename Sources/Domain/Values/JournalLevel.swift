/// How grave a line of the journal is, the least grave first.
package enum JournalLevel: String, Sendable, CaseIterable, Comparable {
    case debug, info, warning, error

    package static func < (left: JournalLevel, right: JournalLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }
}
