import Foundation
import TestSupport
import Testing

/// Signals and pipes. Source: command-line contract, section 1.5.
struct InterruptionTests {
    /// A client that waits for a server that never answers, once it has connected.
    private func interrupted(_ command: [String], _ signals: [Int32]) async throws -> (status: Int32, text: String) {
        let folder = try TemporaryFolder()
        let silence = try BlackHole()
        try folder.write(
            """
            kind: directorProject
            datacenters: {main: {entrypoint: 'http://127.0.0.1:\(silence.port)', access_token: x}}
            projectName: web
            projectFile: 'services: {}'
            deployIn: {labels: [all]}

            """, to: "file.yml")
        let program = try Program.launch(command + ["-f", "file.yml"], in: folder, environment: [:], log: "log")
        _ = try await eventually("a connection") { silence.connections > 0 ? true : nil }
        for number in signals { program.signal(number) }
        return (await program.end(), folder.text(of: "log.err") + folder.text(of: "log.out"))
    }

    @Test(arguments: [["apply"], ["destroy"], ["cancel"], ["get-info", "-t", "chains"]])
    func `the first signal ends every command with 70, without a word`(command: [String]) async throws {
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            let end = try await interrupted(command, [number])
            #expect(end.status == 70, "\(command) \(number)")
            #expect(end.text == "")
        }
    }

    @Test func `signals that mean nothing are ignored`() async throws {
        let end = try await interrupted(["apply"], [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGTERM])
        #expect(end.status == 70)
    }

    @Test func `a reader that has enough is no failure to talk about`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run(
            ["-c", "'\(Program.path)' completions bash 2>errors | head -n 1"], in: folder, program: "/bin/sh")
        #expect(outcome.status == 0)
        #expect(outcome.output.split(separator: "\n").count == 1)
        #expect(folder.text(of: "errors") == "")
    }
}
