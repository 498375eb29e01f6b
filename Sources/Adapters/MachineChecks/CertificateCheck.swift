internal import Domain
internal import NIOSSL

/// Judges the files of a listener with TLS: readable, well formed, made for each other, valid today.
struct CertificateCheck {
    /// A certificate that ends within this time is worth a word.
    private static let soon = Duration.seconds(30 * 86_400)

    private let tls: Configuration.TLS
    private let now: WallTime

    init(_ tls: Configuration.TLS, now: WallTime) {
        self.tls = tls
        self.now = now
    }

    func findings() -> [MachineFinding] {
        var findings: [MachineFinding] = []
        if let problem = Self.problem(ofFile: tls.keyFile) {
            findings.append(MachineFinding(.error, "tls.keyfile", problem))
        } else if case .file(let mode) = PathFacts.of(tls.keyFile), mode & 0o007 != 0 {
            findings.append(
                MachineFinding(
                    .warning, "tls.keyfile", "'\(tls.keyFile)' is open to others (mode \(String(mode, radix: 8)))",
                    hint: "chmod 600 \(tls.keyFile)"))
        }
        if let problem = Self.problem(ofCertificates: tls.certificateFile) {
            findings.append(MachineFinding(.error, "tls.certfile", problem))
        }
        guard !findings.contains(where: { $0.severity == .error }) else { return findings }
        return findings + match() + validity()
    }

    /// Whether the server could use both together.
    private func match() -> [MachineFinding] {
        do {
            let files = HTTPServerConfiguration.Certificate(
                certificateFile: tls.certificateFile, keyFile: tls.keyFile)
            _ = try NIOSSLContext(configuration: try HTTPServer.tlsConfiguration(files))
            return []
        } catch HTTPServerFailure.certificate(let file, _) where file == tls.keyFile {
            return [MachineFinding(.error, "tls.keyfile", "'\(tls.keyFile)' holds no private key in PEM form")]
        } catch {
            return [
                MachineFinding(
                    .error, "tls.keyfile", "'\(tls.keyFile)' is not the key of the certificate '\(tls.certificateFile)'"
                )
            ]
        }
    }

    private func validity() -> [MachineFinding] {
        let certificate: NIOSSLCertificate
        do {
            guard let first = try NIOSSLCertificate.fromPEMFile(tls.certificateFile).first else { return [] }
            certificate = first
        } catch {
            return [MachineFinding(.error, "tls.certfile", "'\(tls.certificateFile)' has changed while it was read")]
        }
        let begin = WallTime(microseconds: Int64(certificate.notValidBefore) * 1_000_000)
        let end = WallTime(microseconds: Int64(certificate.notValidAfter) * 1_000_000)
        if now < begin {
            return [
                MachineFinding(.error, "tls.certfile", "the certificate is not valid before \(LogLine.stamp(begin))")
            ]
        }
        if end < now {
            return [MachineFinding(.error, "tls.certfile", "the certificate ended at \(LogLine.stamp(end))")]
        }
        if end < now + Self.soon {
            return [MachineFinding(.warning, "tls.certfile", "the certificate ends at \(LogLine.stamp(end))")]
        }
        return []
    }

    /// - Returns: What is wrong with a file of certificates; `nil` when nothing is.
    static func problem(ofCertificates path: String) -> String? {
        if let problem = problem(ofFile: path) { return problem }
        do {
            return try NIOSSLCertificate.fromPEMFile(path).isEmpty ? "'\(path)' holds no certificate" : nil
        } catch {
            return "'\(path)' holds no certificate in PEM form"
        }
    }

    private static func problem(ofFile path: String) -> String? {
        switch PathFacts.of(path) {
        case .missing: "there is no file '\(path)'"
        case .folder: "'\(path)' is a folder"
        case .other: "'\(path)' is no regular file"
        case .unknown(let reason): "'\(path)' cannot be looked at: \(reason)"
        case .file: PathFacts.isReadable(path) ? nil : "this user may not read '\(path)'"
        }
    }
}
