/// What `template check` says of one template.
package struct TemplateCheck: Equatable, Sendable {
    /// The file as the user named it.
    package let file: String
    /// The names that the template reads and does not set itself, sorted; `nil` when it cannot be rendered.
    package let parameters: [String]?
    /// What keeps it from being rendered.
    package let findings: [Diagnostic]

    package init(_ file: String, _ examination: TemplateExamination) {
        self.file = file
        self.parameters = examination.findings.isEmpty ? examination.parameters : nil
        self.findings = examination.findings
    }

    /// A template that cannot even be read.
    package init(_ file: String, findings: [Diagnostic]) {
        self.file = file
        self.parameters = nil
        self.findings = findings
    }

    package var isRight: Bool { parameters != nil }

    /// The line for people; `nil` for a template that is not right, of which all is said by its findings.
    package var text: String? {
        parameters.map { "\(file): " + ($0.isEmpty ? "reads no parameter" : "reads \($0.joined(separator: ", "))") }
    }
}

extension OutputDocument {
    package static func of(_ checks: [TemplateCheck]) -> JSONObject {
        of(
            "template check",
            [
                (name: "valid", value: .bool(checks.allSatisfy(\.isRight))),
                (name: "templates", value: .array(checks.map { .object(check($0)) })),
            ])
    }

    private static func check(_ check: TemplateCheck) -> JSONObject {
        [
            "file": .string(check.file), "valid": .bool(check.isRight),
            "parameters": check.parameters.map { .array($0.map { .string($0) }) } ?? .null,
            "findings": .array(check.findings.map { .object(finding($0)) }),
        ]
    }

    private static func finding(_ diagnostic: Diagnostic) -> JSONObject {
        [
            "severity": .string(diagnostic.severity.rawValue), "file": .string(diagnostic.file),
            "line": line(of: diagnostic), "column": column(of: diagnostic), "message": .string(diagnostic.message),
            "found": diagnostic.found.map { .string($0) } ?? .null,
            "expected": diagnostic.expected.map { .string($0) } ?? .null,
            "hint": diagnostic.hint.map { .string($0) } ?? .null,
        ]
    }

    /// The line of a place, counted from 1; null when a whole file is meant.
    package static func line(of diagnostic: Diagnostic) -> JSONValue {
        diagnostic.position == .whole ? .null : .integer(diagnostic.position.line)
    }

    /// The column of a place, counted from 1; null when a whole file is meant.
    package static func column(of diagnostic: Diagnostic) -> JSONValue {
        diagnostic.position == .whole ? .null : .integer(diagnostic.position.column)
    }
}
