internal import Domain
internal import Foundation

/// Shows a wait: on a terminal a few lines that are drawn anew in their place, elsewhere a line for each change.
final class WaitDisplay {
    /// More lines than this would not fit every terminal: then one line counts the jobs by their state.
    private static let mostLines = 16

    private let watches: [JobWatch]
    private let isRedrawing: Bool
    private let isColoured: Bool
    /// The last picture.
    private var drawn: [String] = []
    /// The state of each job that was written last.
    private var written: [String]

    init(watches: [JobWatch], colour: ColourChoice) {
        self.watches = watches
        self.isRedrawing = Console.isErrorTerminal && ProcessVariables.value("TERM") != "dumb"
        self.isColoured = colour.isWanted(on: Console.isErrorTerminal)
        self.written = watches.map { _ in "" }
    }

    /// Shows where the jobs stand now.
    func show(_ statuses: [Waiting.Status]) {
        let lines = zip(watches, statuses).map { WaitText.line(of: $0, $1) }
        guard isRedrawing else {
            writeChanges(lines)
            return
        }
        redraw(lines.count > Self.mostLines ? [WaitText.summary(of: statuses)] : lines.map(coloured))
    }

    /// Leaves the last picture standing and says what is no success.
    func finish(_ statuses: [Waiting.Status]) {
        for (watch, status) in zip(watches, statuses) {
            if let complaint = WaitText.complaint(about: watch, status) { Console.complain(complaint) }
        }
    }

    private func writeChanges(_ lines: [WaitText.Line]) {
        for (position, line) in lines.enumerated() where written[position] != line.state {
            written[position] = line.state
            Console.complain(line.text)
        }
    }

    /// Goes up to the first line of the last picture and draws over it. Lines are not wrapped meanwhile, so that a
    /// narrow terminal does not make more of them.
    private func redraw(_ lines: [String]) {
        guard lines != drawn else { return }
        let up = drawn.isEmpty ? "" : "\u{1B}[\(drawn.count)A"
        let frame = lines.map { "\r\($0)\u{1B}[K\n" }.joined()
        Console.draw("\u{1B}[?7l\(up)\(frame)\u{1B}[?7h")
        drawn = lines
    }

    private func coloured(_ line: WaitText.Line) -> String {
        guard isColoured else { return line.text }
        let code =
            switch line.tone {
            case .idle: "2"
            case .busy: "36"
            case .good: "32"
            case .bad: "31"
            case .doubtful: "33"
            }
        return "\(line.place) \u{1B}[\(code)m\(line.state)\u{1B}[0m, \(line.seconds) s"
    }
}
