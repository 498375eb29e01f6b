package import Domain

/// Checks the tokens of callers with the keys of this node, and tells the operators' log why one was refused.
package struct TokenChecker: TokenVerifier {
    private let keys: TokenKeyring
    private let refused: @Sendable (TokenRefusal) -> Void

    /// - Parameter refused: Told the reason of each refusal. It never holds text of the token.
    package init(keys: TokenKeyring, refused: @escaping @Sendable (TokenRefusal) -> Void = { _ in }) {
        self.keys = keys
        self.refused = refused
    }

    package func claims(of compact: String, at time: WallTime) -> TokenClaims? {
        do throws(TokenRefusal) {
            return try Token.verify(compact, with: keys, at: time)
        } catch {
            refused(error)
            return nil
        }
    }
}
