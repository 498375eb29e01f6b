// Plays `overlord` in the tests of the detached runner:
//
//     run-job-tool run-job FOLDER                          is the runner
//     run-job-tool start RUNS JOB ATTEMPT PROJECT FILE     is a daemon that starts `up` and waits to be killed

import Adapters
import Domain
import Foundation

let arguments = CommandLine.arguments

switch arguments.dropFirst().first {
case "run-job" where arguments.count == 3:
    exit(await RunJob.main(folder: arguments[2]))
case "start" where arguments.count == 7:
    guard let job = Int(arguments[3]), let attempt = Int(arguments[4]), let project = ProjectName(arguments[5]),
        let file = FileManager.default.contents(atPath: arguments[6])
    else { exit(Exit.usage) }
    let runner = DetachedRunner(
        .init(folder: arguments[2], program: arguments[0], environment: ProcessInfo.processInfo.environment))
    do {
        try await runner.start(
            RunOrder(
                ticket: RunTicket(job: JobID(job), attempt: attempt, project: project), steps: [.up, .describe],
                directorFile: String(decoding: file, as: UTF8.self), environment: [], timeLimit: .seconds(60)))
    } catch {
        print("failed: \(error)")
        exit(Exit.software)
    }
    print("started")
    fflush(nil)
    while true { pause() }
default:
    exit(Exit.usage)
}
