/// Why AppJail or Director gave no usable answer.
package enum HostFailure: Error, Equatable, Sendable {
    /// The program is not installed.
    case notInstalled(program: String)
    /// It ended with a status that means trouble; the text is its error output, bounded.
    case exited(program: String, status: Int, text: String)
    case timedOut(program: String)
    /// It answered what it never answers.
    case unreadable(program: String, text: String)
    case storage(StorageFailure)
}
