internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation

/// A deployment file that was read, and the ways to the servers that it names.
struct ClientSession {
    let deployment: Deployment
    let servers: Servers

    /// Everything that can be wrong on this side is found here, before the first request.
    ///
    /// - Parameter datacenter: The only one that is wanted; `nil` for those where the file is to be deployed.
    init(_ options: DeploymentOptions, datacenter: String? = nil) throws(ExitCode) {
        deployment = try options.load()
        let client = CurlClient()
        let wanted = Set(datacenter.map { [$0] } ?? deployment.deployIn.entrypoints.map(\.datacenter))
        var entries: [(datacenter: Datacenter, access: any ServerAccess)] = []
        for datacenter in deployment.datacenters where wanted.contains(datacenter.name) {
            if let file = datacenter.caFile, !FileManager.default.isReadableFile(atPath: file) {
                Console.complain("(datacenter:\(datacenter.name)) the CA file '\(file)' cannot be read.")
                throw ExitCode(Exit.software)
            }
            do throws(EntrypointProblem) {
                entries.append((datacenter, try ServerClient(datacenter, client: client)))
            } catch {
                Console.complain("(datacenter:\(datacenter.name)) \(error).")
                throw ExitCode(Exit.software)
            }
        }
        servers = Servers(entries)
    }

    /// YAML from a server: it may not read variables of this machine.
    static let readYAML: TargetEnvironment.YAMLReader = { (text: String) throws(DiagnosticList) -> Document in
        let (document, _) = try YAMLReader.read(text: text, file: "metadata", environment: .refuse)
        return document ?? Document(.null, at: .start)
    }

    /// Runs the deciding part of a command, and turns its refusal into a message and a status.
    static func deciding<Output>(
        _ work: () async throws(ClientRefusal) -> Output
    ) async throws(ExitCode) -> Output {
        do throws(ClientRefusal) {
            return try await work()
        } catch {
            Console.complain(error.text)
            throw ExitCode(error.exitStatus)
        }
    }

    /// Says what went wrong in a run.
    ///
    /// - Parameter isApplying: Whether the words for nothing having been done are those of `apply` (command-line contract,
    ///   section 6). The other commands say it too: a server that is hidden at the time looks like one that is not there.
    static func tell(_ report: RunReport, isApplying: Bool = false) {
        for problem in report.problems { Console.complain(ProblemText(style: .answer).text(of: problem)) }
        if let limit = report.limitReached {
            Console.complain("Maximum deployments has been reached! (\(limit.made)/\(limit.allowed))")
        }
        if isApplying && !report.hasEffect { Console.complain("No deployment has had any effect.") }
        if !isApplying && report.targets.isEmpty { Console.complain("No server is selected: nothing was asked for.") }
        for miss in report.nearMisses { Console.complain(miss.text) }
    }
}

extension ServerClient: ServerAccess {}
