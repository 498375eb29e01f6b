internal import Adapters
internal import Domain
internal import Foundation

/// Standard output for results, standard error for everything that is said about them.
enum Console {
    static let isOutputTerminal = isatty(STDOUT_FILENO) == 1
    static let isErrorTerminal = isatty(STDERR_FILENO) == 1

    /// A write to a closed pipe is answered by an error and handled where it is made, instead of killing the process
    /// wherever it happens to be, also in the middle of a TLS connection.
    static func prepare() { signal(SIGPIPE, SIG_IGN) }

    /// Writes a result and a line break.
    static func print(_ text: String) { print([text]) }

    /// Writes results, each with a line break.
    ///
    /// - Parameter paint: Puts colours into a line.
    static func print(_ lines: [String], paint: (String) -> String = { $0 }) {
        guard !lines.isEmpty else { return }
        let shown = (isOutputTerminal ? lines.map(withoutControls) : lines).map(paint)
        write(shown.map { $0 + "\n" }.joined(), to: .standardOutput)
    }

    /// Writes a message and a line break.
    static func complain(_ text: String) {
        write((isErrorTerminal ? withoutControls(text) : text) + "\n", to: .standardError)
    }

    /// Writes what is wrong with a file, with the lines in question.
    ///
    /// - Parameter source: The text of a file by its name, `nil` when it cannot be had.
    static func complain(
        _ diagnostics: [Diagnostic], colour: ColourChoice = .auto,
        source: (String) -> String? = DeploymentFiles.source
    ) {
        let printer = DiagnosticPrinter(isColoured: colour.isWanted(on: isErrorTerminal))
        write(printer.text(of: diagnostics, source: source), to: .standardError)
    }

    /// Writes text with control sequences of our own.
    static func draw(_ text: String) { write(text, to: .standardError) }

    private static func write(_ text: String, to file: FileHandle) {
        do {
            try file.write(contentsOf: Data(text.utf8))
        } catch {
            endQuietly(error)
        }
    }

    /// Whoever read our output has enough: we end as a program ends that never heard of pipes.
    private static func endQuietly(_ error: any Error) -> Never {
        guard isBrokenPipe(error) else { exit(Exit.inputOutput) }
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        exit(128 + SIGPIPE)
    }

    private static func isBrokenPipe(_ error: any Error) -> Bool {
        var current: NSError? = error as NSError
        while let candidate = current {
            if candidate.domain == NSPOSIXErrorDomain && candidate.code == Int(EPIPE) { return true }
            current = candidate.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        return false
    }

    /// What servers sent must not talk to the terminal: control characters other than the tab and the line break are
    /// written out.
    private static func withoutControls(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? PythonText.escaped(String($0)) : String($0) }.joined()
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0: true
        default: false
        }
    }
}
