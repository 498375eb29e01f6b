import Domain
import Testing

@testable import Adapters

@Suite struct AtomicFileTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    @Test(arguments: [0o600, 0o644, 0o400]) func `a file has the content and the mode that were asked for`(mode: Int)
        throws
    {
        try AtomicFile.write([1, 2, 3], to: scratch("file"), mode: Int(mode))
        #expect(try scratch.bytes(of: "file") == [1, 2, 3])
        #expect(try scratch.mode(of: "file") == mode)
        #expect(try scratch.names() == ["file"])
    }

    @Test func `an older file is replaced whole`() throws {
        try scratch.write("a longer text that was there", to: "file")
        try AtomicFile.write([], to: scratch("file"), mode: 0o600)
        #expect(try scratch.bytes(of: "file") == [])
    }

    @Test func `a link is replaced, not written through`() throws {
        try scratch.write("kept", to: "target")
        try scratch.link("file", to: "target")
        try AtomicFile.write([7], to: scratch("file"), mode: 0o600)
        #expect(try scratch.bytes(of: "target") == Array("kept".utf8))
        #expect(try scratch.bytes(of: "file") == [7])
    }

    @Test func `a missing folder is a failure that names it`() {
        let path = scratch("none/file")
        #expect(throws: StorageFailure.inputOutput("open the folder \(scratch("none")): No such file or directory")) {
            try AtomicFile.write([1], to: path, mode: 0o600)
        }
    }

    @Test func `a folder in the way is a failure that leaves nothing behind`() throws {
        try scratch.write("x", to: "file/inside")
        #expect(throws: StorageFailure.self) { try AtomicFile.write([1], to: scratch("file"), mode: 0o600) }
        #expect(try scratch.names() == ["file"])
    }

    @Test(arguments: [
        ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("a/b/", "a", "b"), ("/", "/", "."), ("", ".", "."),
    ]) func `a path has a folder and a name`(path: String, folder: String, name: String) {
        let parts = AtomicFile.split(path)
        #expect(parts.folder == folder)
        #expect(parts.name == name)
    }
}
