import Domain
import Foundation
import Testing

/// The deployment files of the article, read by the program.
struct ExampleTests {
    static let folder = Bundle.module.resourceURL?.appendingPathComponent("Examples").path ?? "Examples"

    /// Every file, and what its kind and name are.
    static let files: [(file: String, kind: String, project: String?)] = [
        ("coredns/coredns.yml", "directorProject", "dns-server"), ("coredns/metadata.yml", "metadata", nil),
        ("etcd/etcd.yml", "directorProject", "etcd-cluster"),
        ("filebrowser/filebrowser.yml", "directorProject", "filebrowser"),
        ("haproxy/haproxy.yml", "directorProject", "load-balancer"), ("haproxy/metadata.yml", "metadata", nil),
        ("hello-http/autoscaled.yml", "directorProject", "hello-http"),
        ("hello-http/balanced.yml", "directorProject", "hello-http"),
        ("hello-http/by-dns.yml", "directorProject", "hello-http"),
        ("homebox/homebox.yml", "directorProject", "homebox"), ("info.yml", "readOnly", nil),
        ("tor/metadata.yml", "metadata", nil), ("tor/tor.yml", "directorProject", "tor"),
        ("vm/metadata.yml", "metadata", nil), ("vm/vm.yml", "vmJail", nil),
    ]

    private func print(_ file: String, _ arguments: [String] = []) async throws -> Program.Outcome {
        try await Program.run(
            ["print-spec", "-f", "\(Self.folder)/\(file)"] + arguments, in: try TemporaryFolder(),
            environment: [
                "ENTRYPOINT": "http://127.0.0.1:8888", "TOKEN": "the-token", "DST": "provider", "VM": "vmtest",
                "CPU": "1", "MEM": "256M", "DISK": "10G", "VERSION": "14.2", "SWAP": "1G", "HOSTNAME": "vmtest",
            ])
    }

    @Test(arguments: files)
    func `a file of the article is printed as JSON`(file: String, kind: String, project: String?) async throws {
        let outcome = try await print(file)
        #expect(outcome.status == 0, "\(outcome.complaints)")
        let json = try JSONReader.value(of: Array(outcome.output.utf8))
        #expect(json["kind"]?.string == kind)
        #expect(json["projectName"]?.string == project)
        #expect(json["datacenters"]?["main"]?["entrypoint"] == "http://127.0.0.1:8888")
        #expect(json["datacenters"]?["main"]?["access_token"] == "the-token")
        switch kind {
        case "metadata": #expect(json["metadata"]?.object?.isEmpty == false)
        case "vmJail": #expect(json["vmName"] == "vmtest")
        case "directorProject": #expect(json["projectFile"]?.string?.contains("services:") == true)
        default: break
        }
        let hidden = try await print(file, ["--hide-secrets"])
        #expect(hidden.status == 0 && !hidden.output.contains("the-token"))
    }

    @Test func `the list has every file of these kinds`() throws {
        let all = try #require(FileManager.default.enumerator(atPath: Self.folder)).compactMap { $0 as? String }
        let expected = all.filter { $0.hasSuffix(".yml") && !$0.hasPrefix("config/") }
        #expect(Self.files.map(\.file) == expected.sorted())
    }

    @Test func `without its variables a file is refused, and the variable named`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run(["print-spec", "-f", "\(Self.folder)/info.yml"], in: folder)
        #expect(outcome.status == Exit.software)
        #expect(outcome.complaints.contains("ENTRYPOINT") && outcome.complaints.contains("TOKEN"))
    }
}
