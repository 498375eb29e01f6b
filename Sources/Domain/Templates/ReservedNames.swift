/// Names that the template language keeps for itself. Source: deployment-file contract, sections 9 and 11.5.
package enum ReservedNames {
    /// Those that no parameter may have.
    package static let ofParameters = [
        "buffer", "caller", "capture", "context", "local", "loop", "self", "STOP_RENDERING", "UNDEFINED",
    ]

    /// Those that nothing can be assigned to.
    static let ofLocals = ["context", "loop", "UNDEFINED", "STOP_RENDERING", "self", "caller", "capture", "local"]
}
