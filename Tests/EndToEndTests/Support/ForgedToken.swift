import Adapters
import Domain
import Foundation

/// Tokens that `gen-token` does not make.
enum ForgedToken {
    /// A token with this payload and header, signed with the key.
    static func text(
        header: String = #"{"alg":"HS256","typ":"JWT"}"#, payload: String, key: HMACAuthenticator
    ) -> String {
        let message = TokenEncoding.text(of: header.utf8) + "." + TokenEncoding.text(of: payload.utf8)
        return message + "." + TokenEncoding.text(of: key.code(for: Array(message.utf8)))
    }

    /// A token that says of itself that it needs no signature.
    static func withoutSignature() -> String {
        TokenEncoding.text(of: #"{"alg":"none","typ":"JWT"}"#.utf8) + "." + TokenEncoding.text(of: "{}".utf8) + "."
    }

    /// A token that another server would take.
    static func ofAnotherServer() throws -> String {
        text(payload: "{}", key: try HMACAuthenticator(secretText: "the key of another server"))
    }
}

enum SystemTime {
    static var now: WallTime { SystemClock().wallTime }
}
