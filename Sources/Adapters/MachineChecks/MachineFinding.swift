/// Something of this machine that does not fit a configuration, or is worth a word.
package struct MachineFinding: Equatable, Sendable {
    package enum Severity: String, Sendable {
        /// The server does not start, or what the setting is for does not work.
        case error
        /// It works, and is probably not meant.
        case warning
        /// It works.
        case note
    }

    package let severity: Severity
    /// The dotted path of the setting; `PATH` for the environment.
    package let setting: String
    package let message: String
    package let hint: String?

    package init(_ severity: Severity, _ setting: String, _ message: String, hint: String? = nil) {
        self.severity = severity
        self.setting = setting
        self.message = message
        self.hint = hint
    }
}
