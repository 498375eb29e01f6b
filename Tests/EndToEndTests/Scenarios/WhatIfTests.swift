import Domain
import Foundation
import Simulator
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
        let checked = try await simulate(["check", "copy.yml"], in: folder)
        #expect(checked.status == 0, "\(checked.complaints)")
        let again = try await simulate(["what-if", "-f", file, "-o", "copy.yml"], in: folder)
        #expect(again.status == Exit.dataError)
        #expect(again.complaints == "copy.yml exists and is left as it is\n")
        #expect(folder.text(of: "copy.yml") == copy)
    }

    private func simulate(_ arguments: [String], in folder: TemporaryFolder) async throws -> Program.Outcome {
        try await Program.run(arguments, in: folder, program: Program.path(of: "overlord-sim"))
    }

    @Test func `the files of a copy read back as the tree that was read`() throws {
        func project(_ name: String) throws -> Simulator.WhatIf.Project {
            .init(name: try #require(ProjectName(name)), services: ["one", "web"])
        }
        let found: [Simulator.WhatIf.Found] = [
            .init(path: [], labels: [.all], projects: [try project("Shop_1")]),
            .init(path: [try #require(ChainName("alpha"))], labels: [.all], projects: [try project("shop-1")]),
        ]
        let copy = Simulator.WhatIf.copy(of: found, root: try #require(ChainName("main")), seeds: 1...2)
        let folder = try TemporaryFolder()
        for file in copy.files { try folder.write(file.text, to: file.name) }
        let path = try folder.write(ScenarioWriter.text(copy.scenario, comment: "A tree."), to: "copy.yml")
        let (read, warnings) = try ScenarioFiles.load(path: path)
        #expect(warnings.isEmpty)
        #expect(read.topology == copy.scenario.topology)
        #expect(read.faults == copy.scenario.faults && read.steps == copy.scenario.steps)
        #expect(read.deployments.map(\.deployment.content) == copy.scenario.deployments.map(\.deployment.content))
        for seed: UInt64 in 1...2 {
            let (here, there) = (World.run(copy.scenario, seed: seed), World.run(read, seed: seed))
            #expect(here.traceHash == there.traceHash)
            #expect(here.outcome == .passed, "\(here.outcome)")
        }
        // Projects whose names are nearly the same keep apart.
        #expect(Set(copy.scenario.topology.servers.map(\.labels.last)).count == 2)
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
        #expect(outcome.complaints.contains("error obtaining the chains: All connection attempts failed"))
    }

    @Test func `servers whose names come out the same keep apart`() throws {
        func path(_ text: String) throws -> [ChainName] {
            try text.split(separator: ".").map { try #require(ChainName(String($0))) }
        }
        let paths = ["", "main", "main.a", "main-a", "main-a.b", String(repeating: "a", count: 200) + ".b"]
        let long = paths[5].split(separator: ".").map(String.init)[0]
        let found = try (paths.prefix(5) + [long, paths[5]]).map {
            Simulator.WhatIf.Found(path: try path($0), labels: [.all], projects: [])
        }
        let copy = Simulator.WhatIf.copy(of: found, root: try #require(ChainName("main")), seeds: 1...1)
        let servers = copy.scenario.topology.servers
        #expect(servers.count == 7 && Set(servers.map(\.name)).count == 7)
        let byName = Dictionary(uniqueKeysWithValues: zip(servers.map(\.name), found.map(\.path)))
        for (server, found) in zip(servers, found) where !found.path.isEmpty {
            #expect(server.parent.flatMap { byName[$0] } == found.path.dropLast())
        }
        #expect(World.run(copy.scenario, seed: 1).outcome == .passed)
    }
}
