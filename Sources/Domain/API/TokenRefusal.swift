/// Why a token is not taken. For the log of the node; callers only learn that it was refused.
///
/// Source: HTTP contract, section 5.2.
package enum TokenRefusal: Error, Equatable, Sendable {
    /// Longer than ``Token/longest``.
    case tooLong
    /// Not three parts of strict base64url, or a header or payload that is no JSON object.
    case malformed
    /// The algorithm is not exactly HS256, or the header demands an extension.
    case algorithm
    /// No key of this node made the code.
    case forged
    /// `exp` has passed.
    case expired
    /// `nbf` or `iat` lies in the future.
    case notYetValid
    /// A claim has a value that it must not have. The name is one of ours, never text of the token.
    case claim(String)
}
