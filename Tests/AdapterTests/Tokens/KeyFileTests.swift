import Adapters
import Foundation
import Testing

@Suite("Key file")
struct KeyFileTests {
    private func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private func bytes(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test func `a missing file is made once, private, with its folders`() throws {
        let folder = try ScratchFolder()
        let file = KeyFile(path: folder.path + "/deep/er/keyfile")
        #expect(try file.read() == nil)
        let first = try file.obtain()
        #expect(first.isNew)
        #expect(first.warnings.isEmpty)
        #expect(try mode(of: file.path) == 0o600)
        #expect(try mode(of: folder.path + "/deep/er") == 0o700)
        #expect(try mode(of: folder.path + "/deep") == 0o700)
        #expect(try bytes(of: file.path).count == 64)
        let second = try file.obtain()
        #expect(!second.isNew)
        #expect(second.secret == first.secret)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/deep/er") == ["keyfile"])
    }

    @Test func `two files get two keys`() throws {
        let folder = try ScratchFolder()
        let one = try KeyFile(path: folder.path + "/one").obtain()
        let two = try KeyFile(path: folder.path + "/two").obtain()
        #expect(one.secret != two.secret)
    }

    @Test(arguments: [0, 1, 63, 65, 4096])
    func `a file of another length is an error and stays as it is`(length: Int) throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/keyfile"
        let content = Data(repeating: 7, count: length)
        try content.write(to: URL(fileURLWithPath: path))
        #expect(throws: KeyFileError.wrongLength(path: path, length: length)) { try KeyFile(path: path).obtain() }
        #expect(try bytes(of: path) == Array(content))
    }

    @Test(arguments: [
        (0o600, false), (0o400, false), (0o440, false), (0o640, false), (0o644, true), (0o660, true), (0o604, true),
    ])
    func `a file that others can read or change earns a warning`(mode: Int, warns: Bool) throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/keyfile"
        try Data(repeating: 7, count: 64).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let content = try KeyFile(path: path).obtain()
        #expect(content.warnings == (warns ? [.openToOthers(path: path, mode: mode)] : []))
    }

    @Test func `a folder or a pipe in its place is refused and does not block`() throws {
        let folder = try ScratchFolder()
        #expect(throws: KeyFileError.notRegular(path: folder.path)) { try KeyFile(path: folder.path).obtain() }
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: KeyFileError.notRegular(path: pipe)) { try KeyFile(path: pipe).obtain() }
    }

    @Test func `a link that leads nowhere is not followed to make a file`() throws {
        let folder = try ScratchFolder()
        let link = folder.path + "/keyfile"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path + "/elsewhere")
        #expect(throws: KeyFileError.vanished(path: link)) { try KeyFile(path: link).obtain() }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/elsewhere"))
    }

    @Test func `all that start together read the same key, and one of them made it`() async throws {
        for _ in 0..<20 {
            let folder = try ScratchFolder()
            let path = folder.path + "/new/keyfile"
            let contents = try await withThrowingTaskGroup(of: KeyFile.Content.self) { group in
                for _ in 0..<8 { group.addTask { try KeyFile(path: path).obtain() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(contents.allSatisfy { $0.secret == contents[0].secret })
            #expect(contents.count { $0.isNew } == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new") == ["keyfile"])
        }
    }

    @Test func `a secret shows nothing of itself`() throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/keyfile"
        try Data(repeating: UInt8(ascii: "k"), count: 64).write(to: URL(fileURLWithPath: path))
        let content = try KeyFile(path: path).obtain()
        var dumped = ""
        dump(content, to: &dumped)
        for text in [String(describing: content), String(reflecting: content), dumped] {
            // The folder has a random name, in which any digits may stand.
            let shown = text.replacingOccurrences(of: folder.path, with: "")
            #expect(!shown.contains("kkk"))
            #expect(!shown.contains("107"), "\(shown)")
        }
    }
}
