import Domain
import Testing

@testable import Adapters

@Suite struct ExposedPortsTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func expose(_ jail: String, _ entry: String, _ interface: String?, _ port: String?) throws {
        let folder = "jails/\(jail)/conf/boot/expose/\(entry)"
        try scratch.makeFolder(folder)
        if let interface { try scratch.write(interface, to: "\(folder)/on_if") }
        if let port { try scratch.write(port, to: "\(folder)/hport") }
    }

    private func taken(on interface: String) throws -> [Int] {
        let exposed = try ExposedPorts(jails: scratch("jails"), interface: interface)
        return (0...65535).filter { exposed.count(of: $0) > 0 }
    }

    @Test func `without jails nothing is exposed`() throws {
        #expect(try taken(on: "em0") == [])
        try scratch.makeFolder("jails/web/jail")
        #expect(try taken(on: "em0") == [])
    }

    @Test func `ports and ranges of the interface are found in all jails`() throws {
        try expose("web", "0", "em0\n", "8080\n")
        try expose("web", "1", "em0", "20000:20003\n")
        try expose("db", "0", "em0\n", "5432")
        try expose("db", "1", "em1\n", "6000\n")
        #expect(try taken(on: "em0") == [5432, 8080, 20000, 20001, 20002, 20003])
        #expect(try taken(on: "em1") == [6000])
        #expect(try taken(on: "em") == [])
    }

    @Test func `entries that say nothing readable are passed over`() throws {
        try expose("web", "0", "em0\n", "\n")
        try expose("web", "1", "\n", "80\n")
        try expose("web", "2", "em0\n", nil)
        try expose("web", "3", nil, "81\n")
        try expose("web", "4", "em0\n", "http\n")
        try expose("web", "5", "em0\n", "90\n")
        try scratch.write("x", to: "jails/web/conf/boot/expose/stray")
        try scratch.write("x", to: "jails/stray")
        try scratch.write([0xFF, 0x0A], to: "jails/web/conf/boot/expose/6/hport")
        try scratch.write("x", to: "jails/odd/conf/boot")
        #expect(try taken(on: "em0") == [90])
        #expect(try taken(on: "") == [80])
    }

    @Test func `a jail counts once, however many entries it has for a port`() throws {
        try expose("web", "0", "em0\n", "53\n")
        try expose("web", "1", "em0\n", "50:60\n")
        try expose("dns", "0", "em0\n", "53\n")
        let exposed = try ExposedPorts(jails: scratch("jails"), interface: "em0")
        #expect(exposed.count(of: 53) == 2)
        #expect(exposed.count(of: 54) == 1)
        #expect(exposed.count(of: 61) == 0)
    }

    @Test(
        arguments: [
            ("80", 80...80), ("0", 0...0), ("65535", 65535...65535), ("10:20", 10...20), ("10:10", 10...10),
            ("20:10", nil),
            ("", nil), (":", nil), ("1:", nil), (":1", nil), ("1:2:3", nil), ("65536", nil), ("-1", nil), ("+1", nil),
            (" 1", nil),
            ("1 ", nil), ("00001", 1...1), ("000001", nil), ("１", nil), ("99999999999999999999", nil),
        ] as [(String, ClosedRange<Int>?)]) func `a port is a decimal number or two`(
            text: String, ports: ClosedRange<Int>?
        )
    {
        #expect(ExposedPorts.ports(text) == ports)
    }
}
