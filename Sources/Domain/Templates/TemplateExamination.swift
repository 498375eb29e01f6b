/// What can be said of a template without rendering it.
package struct TemplateExamination: Sendable {
    /// Everything that keeps it, or what it includes, from being rendered: slips, constructs that this language does
    /// not have, functions and included files that do not exist.
    package let findings: [Diagnostic]
    /// The names that it reads and does not set itself, sorted.
    package let parameters: [String]

    /// Examines a template, and those that it includes by a fixed name.
    package static func of(
        _ text: String, name: String, library: any TemplateLibrary = NoTemplates(),
        limits: TemplateLimits = TemplateLimits()
    ) -> TemplateExamination {
        var work = Work(library: library, limits: limits)
        work.examine(text, name: name, path: nil)
        return TemplateExamination(
            findings: Diagnostic.unique(work.findings),
            parameters: work.parameters.filter { !ReservedNames.ofParameters.contains($0) }.sorted())
    }

    private struct Work {
        let library: any TemplateLibrary
        let limits: TemplateLimits
        var findings: [Diagnostic] = []
        var parameters: Set<String> = []
        private var seen: Set<TemplatePath> = []

        init(library: any TemplateLibrary, limits: TemplateLimits) {
            self.library = library
            self.limits = limits
        }

        mutating func examine(_ text: String, name: String, path: TemplatePath?) {
            let template: Template
            do throws(DiagnosticList) {
                template = try Template.parse(text, name: name, limits: limits)
            } catch {
                findings += error.diagnostics
                return
            }
            var names = NameSurvey(functions: Set(template.body.functions.map(\.name)))
            names.visit(template.body, within: [])
            for parameter in template.parameters where parameter.fallback == nil { parameters.insert(parameter.name) }
            parameters.formUnion(names.parameters)
            for fault in names.faults { findings.append(fault.diagnostic(in: name)) }
            for tag in names.includes { follow(tag, from: path, in: name) }
        }

        /// A path that is made of expressions is known only when the template is rendered.
        private mutating func follow(_ tag: IncludeTag, from includer: TemplatePath?, in name: String) {
            guard tag.path.count == 1, let scalars = tag.path.first?.text else { return }
            let text = String(String.UnicodeScalarView(scalars))
            guard let path = TemplatePath(text, from: includer) else {
                findings.append(
                    Diagnostic(
                        file: name, position: tag.position, message: "this is no path of a template", found: text,
                        expected: "a path that stays in the folders of templates"))
                return
            }
            guard seen.count < limits.findings, seen.insert(path).inserted else { return }
            switch library.text(at: path, limit: limits.templateLength) {
            case .found(let file, let content): examine(content, name: file, path: path)
            case .missing:
                findings.append(
                    Diagnostic(
                        file: name, position: tag.position,
                        message: "there is no template '\(text)' in the folders of templates", found: text,
                        hint: "name its folder with --mako-directories"))
            case .unreadable(let reason):
                findings.append(
                    Diagnostic(
                        file: name, position: tag.position,
                        message: "the template '\(text)' cannot be read: \(reason)", found: text))
            }
        }
    }
}
