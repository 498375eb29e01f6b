/// A JSON Web Token in compact form, signed with HS256. Source: HTTP contract, section 5.2.
package enum Token {
    /// Longest token that is looked at, in bytes.
    package static let longest = 8192

    /// Checks a token and reads what it says of its bearer.
    ///
    /// The code is checked before anything of the payload is looked at. Takes time linear in the length of `text`.
    ///
    /// - Parameters:
    ///   - text: What follows `Bearer ` in the header `Authentication`.
    ///   - now: The wall clock; there is no leeway.
    /// - Throws: ``TokenRefusal``. The reason is for the log: to the caller every refusal looks the same.
    package static func verify(_ text: String, with keys: TokenKeyring, at now: WallTime) throws(TokenRefusal)
        -> TokenClaims
    {
        let bytes = Array(text.utf8)
        guard bytes.count <= longest else { throw .tooLong }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed }
        let identifier = try keyIdentifier(inHeader: parts[0])
        guard let code = TokenEncoding.bytes(of: parts[2]) else { throw .malformed }
        let message = Array(bytes[..<parts[1].endIndex])
        guard keys.isAuthentic(code, for: message, identifier: identifier) else { throw .forged }
        let payload = try object(in: parts[1])
        try TokenRules.check(payload, at: now)
        return try TokenRules.claims(of: payload)
    }

    /// Makes a token.
    ///
    /// - Parameters:
    ///   - metadata: What the user wants to see in it, in this order; a name that occurs again replaces the value. The
    ///     caller adds `overlord.version` as the last.
    ///   - randomChunk: Eight random bytes, which tell tokens apart; written as 16 hexadecimal digits.
    ///   - expires: When it ends, the fraction of a second cut off; `nil` for never.
    ///   - claims: Restricts the bearer. Without restrictions nothing is written and the token is one of 0.25.
    ///   - keyIdentifier: Written as `kid` into the header. `nil` gives the header of 0.25.
    /// - Returns: The compact text. Source of the order of members: command line contract, section 2.6.
    package static func issue(
        metadata: [(name: String, value: String)], randomChunk: UInt64, expires: WallTime? = nil,
        claims: TokenClaims = TokenClaims(), keyIdentifier: String? = nil, with authenticator: any MessageAuthenticator
    ) -> String {
        var header = usualHeader
        if let keyIdentifier {
            let members: JSONObject = ["alg": "HS256", "typ": "JWT", "kid": .string(keyIdentifier)]
            header = TokenEncoding.text(of: JSONWriter.bytes(of: .object(members)))
        }
        var payload = JSONObject()
        payload["metadata"] = .object(JSONObject(metadata.map { (name: $0.name, value: .string($0.value)) }))
        payload["random_chunk"] = .string(hexadecimal(randomChunk))
        if let expires {
            payload["exp"] = .integer(Int(TokenRules.wholeSeconds(of: expires)))
        }
        if let restrictions = restrictions(of: claims) { payload[TokenRules.ownClaim] = .object(restrictions) }
        let message = header + "." + TokenEncoding.text(of: JSONWriter.bytes(of: .object(payload)))
        return message + "." + TokenEncoding.text(of: authenticator.code(for: Array(message.utf8)))
    }

    /// `{"alg":"HS256","typ":"JWT"}`, which nearly every token has and which need not be read again each time.
    private static let usualHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

    private static func keyIdentifier(inHeader part: ArraySlice<UInt8>) throws(TokenRefusal) -> String? {
        if part.elementsEqual(usualHeader.utf8) { return nil }
        let header = try object(in: part)
        // A header that names critical extensions must be refused by whoever does not know them (RFC 7515, 4.1.11).
        guard header["alg"] == .string("HS256"), header["crit"] == nil else { throw .algorithm }
        guard let identifier = header["kid"] else { return nil }
        guard case .string(let text) = identifier else { throw .malformed }
        return text
    }

    private static func object(in part: ArraySlice<UInt8>) throws(TokenRefusal) -> JSONObject {
        guard let bytes = TokenEncoding.bytes(of: part) else { throw .malformed }
        let value: JSONValue
        do { value = try JSONReader.value(of: bytes, depthLimit: 16) } catch { throw .malformed }
        guard case .object(let object) = value else { throw .malformed }
        return object
    }

    private static func restrictions(of claims: TokenClaims) -> JSONObject? {
        guard claims.role != .admin || claims.projects != nil || claims.chains != nil else { return nil }
        var object: JSONObject = ["role": .string(claims.role.rawValue)]
        if let projects = claims.projects { object["projects"] = .array(projects.map { .string($0) }) }
        if let chains = claims.chains { object["chains"] = .array(chains.map { .string($0) }) }
        return object
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
