internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation

struct CheckConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the configuration of this server, and the machine against it.",
        discussion: """
            Reads FILE, else the file that OVERLORD_CONFIG names, else .overlord.yml, as serve does. Everything that is \
            wrong is said at once. Nothing is made, changed or connected to. The exit status is 78 when the server \
            would not start or something would not work; warnings and notes do not count.

            EXAMPLES
              overlord check-config /usr/local/etc/overlord.yml
              overlord check-config --output json
            """)

    @Argument(
        help: ArgumentHelp("The file to check.", valueName: "FILE"), completion: .file(extensions: ["yml", "yaml"]))
    var file: String?

    @OptionGroup
    var output: OutputOptions

    @OptionGroup
    var format: FormatOptions

    func run() throws {
        let file = file ?? ProcessVariables.value("OVERLORD_CONFIG") ?? LocalConfiguration.usualFile
        let isNamed = self.file != nil || ProcessVariables.value("OVERLORD_CONFIG") != nil
        if isNamed, !LocalConfiguration.isFile(file) {
            // The server would run with its defaults, which is not what who named the file has in mind.
            let missing = Diagnostic(
                file: file, position: .whole, message: "there is no such file", expected: "a file that can be read")
            report(Report(file: file, diagnostics: [missing], machine: []))
            throw ExitCode(Exit.configuration)
        }
        var report = Report(file: LocalConfiguration.isFile(file) ? file : nil, diagnostics: [], machine: [])
        do throws(DiagnosticList) {
            let (configuration, warnings) = try LocalConfiguration.read(file, sandbox: nil)
            report.diagnostics = warnings
            report.machine = MachineCheck.findings(
                configuration, file: report.file, environment: ProcessInfo.processInfo.environment,
                now: SystemClock().wallTime)
        } catch {
            report.diagnostics = error.diagnostics
        }
        self.report(report)
        if !report.isRight { throw ExitCode(Exit.configuration) }
    }

    /// What was found.
    private struct Report {
        /// `nil` when there is none and the defaults hold.
        var file: String?
        var diagnostics: [Diagnostic]
        var machine: [MachineFinding]

        var isRight: Bool {
            !diagnostics.contains { $0.severity == .error } && !machine.contains { $0.severity == .error }
        }
    }

    private func report(_ report: Report) {
        Console.complain(report.diagnostics, colour: output.colour)
        for finding in report.machine {
            let setting = finding.setting.isEmpty ? "" : " (\(finding.setting))"
            Console.complain("machine: \(finding.severity.rawValue): \(finding.message)\(setting)")
            if let hint = finding.hint { Console.complain("  hint: \(hint)") }
        }
        let praise = report.file.map { "\($0) is right." } ?? "There is no file; the defaults hold."
        format.print(text: report.isRight ? [praise] : [], document: Self.document(report))
    }

    private static func document(_ report: Report) -> JSONObject {
        OutputDocument.of(
            "check-config",
            [
                ("file", report.file.map { .string($0) } ?? .null),
                ("valid", .bool(report.isRight)),
                (
                    "findings",
                    .array(
                        DiagnosticPrinter.withoutSecrets(report.diagnostics, source: DeploymentFiles.source).map {
                            .object(json($0))
                        })
                ),
                (
                    "machine",
                    .array(
                        report.machine.map {
                            [
                                "severity": .string($0.severity.rawValue), "setting": .string($0.setting),
                                "message": .string($0.message), "hint": $0.hint.map { .string($0) } ?? .null,
                            ]
                        })
                ),
            ])
    }

    private static func json(_ diagnostic: Diagnostic) -> JSONObject {
        [
            "severity": .string(diagnostic.severity.rawValue), "file": .string(diagnostic.file),
            "line": OutputDocument.line(of: diagnostic), "column": OutputDocument.column(of: diagnostic),
            "setting": .string(diagnostic.path), "message": .string(diagnostic.message),
            "found": diagnostic.found.map { .string($0) } ?? .null,
            "expected": diagnostic.expected.map { .string($0) } ?? .null,
            "hint": diagnostic.hint.map { .string($0) } ?? .null,
        ]
    }
}
