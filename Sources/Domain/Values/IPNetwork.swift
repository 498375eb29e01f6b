/// An IP network or a single address, IPv4 or IPv6: `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `fe80::/10`, `192.168.1.4`.
/// Bits of the host may be set.
package struct IPNetwork: ValidatedName {
    package enum Version: Sendable { case version4, version6 }

    package static let rule = "an IP network such as 10.0.0.0/8 or fd00::/8"
    package let text: String

    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let version = Self.address(parts[0]) else { return nil }
        if parts.count == 2 {
            let longest = version == .version4 ? 32 : 128
            let isPrefix = parts[1].utf8.count <= 3 && parts[1].utf8.allSatisfy(NameGrammar.isDigit)
            if let length = Int(parts[1]), isPrefix {
                guard length <= longest else { return nil }
            } else {
                guard version == .version4, Self.isMask(parts[1]) else { return nil }
            }
        }
        self.text = text
    }

    /// Which kind of address a text is; `nil` for none. A zone (`%em0`) is not part of an address.
    package static func address(_ text: String) -> Version? {
        if octets(text) != nil { return .version4 }
        return isVersion6(text) ? .version6 : nil
    }

    private static func octets(_ text: String) -> [Int]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var octets: [Int] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy(NameGrammar.isDigit), let octet = Int(part),
                octet < 256, part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0")
            else { return nil }
            octets.append(octet)
        }
        return octets
    }

    private static func isMask(_ text: String) -> Bool {
        guard let octets = octets(text) else { return false }
        let bits = octets.reduce(0) { $0 << 8 | $1 }
        let inverse = ~bits & 0xFFFF_FFFF
        return inverse & (inverse + 1) == 0 || bits & (bits + 1) == 0
    }

    private static func isVersion6(_ text: String) -> Bool {
        guard text.utf8.count <= 45 else { return false }
        var groups = text.split(separator: ":", omittingEmptySubsequences: false)
        guard groups.count >= 3 else { return false }
        var count = 0
        var endsInOctets = false
        if let last = groups.last, last.contains(".") {
            guard octets(String(last)) != nil else { return false }
            groups.removeLast()
            count = 2
            endsInOctets = true
        }
        // An empty group is the gap `::`; at either end of the text it shows as two.
        var gaps = 0
        if groups.count >= 2, groups[0].isEmpty, groups[1].isEmpty {
            groups.removeFirst()
        }
        if !endsInOctets, groups.count >= 2, groups[groups.count - 1].isEmpty, groups[groups.count - 2].isEmpty {
            groups.removeLast()
        }
        for (index, group) in groups.enumerated() {
            if group.isEmpty {
                gaps += 1
                // A single colon at an end is no gap.
                let isFirst = index == 0 && !text.hasPrefix("::")
                let isLast = index == groups.count - 1 && !endsInOctets && !text.hasSuffix("::")
                if isFirst || isLast { return false }
            } else {
                guard group.utf8.count <= 4, group.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return false }
                count += 1
            }
        }
        return gaps == 1 ? count <= 7 : gaps == 0 && count == 8
    }
}
