/// What the payload of an authentic token must look like. Source: HTTP contract, section 5.2.
enum TokenRules {
    /// The member that holds our own claims; 0.25 ignores it.
    static let ownClaim = "overlord"
    /// Most patterns of projects, and of chains, in one token.
    private static let mostPatterns = 256

    /// Checks the registered claims, each only when it is there.
    static func check(_ payload: JSONObject, at now: WallTime) throws(TokenRefusal) {
        let seconds = wholeSeconds(of: now)
        if let value = payload["exp"] {
            guard let end = wholeSeconds(in: value) else { throw .claim("exp") }
            if end <= seconds { throw .expired }
        }
        for name in ["nbf", "iat"] {
            guard let value = payload[name] else { continue }
            guard let start = wholeSeconds(in: value) else { throw .claim(name) }
            if start > seconds { throw .notYetValid }
        }
        // No audience is expected, so a token for one is not for us.
        if payload["aud"] != nil { throw .claim("aud") }
        for name in ["sub", "jti"] {
            guard let value = payload[name] else { continue }
            guard case .string = value else { throw .claim(name) }
        }
    }

    /// Reads our own claims. A claim that cannot be understood is a refusal, never a wider permission.
    static func claims(of payload: JSONObject) throws(TokenRefusal) -> TokenClaims {
        var claims = TokenClaims(identifier: payload["jti"]?.string ?? payload["random_chunk"]?.string)
        guard let own = payload[ownClaim] else { return claims }
        guard case .object(let members) = own else { throw .claim(ownClaim) }
        guard let word = members["role"]?.string, let role = TokenClaims.Role(rawValue: word) else {
            throw .claim("role")
        }
        claims.role = role
        for (name, value) in members.members {
            switch name {
            case "role": break
            case "projects": claims.projects = try patterns(in: value, name: name)
            case "chains": claims.chains = try patterns(in: value, name: name)
            default: throw .claim(ownClaim)
            }
        }
        return claims
    }

    /// The full seconds since 1970, counted down also before it.
    static func wholeSeconds(of time: WallTime) -> Int64 {
        let (seconds, rest) = time.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? seconds - 1 : seconds
    }

    private static func patterns(in value: JSONValue, name: String) throws(TokenRefusal) -> [String] {
        guard case .array(let items) = value, items.count <= mostPatterns else { throw .claim(name) }
        var patterns: [String] = []
        for item in items {
            guard case .string(let text) = item else { throw .claim(name) }
            patterns.append(text)
        }
        return patterns
    }

    /// A number of seconds as tokens state it: a number whose fraction is discarded, or the text of a whole number.
    /// What lies beyond 64 bits counts as the end of the range.
    private static func wholeSeconds(in value: JSONValue) -> Int64? {
        switch value {
        case .integer(let number): return Int64(number)
        case .largeInteger(let digits): return digits.hasPrefix("-") ? .min : .max
        case .double(let number):
            if number >= 0x1p63 { return .max }
            if number <= -0x1p63 { return .min }
            return Int64(number)
        case .string(let text):
            let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
            guard !digits.isEmpty, digits.allSatisfy(NameGrammar.isDigit) else { return nil }
            return Int64(text) ?? (digits.count == text.utf8.count ? .max : .min)
        case .null, .bool, .array, .object: return nil
        }
    }
}
