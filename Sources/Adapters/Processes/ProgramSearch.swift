internal import Foundation

/// Finds programs as a shell would, but in a given `PATH` and without the current folder.
package enum ProgramSearch {
    /// The absolute path of an executable regular file.
    ///
    /// - Parameter program: A name, or a path that is taken as it is when it is absolute. A name with a slash that is
    ///   not absolute is never found: it would depend on the current folder.
    /// - Returns: `nil` when there is none.
    package static func path(of program: String, in environment: [String: String]) -> String? {
        if program.hasPrefix("/") { return isExecutable(program) ? program : nil }
        guard !program.isEmpty, !program.contains("/") else { return nil }
        for folder in (environment["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
            let candidate = "\(folder)/\(program)"
            if isExecutable(candidate) { return candidate }
        }
        return nil
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return access(path, X_OK) == 0
    }
}
