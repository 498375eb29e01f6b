/// Why something could not be stored or read.
package enum StorageFailure: Error, Equatable, Sendable, CustomStringConvertible {
    case full
    /// What is stored is not what we write: never replaced by a guess.
    case corrupt(String)
    case inputOutput(String)
    /// A limit of our own was reached; the text names it.
    case limit(String)
    /// What is stored does not allow the change, for example to begin a job that has ended.
    case conflict(String)

    /// For the log, and for the record of a job.
    package var description: String {
        switch self {
        case .full: "the disk is full"
        case .corrupt(let what): "damaged and left as it is: \(what)"
        case .inputOutput(let what), .limit(let what), .conflict(let what): what
        }
    }
}
