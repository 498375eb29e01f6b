internal import Crypto
internal import Domain
internal import Foundation

/// HMAC-SHA-256 with a secret of this node.
package struct HMACAuthenticator: MessageAuthenticator {
    /// An empty text is no secret: anybody could sign with it. (0.25 refuses every token then.)
    package struct EmptySecret: Error, Equatable {
        package init() {}
    }

    private let key: SymmetricKey

    /// With the bytes of a key file.
    package init(_ secret: KeyFile.Secret) { key = SymmetricKey(data: secret.bytes) }

    /// With `secret_key` of the configuration: its UTF-8 bytes.
    package init(secretText: String) throws(EmptySecret) {
        guard !secretText.isEmpty else { throw EmptySecret() }
        key = SymmetricKey(data: Array(secretText.utf8))
    }

    package func code(for message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }

    package func isAuthentic(_ code: [UInt8], for message: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: key)
    }
}
