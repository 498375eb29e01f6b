import Adapters
import Foundation
import TestSupport

/// A certificate authority in a temporary folder.
final class TestAuthority: Sendable {
    struct Failure: Error { let arguments: [String], text: String }

    private let folder: ScratchFolder

    init() async throws {
        folder = try ScratchFolder()
        try await openssl(
            ["req", "-x509"] + Self.newKey + ["-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test"])
    }

    var file: String { folder.path + "/ca.pem" }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    /// - Parameter subject: A subject alternative name, `IP:127.0.0.1` or `DNS:name`.
    func certificate(_ name: String, for subject: String) async throws -> HTTPServerConfiguration.Certificate {
        try await openssl(
            ["req", "-new"] + Self.newKey + ["-keyout", "\(name).key", "-out", "\(name).csr", "-subj", "/CN=\(name)"])
        try Data("subjectAltName=\(subject)\n".utf8).write(
            to: URL(fileURLWithPath: folder.path + "/\(name).ext"))
        try await openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            "\(name).pem", "-days", "2", "-extfile", "\(name).ext",
        ])
        return .init(certificateFile: folder.path + "/\(name).pem", keyFile: folder.path + "/\(name).key")
    }

    /// A foreign server that takes only clients with a certificate of this authority.
    final class StrictServer: Sendable {
        let port: Int
        private let process: ChildProgram
        /// An end of it would be the end of the server.
        private let input: Pipe

        init(port: Int, process: ChildProgram, input: Pipe) {
            self.port = port
            self.process = process
            self.input = input
        }

        deinit { process.signal(SIGKILL) }
    }

    func serverThatAsksForCertificates() async throws -> StrictServer {
        let files = try await certificate("strict", for: "IP:127.0.0.1")
        let input = Pipe()
        let output = Pipe()
        let process = try start(
            [
                "s_server", "-accept", "127.0.0.1:0", "-cert", files.certificateFile, "-key", files.keyFile, "-CAfile",
                file,
                "-Verify", "1", "-verify_return_error", "-www",
            ], input: input.fileHandleForReading, output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        // It says "ACCEPT 127.0.0.1:PORT" once it listens.
        let reader = output.fileHandleForReading
        let port = try await onOwnThread {
            var text = ""
            while true {
                let piece = reader.availableData
                guard !piece.isEmpty else { throw Failure(arguments: ["s_server"], text: text) }
                text += String(decoding: piece, as: UTF8.self)
                if let match = text.firstMatch(of: /ACCEPT [^\n]*:(\d+)\n/), let port = Int(match.1) { return port }
            }
        }
        return StrictServer(port: port, process: process, input: input)
    }

    private func openssl(_ arguments: [String]) async throws {
        let errors = Pipe()
        let process = try start(arguments, errors: errors.fileHandleForWriting)
        try errors.fileHandleForWriting.close()
        let reader = errors.fileHandleForReading
        let text = try await onOwnThread {
            String(decoding: reader.readDataToEndOfFile(), as: UTF8.self)
        }
        guard await process.end() == 0 else { throw Failure(arguments: arguments, text: text) }
    }

    private func start(
        _ arguments: [String], input: FileHandle? = nil, output: FileHandle? = nil, errors: FileHandle? = nil
    ) throws -> ChildProgram {
        try ChildProgram(
            "/usr/bin/env", ["openssl"] + arguments, folder: folder.path, input: input, output: output, errors: errors)
    }
}
