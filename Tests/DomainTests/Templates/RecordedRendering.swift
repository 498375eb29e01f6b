import Domain
import Testing

/// A template, its parameters beside `x` and `appName`, and what the original printed.
struct RecordedRendering: Sendable, CustomTestStringConvertible {
    let template: String
    let parameters: [String: String]
    let result: String

    init(_ template: String, _ result: String, _ parameters: [String: String] = [:]) {
        self.template = template
        self.result = result
        self.parameters = parameters
    }

    var testDescription: String { template.debugDescription }
}

/// The parameters of a test, those of the recordings first.
func parameters(_ more: [String: String] = [:]) -> [TemplateParameter] {
    [TemplateParameter(name: "x", value: "X"), TemplateParameter(name: "appName", value: "app")]
        + more.sorted { $0.key < $1.key }.map { TemplateParameter(name: $0.key, value: $0.value) }
}

/// What a template prints, or the mistakes that end it.
func rendering(
    _ text: String, _ more: [String: String] = [:], library: any TemplateLibrary = NoTemplates(),
    limits: TemplateLimits = TemplateLimits()
) -> Result<String, DiagnosticList> {
    do throws(DiagnosticList) {
        let template = try Template.parse(text, name: "t", limits: limits)
        return .success(try template.render(parameters(more), library: library, limits: limits))
    } catch {
        return .failure(error)
    }
}

/// Where the mistakes of a template are and what is said of them: `1:3 message`.
func mistakes(
    _ text: String, _ more: [String: String] = [:], library: any TemplateLibrary = NoTemplates(),
    limits: TemplateLimits = TemplateLimits()
) -> [String] {
    switch rendering(text, more, library: library, limits: limits) {
    case .success(let result): ["no mistake: \(result.prefix(100))"]
    case .failure(let error):
        error.diagnostics.map {
            ($0.file == "t" ? "" : $0.file + ":") + "\($0.position.line):\($0.position.column) \($0.message)"
        }
    }
}

/// Templates in memory.
struct MemoryTemplates: TemplateLibrary {
    let files: [String: String]

    func text(at path: TemplatePath, limit: Int) -> TemplateText {
        files[path.description].map { .found(name: path.description, text: $0) } ?? .missing
    }
}
