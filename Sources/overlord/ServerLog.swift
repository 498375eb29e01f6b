internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation
internal import Logging

/// The log of a server, as the section `log` of its configuration says.
enum ServerLog {
    /// Opens the log and lets everything that is logged go there. Once in a process.
    ///
    /// A file is opened anew at SIGHUP, for newsyslog(8). Without one, SIGHUP ends the server.
    static func start(_ settings: Configuration.Log) async throws(ExitCode) {
        let sink: LogSink
        do throws(StorageFailure) {
            sink = try settings.file.map { path throws(StorageFailure) in try LogSink.file(path) } ?? .standardError
        } catch {
            Console.complain("overlord: \(sentence(for: error))")
            throw ExitCode(Exit.inputOutput)
        }
        LoggingSystem.bootstrap { LineLogHandler(label: $0, settings: settings, sink: sink) }
        guard settings.file != nil else { return }
        let logger = logger(.server)
        await sink.reopenOnHangUp { failure in
            if let failure {
                logger.error("the log could not be opened anew", metadata: ["failure": "\(failure)"])
            } else {
                logger.info("the log was opened anew")
            }
        }
    }

    static func logger(_ area: JournalArea) -> Logger { Logger(label: LineLogHandler.label(area)) }

    private static func sentence(for failure: StorageFailure) -> String {
        switch failure {
        case .full: "The disk is full."
        case .corrupt(let what), .inputOutput(let what), .limit(let what), .conflict(let what):
            "The log cannot be written: \(what)."
        }
    }
}
