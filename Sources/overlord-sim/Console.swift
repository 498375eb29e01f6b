internal import Adapters
internal import Domain
internal import Foundation

/// Standard output for results, standard error for everything that is said about them.
enum Console {
    static let isErrorTerminal = isatty(STDERR_FILENO) == 1

    static func prepare() { signal(SIGPIPE, SIG_IGN) }

    static func print(_ text: String) { write(text + "\n", to: .standardOutput) }

    static func complain(_ text: String) { write(text + "\n", to: .standardError) }

    /// Writes what is wrong with files, with the lines in question.
    static func complain(_ diagnostics: [Diagnostic]) {
        let printer = DiagnosticPrinter(isColoured: isErrorTerminal)
        write(printer.text(of: diagnostics, source: DeploymentFiles.source), to: .standardError)
    }

    /// Shows how far something is, in one line that the next one replaces. Only a terminal gets it.
    static func progress(_ text: String) {
        if isErrorTerminal { write("\r\u{1B}[K\(text)", to: .standardError) }
    }

    static func endProgress() { if isErrorTerminal { write("\r\u{1B}[K", to: .standardError) } }

    private static func write(_ text: String, to file: FileHandle) {
        do {
            try file.write(contentsOf: Data(text.utf8))
        } catch {
            // Nobody is left to read.
            exit(Exit.inputOutput)
        }
    }
}
