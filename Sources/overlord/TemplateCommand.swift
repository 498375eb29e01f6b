internal import Adapters
internal import ArgumentParser
internal import Domain

/// Work on templates without a server.
struct TemplateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Work on templates of appConfig files without a server.",
        subcommands: [Check.self])
}

extension TemplateCommand {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say everything that keeps templates from being rendered.",
            discussion: """
                Looks at the templates, and at those that they include by a fixed name, without rendering them: slips, \
                constructs of Mako and Python that this language does not have and what to write instead, functions \
                and included files that do not exist. Then prints the parameters that each template reads.

                EXAMPLE
                  overlord template check web.template --mako-directories templates
                """)

        @Argument(help: "The templates.", completion: .file())
        var files: [String]

        @OptionGroup
        var templates: TemplateOptions

        @OptionGroup
        var output: OutputOptions

        func run() throws {
            var isGood = true
            for file in files {
                let findings: [Diagnostic]
                do throws(DiagnosticList) {
                    let text = try TextFile.read(path: file, limit: TemplateLimits().templateLength * 4)
                    let examination = TemplateExamination.of(text, name: file, library: templates.library)
                    findings = examination.findings
                    if findings.isEmpty {
                        let names = examination.parameters.joined(separator: ", ")
                        Console.print("\(file): " + (names.isEmpty ? "reads no parameter" : "reads \(names)"))
                    }
                } catch {
                    findings = error.diagnostics
                }
                Console.complain(findings, colour: output.colour)
                if !findings.isEmpty { isGood = false }
            }
            if !isGood { throw ExitCode(Exit.software) }
        }
    }
}
