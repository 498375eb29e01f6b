import Domain
import Testing

@testable import Adapters

@Suite struct InternetAddressTests {
    @Test(
        arguments: [
            ("0.0.0.0", [0, 0, 0, 0]), ("255.255.255.255", [255, 255, 255, 255]), ("10.0.0.7", [10, 0, 0, 7]),
        ] as [(String, [UInt8])]) func `addresses of IPv4 are read and written`(text: String, bytes: [UInt8])
    {
        #expect(InternetAddress(text)?.bytes == bytes)
        #expect(InternetAddress(bytes: bytes)?.description == text)
    }

    @Test(arguments: [
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::A", "2001:db8::a"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("0:0:0:0:0:0:0:1", "::1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:0:0:2:0:0:3:4", "1::2:0:0:3:4"),
        ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("fe80::0001:0", "fe80::1:0"), ("::ffff:10.0.0.7", "::ffff:a00:7"),
        ("64:ff9b::1.2.3.4", "64:ff9b::102:304"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ]) func `addresses of IPv6 are read in every form and written in the canonical one`(text: String, canonical: String)
    {
        let address = InternetAddress(text)
        #expect(address?.bytes.count == 16)
        #expect(address?.description == canonical)
        #expect(InternetAddress(canonical) == address)
    }

    @Test(arguments: [
        "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "01.2.3.4", "1.2.3.", ".1.2.3", "1..2.3",
        "1.2.3.4 ",
        " 1.2.3.4", "+1.2.3.4", "1.2.3.-4", "1.2.3.4/8", "0x1.2.3.4", "1.2.3.1000", "１.2.3.4", ":", ":::", "1::2::3",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "1:2:3:4:5:6:7:8::", ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "12345::", "g::", "fe80::1%em0", "::1.2.3", "::1.2.3.4.5", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4",
        "::ffff:1.2.3.400", "1:::2", "::/0",
    ]) func `what is no address is refused`(text: String) { #expect(InternetAddress(text) == nil) }

    @Test(arguments: [
        ("127.0.0.1", true, false), ("127.255.0.1", true, false), ("128.0.0.1", false, false),
        ("169.254.3.4", false, true),
        ("169.253.3.4", false, false), ("::1", true, false), ("::2", false, false), ("fe80::1", false, true),
        ("febf::1", false, true), ("fec0::1", false, false), ("2001:db8::1", false, false),
    ]) func `loopback and link-local addresses are told apart`(text: String, loopback: Bool, linkLocal: Bool) {
        #expect(InternetAddress(text)?.isLoopback == loopback)
        #expect(InternetAddress(text)?.isLinkLocal == linkLocal)
    }

    @Test(arguments: [0, 3, 5, 15, 17]) func `no other number of bytes is an address`(count: Int) {
        #expect(InternetAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test(arguments: [UInt64(1), 2, 3]) func `every address reads back what it writes`(seed: UInt64) {
        let numbers = SeededNumbers(seed: seed)
        for _ in 0..<2000 {
            // Many zeros, so that runs of them occur.
            let count = numbers.integer(in: 0...1) == 0 ? 4 : 16
            let bytes = (0..<count).map { _ in UInt8(numbers.integer(in: 0...3) == 0 ? numbers.integer(in: 0...255) : 0)
            }
            let address = InternetAddress(bytes: bytes)
            #expect(address != nil)
            #expect(InternetAddress(address?.description ?? "") == address, "seed \(seed)")
        }
    }
}
