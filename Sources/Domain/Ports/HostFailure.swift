/// Why AppJail or Director gave no usable answer.
package enum HostFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The program is not installed.
    case notInstalled(program: String)
    /// It ended with a status that means trouble; the text is its error output, bounded.
    case exited(program: String, status: Int, text: String)
    case timedOut(program: String)
    /// It answered what it never answers.
    case unreadable(program: String, text: String)
    case storage(StorageFailure)

    /// For the log, and for the record of a job.
    package var description: String {
        switch self {
        case .notInstalled(let program): "\(program) is not installed"
        case .exited(let program, let status, let text):
            "\(program) ended with status \(status)" + Self.quotation(of: text)
        case .timedOut(let program): "\(program) did not end in time"
        case .unreadable(let program, let text): "\(program) gave an unknown answer" + Self.quotation(of: text)
        case .storage(let failure): failure.description
        }
    }

    /// The lines of an output in one, without its ends.
    private static func quotation(of text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            let start = line.drop { $0 == " " || $0 == "\t" }
            return String(start)
        }
        return lines.isEmpty ? "" : ": " + lines.joined(separator: " | ")
    }
}
