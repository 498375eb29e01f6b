import Domain
import Foundation
import Testing

@testable import Adapters

@Suite("A configuration and its machine", .timeLimit(.minutes(5)))
struct MachineCheckTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Every folder and file in one that is the test's own, and programs that are there.
    private func findings(_ settings: String = "", now: WallTime = SystemClock().wallTime) throws -> [MachineFinding] {
        for name in ["state", "metadata", "namespaces", "jails", "logs", "projects", "bin"] {
            try folder.makeFolder(name)
        }
        for name in ["appjail", "appjail-director"] {
            try folder.write("#!/bin/sh\n", to: "bin/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder("bin/\(name)"))
        }
        let text = """
            state: \(folder("state"))
            metadata: {location: \(folder("metadata")), namespaces: \(folder("namespaces"))}
            appjail: {jails: \(folder("jails")), logs: \(folder("logs"))}
            director: {logs: \(folder("logs")), projects: \(folder("projects"))}
            \(settings.contains("secret_key") ? "" : "secret_key: 0123456789abcdef0123456789abcdef")
            \(settings)
            """
        let (configuration, _) = try ConfigurationFixture.read(text)
        try folder.write(text, to: "overlord.yml")
        try restrict("overlord.yml", 0o600)
        return MachineCheck.findings(
            configuration, file: folder("overlord.yml"), environment: ["PATH": folder("bin")], now: now)
    }

    private func restrict(_ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder(name))
    }

    @Test func `that fit each other have nothing to say, and nothing is made`() throws {
        _ = try findings()
        let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        #expect(try findings() == [])
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == before)
    }

    @Test func `a key that is missing is a note, a spoilt one an error, an open one a warning`() throws {
        let setting = "secret_keyfile: \(folder("keyfile"))"
        #expect(try findings(setting).map(\.severity) == [.note])
        #expect(!FileManager.default.fileExists(atPath: folder("keyfile")))
        try folder.write(String(repeating: "k", count: 12), to: "keyfile")
        #expect(try findings(setting).map(\.severity) == [.error])
        try folder.write(String(repeating: "k", count: 64), to: "keyfile")
        try restrict("keyfile", 0o644)
        let open = try findings(setting)
        #expect(open.map(\.severity) == [.warning] && open.first?.setting == "secret_keyfile")
        try restrict("keyfile", 0o600)
        #expect(try findings(setting).isEmpty)
        try FileManager.default.removeItem(atPath: folder("keyfile"))
        try folder.makeFolder("keyfile")
        #expect(try findings(setting).map(\.severity) == [.error])
    }

    @Test func `a file with secrets that others may read is worth a word`() throws {
        _ = try findings()
        let (configuration, _) = try ConfigurationFixture.read("secret_key: 0123456789abcdef0123456789abcdef\n")
        try restrict("overlord.yml", 0o644)
        let found = MachineCheck.findings(
            configuration, file: folder("overlord.yml"), environment: [:], now: SystemClock().wallTime)
        #expect(found.first?.severity == .warning && found.first?.message.contains("holds secrets") == true)
    }

    @Test func `a folder that is missing is made, one that is a file is an error`() throws {
        for setting in ["state", "metadata", "namespaces", "jails", "logs", "projects"] {
            _ = try findings()
            try FileManager.default.removeItem(atPath: folder(setting))
            try folder.write("", to: setting)
            // The fixture makes no folder where there is a file.
            do {
                _ = try findings()
                Issue.record("a folder was made over the file \(setting)")
            } catch {
                let text = String(decoding: try folder.bytes(of: "overlord.yml"), as: UTF8.self)
                let (configuration, _) = try ConfigurationFixture.read(text)
                let found = MachineCheck.findings(
                    configuration, file: nil, environment: ["PATH": folder("bin")], now: SystemClock().wallTime)
                #expect(found.contains { $0.severity == .error && $0.message.hasSuffix("is no folder") }, "\(setting)")
            }
            try FileManager.default.removeItem(atPath: folder(setting))
        }
        let (configuration, _) = try ConfigurationFixture.read("state: \(folder("gone"))\n")
        let found = MachineCheck.findings(configuration, file: nil, environment: [:], now: SystemClock().wallTime)
        #expect(found.contains { $0.severity == .note && $0.setting == "state" })
    }

    @Test func `programs that are missing are a warning`() throws {
        _ = try findings()
        let (configuration, _) = try ConfigurationFixture.read("")
        try FileManager.default.removeItem(atPath: folder("bin"))
        let found = MachineCheck.findings(
            configuration, file: nil, environment: ["PATH": folder("bin")], now: SystemClock().wallTime)
        #expect(found.filter { $0.setting == "PATH" }.map(\.severity) == [.warning, .warning])
    }

    @Test func `a log needs its folder`() throws {
        #expect(try findings("log: {file: \(folder("logs/o.log"))}").isEmpty)
        let missing = try findings("log: {file: \(folder("gone/o.log"))}")
        #expect(missing.map(\.setting) == ["log.file"] && missing.map(\.severity) == [.error])
        #expect(try findings("log: {file: \(folder("logs"))}").map(\.severity) == [.error])
    }

    @Test func `certificate and key must be there, well formed, and made for each other`() async throws {
        let authority = try await TestAuthority()
        let good = try await authority.certificate("good", for: "IP:127.0.0.1")
        let other = try await authority.certificate("other", for: "IP:127.0.0.1")
        try folder.write("no PEM\n", to: "none.pem")
        func tls(_ certificate: String, _ key: String) throws -> [MachineFinding] {
            try findings("tls: {certfile: \(certificate), keyfile: \(key)}")
        }
        // Two days are soon.
        let fitting = try tls(good.certificateFile, good.keyFile)
        #expect(fitting.map(\.severity) == [.warning] && fitting.first?.setting == "tls.certfile")
        let swapped = try tls(good.certificateFile, other.keyFile)
        #expect(swapped.map(\.setting).contains("tls.keyfile"))
        #expect(swapped.first?.message.contains("is not the key of the certificate") == true, "\(swapped)")
        for (certificate, key, setting) in [
            (folder("none.pem"), good.keyFile, "tls.certfile"),
            (good.certificateFile, folder("none.pem"), "tls.keyfile"),
            (folder("gone"), good.keyFile, "tls.certfile"), (good.certificateFile, folder("gone"), "tls.keyfile"),
            (folder.path, good.keyFile, "tls.certfile"),
        ] {
            let found = try tls(certificate, key)
            #expect(found.contains { $0.severity == .error && $0.setting == setting }, "\(setting) \(found)")
        }
        let settings = "tls: {certfile: \(good.certificateFile), keyfile: \(good.keyFile)}"
        let now = SystemClock().wallTime
        let late = try findings(settings, now: now + .seconds(10 * 86_400))
        #expect(late.first?.severity == .error && late.first?.message.contains("ended") == true)
        let early = try findings(settings, now: now + .seconds(-10 * 86_400))
        #expect(early.first?.severity == .error && early.first?.message.contains("not valid before") == true)
    }

    @Test func `authorities must be certificates`() async throws {
        let authority = try await TestAuthority()
        try folder.write("no PEM\n", to: "none.pem")
        func chain(_ file: String) -> String {
            "chains: {a: {entrypoint: 'https://h', access_token: t, cacert: \(file)}}\n"
                + "etcd: {h: {ca_cert: \(file)}}\n"
        }
        #expect(try findings(chain(authority.file)).isEmpty)
        for file in [folder("none.pem"), folder("gone.pem")] {
            let found = try findings(chain(file))
            #expect(found.map(\.setting) == ["chains.a.cacert", "etcd.h.ca_cert"])
            #expect(found.allSatisfy { $0.severity == .error })
        }
    }
}
