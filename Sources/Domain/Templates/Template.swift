/// A template of an `appConfig` deployment: text with expressions, control lines and tags, in the part of Mako that only
/// formats data. It sees its parameters and the files that it may include, and nothing else of this machine.
///
/// Source: deployment-file contract, section 11.
package struct Template: Sendable {
    /// What diagnostics call it.
    package let name: String
    let body: TemplateBody
    /// What `<%page args="…"/>` declares.
    let parameters: [BlockFunction.Parameter]
    /// Characters of its text.
    let length: Int

    /// Parses a template.
    ///
    /// - Throws: Everything that is wrong with how it is written, and every construct that this language does not have,
    ///   at most ``TemplateLimits/findings``.
    package static func parse(
        _ text: String, name: String = "template", limits: TemplateLimits = TemplateLimits()
    ) throws(DiagnosticList) -> Template {
        guard text.unicodeScalars.count <= limits.templateLength else {
            throw DiagnosticList([
                Diagnostic(
                    file: name, position: .start,
                    message: "the template is longer than \(limits.templateLength) characters")
            ])
        }
        let source = TemplateSource(text)
        let (body, parameters, faults) = TemplateParser.parse(source, limits: limits)
        guard faults.isEmpty else {
            throw DiagnosticList(Diagnostic.unique(faults.map { $0.diagnostic(in: name) }))
        }
        return Template(name: name, body: body, parameters: parameters, length: source.scalars.count)
    }

    /// Whether a template can use `text` as a name.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, CharacterClass.isNameStart(first) else { return false }
        return text.unicodeScalars.allSatisfy(CharacterClass.isNamePart) && !ExpressionToken.words.contains(text)
    }

    /// Renders the template.
    ///
    /// - Parameters:
    ///   - parameters: The names that it sees, with their texts. Of two with one name, the last counts.
    ///   - library: What `<%include>` finds.
    /// - Throws: The first mistake, or the limit that was reached; all that is wrong with an included template.
    package func render(
        _ parameters: [TemplateParameter] = [], library: any TemplateLibrary = NoTemplates(),
        limits: TemplateLimits = TemplateLimits()
    ) throws(DiagnosticList) -> String {
        if let name = parameters.map(\.name).first(where: ReservedNames.ofParameters.contains) {
            throw DiagnosticList([
                Diagnostic(
                    file: self.name, position: .start,
                    message: "'\(name)' is a name of the template language and cannot be a parameter", found: name,
                    hint: "choose another name")
            ])
        }
        let renderer = TemplateRenderer(library: library, limits: limits)
        return try renderer.render(self, parameters)
    }
}

/// A name that a template sees, and its text.
package struct TemplateParameter: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
