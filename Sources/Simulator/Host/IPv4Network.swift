/// An IPv4 address, or a network in CIDR notation whose host bits may be set.
struct IPv4Network: Equatable, Sendable {
    let address: UInt32
    /// 0 to 32.
    let prefixLength: Int

    /// - Parameter text: `10.0.0.7`, `10.0.0.7/24` or `10.0.0.7/255.255.255.0`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        guard let address = Self.bits(parts[0]) else { return nil }
        var prefixLength = 32
        if parts.count == 2 {
            guard let length = Self.number(parts[1], upTo: 32) ?? Self.length(ofMask: parts[1]) else { return nil }
            prefixLength = length
        }
        self.address = address
        self.prefixLength = prefixLength
    }

    private static func bits(_ text: Substring) -> UInt32? {
        let octets = text.split(separator: ".", omittingEmptySubsequences: false)
        guard octets.count == 4 else { return nil }
        var bits: UInt32 = 0
        for octet in octets {
            guard let value = number(octet, upTo: 255) else { return nil }
            bits = bits << 8 | UInt32(value)
        }
        return bits
    }

    private static func length(ofMask text: Substring) -> Int? {
        guard let mask = bits(text) else { return nil }
        // As Python has it: the mask of the network, or else of the hosts in it.
        for mask in [mask, ~mask] {
            let length = (~mask).leadingZeroBitCount
            if mask == (length == 0 ? 0 : ~0 << (32 - UInt32(length))) { return length }
        }
        return nil
    }

    private static func number(_ text: Substring, upTo limit: Int) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int(text), value <= limit
        else { return nil }
        return value
    }

    func contains(_ other: IPv4Network) -> Bool {
        let mask: UInt32 = prefixLength == 0 ? 0 : ~0 << (32 - UInt32(prefixLength))
        return address & mask == other.address & mask
    }
}
