package import Domain
internal import Foundation

/// The variable file: `NAME=value` lines as python-dotenv reads them, with every line that it would skip reported.
/// Source: deployment-file contract, section 2.5.
package enum EnvironmentFile {
    /// Largest file that is read, in bytes.
    private static let largest = 1024 * 1024

    /// Reads a variable file.
    ///
    /// - Parameters:
    ///   - path: The file; `.env` in the current folder by default, which need not exist.
    ///   - isExplicit: Whether the user named the file; then a missing one is an error.
    ///   - environment: The variables that are set already. They win over the file.
    /// - Returns: The variables to add, in the order of their first appearance, and warnings.
    /// - Throws: Every line that is no assignment, or why the file cannot be read.
    package static func load(
        path: String = ".env", isExplicit: Bool = false, environment: [String: String]
    ) throws(DiagnosticList) -> (variables: [(name: String, value: String)], warnings: [Diagnostic]) {
        let disabled = ["1", "true", "t", "yes", "y"]
        if let word = environment["PYTHON_DOTENV_DISABLED"]?.lowercased(), disabled.contains(word) { return ([], []) }
        if !isExplicit, !FileManager.default.fileExists(atPath: path) { return ([], []) }
        let text = try TextFile.read(path: path, limit: largest)
        let (variables, findings) = parse(text, file: path, environment: environment)
        if findings.contains(where: { $0.severity == .error }) { throw DiagnosticList(findings) }
        return (variables, findings)
    }

    /// The variables that a text adds to an environment, and what is wrong with the text.
    package static func parse(
        _ text: String, file: String, environment: [String: String]
    ) -> (variables: [(name: String, value: String)], findings: [Diagnostic]) {
        var scanner = EnvironmentScanner(text: text, file: file)
        var values: [String: String] = [:]
        var names: [String] = []
        while let (name, value) = scanner.next() {
            let expanded = expand(value) { environment[$0] ?? values[$0] }
            if values.updateValue(expanded, forKey: name) == nil { names.append(name) }
        }
        let added = names.filter { environment[$0] == nil }.map { (name: $0, value: values[$0] ?? "") }
        return (added, scanner.findings)
    }

    /// Replaces `${NAME}` and `${NAME:-default}`; a variable that is not set is empty.
    private static func expand(_ text: String, variable: (String) -> String?) -> String {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            guard let (value, after) = reference(rest, variable: variable) else {
                result += "$"
                rest = rest.dropFirst()
                continue
            }
            result += value
            rest = after
        }
        return result + rest
    }

    private static func reference(
        _ text: Substring, variable: (String) -> String?
    ) -> (value: String, after: Substring)? {
        guard text.hasPrefix("${"), let close = text.firstIndex(of: "}") else { return nil }
        let body = text[..<close].dropFirst(2)
        let name = body.prefix { $0 != ":" }
        var fallback: Substring = ""
        if name.endIndex < body.endIndex {
            guard body[name.endIndex...].hasPrefix(":-") else { return nil }
            fallback = body[name.endIndex...].dropFirst(2)
        }
        return (variable(String(name)) ?? String(fallback), text[text.index(after: close)...])
    }
}
