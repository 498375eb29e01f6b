import Domain
import Foundation
import Simulator

@testable import Adapters

/// The real adapters of AppJail and Director over the fake programs, in a folder of their own.
struct RealHost: Sendable {
    private let folder: TemporaryFolder
    private let runner: DetachedRunner
    private let programs: HostPrograms

    private static let fakes =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("AdapterTests/Fakes").path

    init() throws {
        folder = try TemporaryFolder()
        let state = folder.path + "/fake"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        let environment = ["PATH": Self.fakes + ":/usr/bin:/bin", "FAKE_STATE": state, "HOME": folder.path]
        let program = Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("overlord").path
        // Longer than a Director that ends in order needs on a busy machine.
        runner = DetachedRunner(
            .init(folder: folder.path + "/runs", program: program, environment: environment, grace: .seconds(5)))
        programs = try HostPrograms(environment: environment, emptyFolder: folder.path + "/empty")
    }

    /// Its ports, as the cases use them.
    var subject: HostConformance.Subject {
        let state = folder.path + "/fake"
        return HostConformance.Subject(
            runner: runner,
            projects: DirectorHost(
                folders: .init(projects: state + "/director/projects", locks: state + "/director/locks"),
                programs: programs, isRunnerBusy: { [runner] in runner.isBusy($0) }),
            jails: AppJailHost(jailsFolder: state + "/jails", programs: programs),
            logs: LogFiles(jailRoot: state + "/appjail/logs", projectRoot: state + "/director/logs"),
            configure: { behaviour in
                try AtomicFile.write(JSONWriter.bytes(of: behaviour), to: state + "/fake.json", mode: 0o600)
            },
            pause: { try await Task.sleep(for: $0) },
            befall: { [programs] mishap, jail in
                switch mishap {
                case .vanishes: try FileManager.default.removeItem(atPath: "\(state)/jails/\(jail)")
                case .stops: _ = try await programs.answer(of: "appjail", ["stop", jail.text])
                }
            })
    }
}
