internal import Domain

/// How Director is called. Source: node contract, section 3.1.
enum DirectorCommandLine {
    static let program = "appjail-director"

    /// The argument vector of a step (D3, D4 and D5).
    ///
    /// - Parameter file: The absolute path of the Director file. Absolute, because Director changes to the folder of the
    ///   file first, and there is none in a bare name.
    static func arguments(of step: DirectorStep, project: ProjectName, file: String) -> [String] {
        switch step {
        case .up: ["up", "-j", "-f", file, "-p", project.text]
        case .stop: ["down", "-j", "-p", project.text]
        case .destroy: ["down", "-j", "-d", "--ignore-failed", "-p", project.text]
        case .describe: describe(project)
        }
    }

    /// D3.
    static func describe(_ project: ProjectName) -> [String] { ["describe", "-p", project.text] }

    /// D6.
    static func cancel(_ project: ProjectName) -> [String] { ["cancel", "-p", project.text] }
}
