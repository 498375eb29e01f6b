package import Domain
internal import Foundation

/// The variable file: `NAME=value` lines as python-dotenv reads them, with every line that it would skip reported.
/// Source: deployment-file contract, section 2.5.
package enum EnvironmentFile {
    /// Largest file that is read, in bytes.
    private static let largest = 1024 * 1024

    /// Reads a variable file.
    ///
    /// A file `.env` that nobody named may have been made for another program. It never stops a command: lines that are
    /// no assignment are warnings, and a folder of that name, where Python keeps its virtual environments, is none.
    ///
    /// - Parameters:
    ///   - path: The file; `.env` in the current folder by default, which need not exist.
    ///   - isExplicit: Whether the user named the file; then a missing one is an error.
    ///   - environment: The variables that are set already. They win over the file.
    /// - Returns: The variables to add, in the order of their first appearance, and warnings.
    /// - Throws: Every line of a named file that is no assignment, or why the file cannot be read.
    package static func load(
        path: String = ".env", isExplicit: Bool = false, environment: [String: String]
    ) throws(DiagnosticList) -> (variables: [(name: String, value: String)], warnings: [Diagnostic]) {
        let disabled = ["1", "true", "t", "yes", "y"]
        if let word = environment["PYTHON_DOTENV_DISABLED"]?.lowercased(), disabled.contains(word) { return ([], []) }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        if !isExplicit, !exists || isFolder.boolValue { return ([], []) }
        let text = try TextFile.read(path: path, limit: largest)
        let (variables, findings) = parse(text, file: path, environment: environment)
        guard isExplicit else {
            let warnings = findings.map { finding in
                var warning = finding
                warning.severity = .warning
                return warning
            }
            return (variables, warnings)
        }
        if findings.contains(where: { $0.severity == .error }) { throw DiagnosticList(findings) }
        return (variables, findings)
    }

    /// The variables that a text adds to an environment, and what is wrong with the text.
    package static func parse(
        _ text: String, file: String, environment: [String: String]
    ) -> (variables: [(name: String, value: String)], findings: [Diagnostic]) {
        var scanner = EnvironmentScanner(text: text, file: file)
        /// A name that stands alone takes an earlier value away; a reference finds it empty.
        var values: [String: String?] = [:]
        var names: [String] = []
        var size = 0
        while let (name, value) = scanner.next() {
            guard let value else {
                if values.updateValue(.none, forKey: name) == nil { names.append(name) }
                continue
            }
            // A value may name others, which may name others: a few lines could fill the memory.
            guard
                let expanded = expand(
                    value, limit: largest - size, variable: { environment[$0] ?? values[$0].map { $0 ?? "" } })
            else {
                scanner.refuseLast("with their references replaced, the values are longer than \(largest / 1024) KiB")
                break
            }
            size += expanded.utf8.count
            if values.updateValue(expanded, forKey: name) == nil { names.append(name) }
        }
        let added = names.compactMap { name in
            (environment[name] == nil ? values[name] ?? nil : nil).map { (name: name, value: $0) }
        }
        return (added, scanner.findings)
    }

    /// Replaces `${NAME}` and `${NAME:-default}`; a variable that is not set is empty. Reads the text once.
    ///
    /// - Returns: `nil` when the result would be longer than `limit` bytes.
    private static func expand(_ text: String, limit: Int, variable: (String) -> String?) -> String? {
        var result = ""
        var rest = text[...]
        // Behind the last brace nothing can be a reference.
        if let lastClose = text.lastIndex(of: "}") {
            while let dollar = rest.firstIndex(of: "$"), dollar < lastClose {
                result += rest[..<dollar]
                guard result.utf8.count <= limit else { return nil }
                let opening = rest[dollar...]
                guard opening.hasPrefix("${") else {
                    result += "$"
                    rest = opening.dropFirst()
                    continue
                }
                let name = opening.dropFirst(2).prefix { $0 != ":" && $0 != "}" }
                let end = opening[name.endIndex...]
                if end.hasPrefix("}") {
                    result += variable(String(name)) ?? ""
                    rest = end.dropFirst()
                } else if end.hasPrefix(":-"), let close = end.firstIndex(of: "}") {
                    result += variable(String(name)) ?? String(end[..<close].dropFirst(2))
                    rest = end[close...].dropFirst()
                } else {
                    // The same colon stands in the way of every reference that begins before it.
                    result += opening[..<name.endIndex]
                    rest = end
                }
            }
        }
        result += rest
        return result.utf8.count <= limit ? result : nil
    }
}
