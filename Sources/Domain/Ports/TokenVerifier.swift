/// Checks the tokens of callers with the secret of this node.
package protocol TokenVerifier: Sendable {
    /// - Returns: What the token says, or `nil` when it is no token of ours, forged, or out of its time. Why is never
    ///   told to the caller.
    func claims(of compact: String, at time: WallTime) -> TokenClaims?
}
