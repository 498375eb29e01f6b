/// What `appjail-director up -j` or `down -j` printed. Source: node contract, section 4.4.
package struct DirectorReport: Equatable, Sendable {
    /// `nil` when Director gave up on a step that took too long: it prints `null` and exits with 0.
    package let errorLevel: Int?
    package let failed: [JSONValue]
    /// The whole report, as it is shown to clients.
    package let json: JSONValue

    /// - Returns: `nil` when `output` is no report: garbled, cut, or of another shape.
    package init?(output: String) {
        guard let json = JSONReader.valueIfWellFormed(output), let object = json.object,
            let level = object["errlevel"], level.isNull || level.integer != nil,
            let failed = object["failed"]?.array
        else { return nil }
        self.errorLevel = level.integer
        self.failed = failed
        self.json = json
    }

    package var isSuccess: Bool { errorLevel == 0 && failed.isEmpty }
}
