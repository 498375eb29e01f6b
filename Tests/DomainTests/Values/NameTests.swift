import Testing

@testable import Domain

@Suite("Names from the wire")
struct NameTests {
    @Test(arguments: ["a", "db-only", "vm.r2", "a.b-c"])
    func `a label of groups that start with a letter is taken`(text: String) {
        #expect(Label(text)?.text == text)
    }

    @Test(arguments: ["", "A", "a-1", "a_b", "a..b", "-a", "a-", "a\n", "é", "a.-b", "1a", " a"])
    func `a label that breaks the rule is refused`(text: String) {
        #expect(Label(text) == nil)
    }

    @Test(arguments: ["Corefile", "web.conf", "a_b.c-d", "overlord.autoscale.shop"])
    func `a metadata key of groups is taken`(text: String) {
        #expect(MetadataKey(text)?.text == text)
    }

    @Test(arguments: ["", ".", "..", "a/b", "a.1", "foo.2.conf", "a__b", ".tmp", "a.", "a\0", "a b", "%2e"])
    func `a metadata key that could be more than one file name is refused`(text: String) {
        #expect(MetadataKey(text) == nil)
    }

    @Test(arguments: ["..", ".", "", "a/b", "a b", "a\0b", "ä", "%2F", String(repeating: "a", count: 256)])
    func `a project name that could leave its folder is refused`(text: String) {
        #expect(ProjectName(text) == nil)
    }

    @Test(arguments: ["web", "...", "a.b", "-x", "_", String(repeating: "a", count: 255)])
    func `a project name of the allowed characters is taken`(text: String) {
        #expect(ProjectName(text)?.text == text)
    }

    @Test(arguments: ["-x", "", "a.b", "../x"])
    func `a jail name that AppJail would refuse is refused`(text: String) {
        #expect(JailName(text) == nil)
    }

    @Test(arguments: ["..", ".", "", "a/b", "a\0", String(repeating: "x", count: 256)])
    func `a part of a log path that is no plain file name is refused`(text: String) {
        #expect(LogPart(text) == nil)
    }

    @Test(arguments: [("a", false), ("ab", true), ("a-", false), ("-a", false), ("a.b_c-d", true), ("a/b", false)])
    func `a machine name has at least two characters and plain edges`(text: String, isGood: Bool) {
        #expect((VirtualMachineName(text) != nil) == isGood)
    }

    @Test func `a name of 26 letters and a bang costs no more than one that is right`() {
        // Counted, not timed: the recogniser is one pass over the bytes, so 10,000 characters end at the 256th.
        #expect(MetadataKey(String(repeating: "a", count: 26) + "!") == nil)
        #expect(Label(String(repeating: "a", count: 10_000) + "!") == nil)
        #expect(ProjectName(String(repeating: "a", count: 10_000)) == nil)
    }
}
