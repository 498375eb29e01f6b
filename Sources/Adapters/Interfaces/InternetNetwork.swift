/// A range of addresses in the notation of CIDR. Source: node contract, section 10.3.
package struct InternetNetwork: Hashable, Sendable, CustomStringConvertible {
    /// The first address: bits past the prefix are zero.
    package let base: InternetAddress
    /// How many leading bits an address must share.
    package let prefixLength: Int

    /// Reads `ADDRESS`, which stands for itself alone, `ADDRESS/BITS`, or `ADDRESS/MASK` for IPv4. Bits of the address
    /// past the prefix are allowed and mean nothing.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = InternetAddress(parts[0]) else { return nil }
        let width = address.bytes.count * 8
        let length = parts.count == 1 ? width : Self.prefixLength(parts[1], isVersion6: address.isVersion6)
        guard let length, length <= width else { return nil }
        let bytes = address.bytes.enumerated().map { $1 & Self.mask(of: $0, prefixLength: length) }
        guard let base = InternetAddress(bytes: bytes) else { return nil }
        self.base = base
        prefixLength = length
    }

    package var description: String { "\(base)/\(prefixLength)" }

    /// Whether `address` lies in the range; never so for the other version of the protocol.
    package func contains(_ address: InternetAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        return address.bytes.indices.allSatisfy {
            address.bytes[$0] & Self.mask(of: $0, prefixLength: prefixLength) == base.bytes[$0]
        }
    }

    private static func prefixLength(_ text: some StringProtocol, isVersion6: Bool) -> Int? {
        if !isVersion6, let mask = InternetAddress(text), !mask.isVersion6 {
            let bits = mask.bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            // As Python has it: the mask of the network, or else of the hosts in it.
            for bits in [bits, ~bits] {
                let length = (~bits).leadingZeroBitCount
                if bits == (length == 0 ? 0 : ~UInt32(0) << (32 - UInt32(length))) { return length }
            }
            return nil
        }
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// The part of the byte at `position` that lies in the prefix.
    private static func mask(of position: Int, prefixLength: Int) -> UInt8 {
        let bits = min(8, max(0, prefixLength - position * 8))
        return bits == 0 ? 0 : 0xFF << UInt8(8 - bits)
    }
}
