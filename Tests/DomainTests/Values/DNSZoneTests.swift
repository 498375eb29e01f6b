import Domain
import Testing

struct DNSZoneTests {
    @Test(arguments: [".", "lan", "lan.", "svc.example.net.", "_a.b-c", String(repeating: "a", count: 63) + ".b"])
    func `a zone is`(text: String) { #expect(DNSZone(text)?.text == text) }

    @Test(arguments: [
        "", "..", ".lan", "a..b", "a b", "-a", "a-.b", "ä.org", "a/b", String(repeating: "a", count: 64),
        String(repeating: "a.", count: 127) + "a.",
    ])
    func `no zone is`(text: String) { #expect(DNSZone(text) == nil) }
}
