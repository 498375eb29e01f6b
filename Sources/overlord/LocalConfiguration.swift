internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation

/// The configuration of the server on this machine, for the commands that need it. Commands of the client do not read
/// it, so that a broken one does not stop them.
enum LocalConfiguration {
    /// Reads the file that `OVERLORD_CONFIG` names, else `.overlord.yml` in the current folder; without either the
    /// defaults hold. Source: command-line contract, section 1.2.
    ///
    /// - Parameter sandbox: The folder of a sandbox: what has no place of its own in the file is kept there.
    static func load(sandbox: String? = nil, colour: ColourChoice = .auto) throws(ExitCode) -> Configuration {
        do throws(DiagnosticList) {
            let named = ProcessVariables.value("OVERLORD_CONFIG")
            if let named, !isFile(named) {
                Console.complain("OVERLORD_CONFIG names '\(named)', which is no file: the defaults hold.")
            }
            let (configuration, warnings) = try read(named ?? usualFile, sandbox: sandbox)
            Console.complain(warnings, colour: colour)
            return configuration
        } catch {
            Console.complain(error.diagnostics, colour: colour)
            throw ExitCode(Exit.software)
        }
    }

    /// Where the configuration is when nothing names another place.
    static let usualFile = ".overlord.yml"

    /// Reads a file; the defaults when there is none.
    static func read(
        _ path: String, sandbox: String?
    ) throws(DiagnosticList) -> (configuration: Configuration, warnings: [Diagnostic]) {
        var place = Configuration.Place(
            home: NSHomeDirectory(), isRoot: geteuid() == 0, processors: ProcessInfo.processInfo.processorCount)
        if let sandbox {
            place.prefix = sandbox
            place.state = sandbox
        }
        guard isFile(path) else { return try ConfigurationDecoder.decode(nil, file: path, place: place) }
        let text = try TextFile.read(path: path, limit: 4 << 20)
        let (document, findings) = YAMLReader.examine(
            text: text, file: path, environment: .resolve(ProcessVariables.value))
        return try ConfigurationDecoder.decode(document, file: path, place: place, findings: findings)
    }

    /// Whether there is something to read: folders, pipes and devices count as nothing, as in 0.25.
    static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// What signs the tokens of this server: `secret_key`, else the key file, which is made when there is none.
    static func authenticator(of configuration: Configuration) throws(ExitCode) -> HMACAuthenticator {
        if let text = configuration.secretKey {
            do throws(HMACAuthenticator.EmptySecret) {
                return try HMACAuthenticator(secretText: text)
            } catch {
                Console.complain("The configuration has an empty 'secret_key', with which anybody could sign.")
                throw ExitCode(Exit.software)
            }
        }
        do throws(KeyFileError) {
            let content = try KeyFile(path: configuration.secretKeyFile).obtain()
            if content.isNew { Console.complain("A new key has been made: '\(configuration.secretKeyFile)'.") }
            for case .openToOthers(let path, let mode) in content.warnings {
                Console.complain("The key file '\(path)' is open to others (mode \(String(mode, radix: 8))).")
            }
            return HMACAuthenticator(content.secret)
        } catch {
            Console.complain(sentence(for: error))
            throw ExitCode(Exit.software)
        }
    }

    private static func sentence(for error: KeyFileError) -> String {
        switch error {
        case .wrongLength(let path, let length):
            "The key file '\(path)' has \(length) bytes instead of \(KeyFile.length). It is left as it is: restore it, "
                + "or remove it to have a new one made, which ends all tokens."
        case .notRegular(let path): "The key file '\(path)' is no regular file."
        case .vanished(let path): "The key file '\(path)' was removed while it was read."
        case .system(let path, let call, let code):
            "The key file '\(path)' cannot be used: \(call): \(String(cString: strerror(code)))."
        }
    }
}
