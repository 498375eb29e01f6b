import Domain

/// Authentication codes for simulations: keyed, deterministic, and no cryptography. Never for a real node.
package struct TestAuthenticator: MessageAuthenticator {
    private let key: String

    package init(key: String) { self.key = key }

    /// 32 bytes.
    package func code(for message: [UInt8]) -> [UInt8] {
        (0..<4 as Range<UInt64>).flatMap { part in
            var fingerprint = Fingerprint()
            fingerprint.add(part)
            fingerprint.add(key)
            fingerprint.add(message)
            let word = SplitMix64.mix(fingerprint.value)
            return (0..<8 as Range<UInt64>).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
    }

    package func isAuthentic(_ code: [UInt8], for message: [UInt8]) -> Bool {
        let right = self.code(for: message)
        guard code.count == right.count else { return false }
        return zip(code, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
