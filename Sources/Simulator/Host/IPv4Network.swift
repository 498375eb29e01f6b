/// An IPv4 address, or a network in CIDR notation whose host bits may be set.
struct IPv4Network: Equatable, Sendable {
    let address: UInt32
    /// 0 to 32.
    let prefixLength: Int

    /// - Parameter text: `10.0.0.7` or `10.0.0.7/24`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard octets.count == 4 else { return nil }
        var address: UInt32 = 0
        for octet in octets {
            guard let value = Self.number(octet, upTo: 255) else { return nil }
            address = address << 8 | UInt32(value)
        }
        var prefixLength = 32
        if parts.count == 2 {
            guard let length = Self.number(parts[1], upTo: 32) else { return nil }
            prefixLength = length
        }
        self.address = address
        self.prefixLength = prefixLength
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
