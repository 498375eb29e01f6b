import Domain
import Foundation
import Testing

@testable import Adapters

@Suite struct `Folders of templates` {
    private func render(_ text: String, _ folders: [String]) -> String {
        do throws(DiagnosticList) {
            return try Template.parse(text).render(library: TemplateFolders(folders))
        } catch {
            return error.diagnostics.map(\.message).joined(separator: "; ")
        }
    }

    @Test func `are searched in their order`() throws {
        let folder = try DocumentFolder()
        for (path, text) in [("a/x", "A"), ("b/x", "B"), ("b/only", "only"), ("a/sub/deep", "<%include file='../x'/>")]
        {
            try FileManager.default.createDirectory(
                atPath: (folder.path(path) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try folder.write(text, to: path)
        }
        let folders = [folder.path("a"), folder.path("none"), folder.path("b")]
        #expect(render("<%include file='x'/>", folders) == "A")
        #expect(render("<%include file='/only'/>", folders) == "only")
        #expect(render("<%include file='sub/deep'/>", folders) == "A")
        #expect(render("<%include file='x'/>", folders.reversed()) == "B")
        #expect(render("<%include file='nothing'/>", folders).contains("there is no template 'nothing'"))
        #expect(render("<%include file='sub'/>", folders).contains("there is no template 'sub'"))
    }

    @Test func `cannot be left, neither by a path nor by a link`() throws {
        let folder = try DocumentFolder()
        try FileManager.default.createDirectory(atPath: folder.path("in"), withIntermediateDirectories: true)
        try folder.write("secret", to: "secret")
        for (link, target) in [("in/file", "../secret"), ("in/folder", ".."), ("in/absolute", folder.path("secret"))] {
            try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
        }
        for path in [
            "../secret", "/../secret", "a/../../secret", "file", "folder/secret", "absolute", folder.path("secret"),
        ] {
            #expect(!render("<%include file='\(path)'/>", [folder.path("in")]).contains("secret text"), "\(path)")
            #expect(render("<%include file='\(path)'/>", [folder.path("in")]) != "secret", "\(path)")
        }
    }

    @Test func `hold texts of a bounded length in UTF-8`() throws {
        let folder = try DocumentFolder()
        try Data([0x61, 0xFF]).write(to: URL(fileURLWithPath: folder.path("bytes")))
        try Data(repeating: 0x61, count: 5 << 20).write(to: URL(fileURLWithPath: folder.path("long")))
        #expect(render("<%include file='bytes'/>", [folder.root]).contains("it is not UTF-8"))
        #expect(render("<%include file='long'/>", [folder.root]).contains("it is too long"))
    }
}
