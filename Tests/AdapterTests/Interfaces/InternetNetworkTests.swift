import Domain
import Testing

@testable import Adapters

@Suite struct InternetNetworkTests {
    @Test(arguments: [
        ("10.0.0.7/24", "10.0.0.0/24"), ("10.0.0.7", "10.0.0.7/32"), ("10.1.2.3/0", "0.0.0.0/0"),
        ("10.255.255.255/9", "10.128.0.0/9"), ("1.2.3.4/31", "1.2.3.4/31"), ("1.2.3.5/31", "1.2.3.4/31"),
        ("10.0.0.7/255.255.255.0", "10.0.0.0/24"), ("1.2.3.4/0.0.0.0", "0.0.0.0/0"),
        ("1.2.3.4/255.255.255.255", "1.2.3.4/32"), ("2001:db8::1/32", "2001:db8::/32"), ("::1", "::1/128"),
        ("fe80::1/10", "fe80::/10"), ("ffff::/1", "8000::/1"), ("1::/128", "1::/128"), ("1::1/0", "::/0"),
        ("10.0.0.0/08", "10.0.0.0/8"),
    ]) func `a network is read, bits past the prefix mean nothing`(text: String, canonical: String) {
        #expect(InternetNetwork(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0 /8",
        "10.0.0.0/ 8", "10.0.0.0/255.0.255.0", "10.0.0/8", "::/129", "::/255.0.0.0", "::/::",
        "em0",
        "10.0.0.0/99999999999999999999", "10.0.0.0/٨",
    ]) func `what is no network is refused`(text: String) { #expect(InternetNetwork(text) == nil) }

    @Test(arguments: [
        ("10.0.0.7/0.0.0.255", "10.0.0.255", true),
        ("10.0.0.7/0.0.0.255", "10.0.1.0", false), ("10.0.0.7/24", "10.0.0.255", true),
        ("10.0.0.7/24", "10.0.1.0", false), ("0.0.0.0/0", "1.2.3.4", true),
        ("10.0.0.7", "10.0.0.7", true), ("10.0.0.7", "10.0.0.6", false), ("10.128.0.0/9", "10.127.255.255", false),
        ("0.0.0.0/0", "::1", false), ("::/0", "1.2.3.4", false), ("::/0", "ffff::1", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("::ffff:0:0/96", "1.2.3.4", false),
    ]) func `a network contains the addresses of its version that share the prefix`(
        network: String, address: String, expected: Bool
    ) throws {
        let network = try #require(InternetNetwork(network))
        #expect(network.contains(try #require(InternetAddress(address))) == expected)
    }

    @Test(arguments: [UInt64(1), 2]) func `a network contains exactly what agrees in its leading bits`(seed: UInt64)
        throws
    {
        let numbers = SeededNumbers(seed: seed)
        for _ in 0..<500 {
            let count = numbers.integer(in: 0...1) == 0 ? 4 : 16
            let bytes = (0..<count).map { _ in UInt8(numbers.integer(in: 0...255)) }
            let length = numbers.integer(in: 0...count * 8)
            let base = try #require(InternetAddress(bytes: bytes))
            let network = try #require(InternetNetwork("\(base)/\(length)"), "seed \(seed)")
            let flipped = numbers.integer(in: 0...count * 8 - 1)
            var other = bytes
            other[flipped / 8] ^= 0x80 >> UInt8(flipped % 8)
            let address = try #require(InternetAddress(bytes: other))
            #expect(network.contains(base), "seed \(seed)")
            #expect(network.contains(address) == (flipped >= length), "seed \(seed), \(network), \(address)")
        }
    }
}
