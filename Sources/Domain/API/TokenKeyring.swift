/// The keys of a node: one that signs, and those that were replaced but are still honoured.
///
/// A token that names a key (`kid` in its header) is checked with that key alone. One that names none, as all tokens of
/// 0.25, or one that we do not know, is checked with each.
package struct TokenKeyring: Sendable {
    /// Most keys that are tried for one token.
    package static let largest = 8

    /// A key and the name under which tokens refer to it; `nil` for one that has no name.
    package struct Key: Sendable {
        package let identifier: String?
        package let authenticator: any MessageAuthenticator

        package init(identifier: String? = nil, authenticator: any MessageAuthenticator) {
            self.identifier = identifier
            self.authenticator = authenticator
        }
    }

    /// The key that new tokens are signed with.
    package let current: Key
    private let keys: [Key]

    /// - Parameter former: Replaced keys, newest first; those past ``largest`` are left out.
    package init(current: Key, former: [Key] = []) {
        self.current = current
        self.keys = Array(([current] + former).prefix(Self.largest))
    }

    package init(_ authenticator: any MessageAuthenticator) { self.init(current: Key(authenticator: authenticator)) }

    /// Whether a key made `code` for `message`.
    ///
    /// - Parameter identifier: The key that the token names, if any.
    package func isAuthentic(_ code: [UInt8], for message: [UInt8], identifier: String?) -> Bool {
        if let identifier, let named = keys.first(where: { $0.identifier == identifier }) {
            return named.authenticator.isAuthentic(code, for: message)
        }
        return keys.contains { $0.authenticator.isAuthentic(code, for: message) }
    }
}
