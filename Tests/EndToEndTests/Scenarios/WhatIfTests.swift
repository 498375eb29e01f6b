import Domain
import Foundation
import Testing

@testable import overlord_sim

/// A live tree, main → alpha, of which `what-if` makes a scenario.
@Suite(
    .serialized,
    .tree(Tree.Shape(name: "main", labels: "all", children: [Tree.Shape(name: "alpha", labels: "all, web")])))
struct `What if` {
    @Test func `a live tree is read with its labels and projects, and faults are run on a copy`() async throws {
        let tree = try #require(Tree.current)
        let folder = try TemporaryFolder()
        let file = try folder.write(
            try await tree.datacenter() + """

                kind: directorProject
                deployIn: {labels: [web]}
                projectName: blog
                projectFile: |
                  services:
                    page:
                      name: blog-page
                      makejail: !ENV '${PWD}/Makejail'
                """, to: "blog.yml")
        let applied = try await Program.run(["apply", "-f", file, "--wait"], in: folder)
        #expect(applied.status == 0, "\(applied.complaints)")
        let outcome = try await Program.run(
            ["what-if", "-f", file, "--seeds", "1..2", "-o", "copy.yml"], in: folder,
            program: Program.path(of: "overlord-sim"))
        #expect(outcome.status == 0, "\(outcome.complaints)\(outcome.output)")
        #expect(outcome.complaints.contains("2 servers, 1 projects"))
        let copy = folder.text(of: "copy.yml")
        #expect(copy.contains("alpha") && copy.contains("web"))
        #expect(copy.contains("blog"))
    }

    @Test func `a tree that cannot be reached is told of, with status 69`() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            """
            kind: readOnly
            datacenters: {main: {entrypoint: "http://127.0.0.1:1", access_token: x.y.z}}
            deployIn: {labels: [all]}
            """, to: "none.yml")
        let outcome = try await Program.run(
            ["what-if", "-f", file], in: folder, program: Program.path(of: "overlord-sim"))
        #expect(outcome.status == Exit.unavailable)
        #expect(outcome.complaints.contains("could not be seen"))
    }
}
