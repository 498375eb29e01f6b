package import Domain
internal import Foundation

/// Deployment files on disk.
package enum DeploymentFiles {
    /// Reads and judges a deployment file.
    ///
    /// `OVERLORD_FILE` (the real path of the file) and `OVERLORD_WRKDIR` (its folder) are set for `!ENV` within it.
    /// Source: deployment-file contract, section 1.
    ///
    /// - Parameters:
    ///   - path: The file as the user named it, which is also its name in diagnostics.
    ///   - environment: The value of a variable, `nil` when it is not set.
    /// - Returns: The deployment, and what works but is probably not meant.
    /// - Throws: All mistakes of the file and of those that it includes, or why it cannot be read.
    package static func load(
        path: String, environment: (String) -> String?
    ) throws(DiagnosticList) -> (deployment: Deployment, warnings: [Diagnostic]) {
        let file = realPath(path) ?? path
        let text = try TextFile.read(path: file, name: path, limit: YAMLLimits().bytes)
        return try withoutActuallyEscaping(environment) { environment throws(DiagnosticList) in
            let folder = (file as NSString).deletingLastPathComponent
            let variable: (String) -> String? = { name in
                switch name {
                case "OVERLORD_FILE": file
                case "OVERLORD_WRKDIR": folder
                default: environment(name)
                }
            }
            let (document, findings) = YAMLReader.examine(text: text, file: path, environment: .resolve(variable))
            // An empty document with an error is no YAML at all; there is nothing more to judge.
            if document == nil, findings.contains(where: { $0.severity == .error }) { throw DiagnosticList(findings) }
            let sources = FileSources(name: path, text: text, folder: folder, variable: variable)
            return try DeploymentDecoder.decode(document, file: path, sources: sources, findings: findings)
        }
    }

    /// What a document refers to that a template rendered to: its own text, and no file of this machine.
    ///
    /// - Parameters:
    ///   - text: The rendered text.
    ///   - name: What diagnostics call it.
    package static func sources(ofRendered text: String, name: String) -> any DeploymentSources {
        RenderedSources(files: FileSources(name: name, text: text, folder: "", variable: { _ in nil }))
    }

    /// The text of a file that a diagnostic names, to show the line; `nil` when it cannot be read.
    package static func source(of file: String) -> String? {
        do throws(DiagnosticList) {
            return try TextFile.read(path: file, limit: YAMLLimits().bytes)
        } catch {
            return nil
        }
    }

    /// The absolute path with links resolved; `nil` when there is no such file.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

/// What a rendered document refers to. Whoever wrote the template must not read files of this machine.
struct RenderedSources: DeploymentSources {
    let files: FileSources

    func include(_ path: String) -> IncludedFile {
        .unreadable(path: path, reason: "what a template describes cannot include files of this machine")
    }

    func directorFile(in scalar: Document) -> (document: Document?, findings: [Diagnostic]) {
        files.directorFile(in: scalar)
    }
}

/// What a deployment file on disk refers to.
struct FileSources: DeploymentSources {
    let name: String
    let text: String
    let folder: String
    let variable: (String) -> String?

    func include(_ path: String) -> IncludedFile {
        let beside = path.hasPrefix("/") ? path : folder + "/" + path
        if FileManager.default.fileExists(atPath: beside) { return read(beside, isBesideDeployment: true) }
        if !path.hasPrefix("/"), FileManager.default.fileExists(atPath: path) {
            return read(path, isBesideDeployment: false)
        }
        return .unreadable(path: beside, reason: "there is no such file")
    }

    private func read(_ path: String, isBesideDeployment: Bool) -> IncludedFile {
        let text: String
        do throws(DiagnosticList) {
            text = try TextFile.read(path: path, limit: YAMLLimits().bytes)
        } catch {
            let reason = error.diagnostics.first?.message ?? "it cannot be read"
            return .unreadable(path: path, reason: reason)
        }
        let (document, findings) = YAMLReader.examine(text: text, file: path, environment: .resolve(variable))
        return .read(file: path, document: document, findings: findings, isBesideDeployment: isBesideDeployment)
    }

    func directorFile(in scalar: Document) -> (document: Document?, findings: [Diagnostic]) {
        guard case .string(let content) = scalar.content else { return (nil, []) }
        let origin = LiteralBlock.origin(of: scalar, content: content, in: text)
        let (document, findings) = YAMLReader.examine(
            text: content, file: name, environment: .keep, dialect: .foreign, origin: origin)
        let placed = findings.map { finding in
            var finding = finding
            finding.path = finding.path.isEmpty ? "projectFile" : "projectFile.\(finding.path)"
            return finding
        }
        return (document, placed)
    }
}
