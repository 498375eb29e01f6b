/// One request and what became of it, joined from the events of its number.
struct MessageLife: Equatable, Sendable {
    enum Fate: String, Sendable, CaseIterable {
        /// Under way when the story stops.
        case open
        case answered
        /// Word of a failure came back.
        case failed
        case swallowed
        case requestLost = "request lost"
        case requestCutOff = "request cut off"
        case answerLost = "answer lost"
        case answerCutOff = "answer cut off"

        /// Whether the sender was left waiting.
        var isLoss: Bool {
            switch self {
            case .open, .answered, .failed: false
            case .swallowed, .requestLost, .requestCutOff, .answerLost, .answerCutOff: true
            }
        }
    }

    let number: Int
    let from: String
    let to: String
    /// Empty when the line that says so was dropped.
    var method = ""
    var target = ""
    var isDoubled = false
    var sent: Duration?
    var arrived: Duration?
    /// When the far side had worked out its answer.
    var replied: Duration?
    /// When the sender had the answer or word of the failure, or when it was lost.
    var ended: Duration?
    var fate = Fate.open
    /// `answer 200`, `request lost`, as the event says.
    var result = ""

    init(number: Int, from: String, to: String) {
        self.number = number
        self.from = from
        self.to = to
    }

    /// Whether the far side may have changed something.
    var isChange: Bool { !["GET", "HEAD", ""].contains(method) }

    /// The time of the first thing that is known.
    var start: Duration { sent ?? arrived ?? replied ?? ended ?? .zero }

    mutating func add(_ phase: MessageEvent.Phase, at time: Duration) {
        switch phase {
        case .sent(let method, let target):
            self.method = method
            self.target = target
            sent = time
        case .doubled: isDoubled = true
        case .arrived: arrived = arrived ?? time
        case .swallowed: end(.swallowed, phase, time)
        case .requestLost: end(.requestLost, phase, time)
        case .requestCutOff: end(.requestCutOff, phase, time)
        case .answerLost: end(.answerLost, phase, time)
        case .answerCutOff: end(.answerCutOff, phase, time)
        case .answered: end(.answered, phase, time)
        case .failed: end(.failed, phase, time)
        // The sender has given up: for the story that is a lost answer, whatever comes later.
        case .timedOut: end(.answerLost, phase, time)
        case .readSlowly, .late: break
        }
    }

    /// Of a doubled request, one copy may be lost and the other answered: what the sender got first counts, and a loss
    /// counts when it got nothing.
    private mutating func end(_ fate: Fate, _ phase: MessageEvent.Phase, _ time: Duration) {
        guard self.fate == .open || (self.fate.isLoss && !fate.isLoss) else { return }
        self.fate = fate
        result = phase.text
        ended = time
    }
}
