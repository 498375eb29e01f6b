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

                EXAMPLES
                  overlord template check web.template --mako-directories templates
                  overlord template check *.template --output json
                """)

        @Argument(help: "The templates.", completion: .file())
        var files: [String]

        @OptionGroup
        var templates: TemplateOptions

        @OptionGroup
        var output: OutputOptions

        @OptionGroup
        var format: FormatOptions

        func run() throws {
            var checks: [TemplateCheck] = []
            for file in files {
                let check = check(file)
                Console.complain(check.findings, colour: output.colour)
                checks.append(check)
            }
            format.print(text: checks.compactMap(\.text), document: OutputDocument.of(checks))
            if !checks.allSatisfy(\.isRight) { throw ExitCode(Exit.software) }
        }

        private func check(_ file: String) -> TemplateCheck {
            do throws(DiagnosticList) {
                let text = try TextFile.read(path: file, limit: TemplateLimits().templateLength * 4)
                return TemplateCheck(file, TemplateExamination.of(text, name: file, library: templates.library))
            } catch {
                return TemplateCheck(file, findings: error.diagnostics)
            }
        }
    }
}
