import Testing

@testable import Domain

@Suite struct `What is said of templates` {
    private static let good = TemplateCheck("good", TemplateExamination.of("${b} ${a}", name: "good"))
    private static let plain = TemplateCheck("plain", TemplateExamination.of("text", name: "plain"))
    private static let bad = TemplateCheck("bad", TemplateExamination.of("<% import os %>", name: "bad"))
    private static let missing = TemplateCheck(
        "none", findings: [Diagnostic(file: "none", position: .whole, message: "there is no such file")])

    @Test func `is a line for each that is right`() {
        #expect(Self.good.text == "good: reads a, b")
        #expect(Self.plain.text == "plain: reads no parameter")
        #expect(Self.bad.text == nil && Self.missing.text == nil)
    }

    @Test func `is a document for programs`() throws {
        let document = OutputDocument.of([Self.good, Self.bad, Self.missing])
        #expect(document.names == ["version", "command", "valid", "templates"])
        #expect(document["command"] == "template check" && document["valid"] == false)
        let templates = try #require(document["templates"]?.array)
        #expect(templates[0] == ["file": "good", "valid": true, "parameters": ["a", "b"], "findings": []])
        #expect(templates[1]["parameters"] == .null && templates[1]["valid"] == false)
        let finding = try #require(templates[1]["findings"]?.array?.first?.object)
        #expect(finding.names == ["severity", "file", "line", "column", "message", "found", "expected", "hint"])
        #expect(finding["line"] == 1 && finding["column"] == 4)
        #expect(templates[2]["findings"]?.array?.first?["line"] == .null)
        #expect(OutputDocument.of([Self.good])["valid"] == true)
    }
}
