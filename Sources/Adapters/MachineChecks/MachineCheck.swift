package import Domain

/// Compares a configuration with the machine that it is for. Nothing is made, changed or connected to.
package struct MachineCheck {
    private let configuration: Configuration
    private let now: WallTime
    private var findings: [MachineFinding] = []

    private init(_ configuration: Configuration, now: WallTime) {
        self.configuration = configuration
        self.now = now
    }

    /// - Parameters:
    ///   - file: The file of the configuration; `nil` for none.
    ///   - environment: Variables of the process: where programs are searched.
    ///   - now: Against which the validity of certificates is held.
    package static func findings(
        _ configuration: Configuration, file: String?, environment: [String: String], now: WallTime
    ) -> [MachineFinding] {
        var check = MachineCheck(configuration, now: now)
        check.checkFile(file)
        check.checkKey()
        if let tls = configuration.tls { check.findings += CertificateCheck(tls, now: now).findings() }
        check.checkAuthorities()
        check.checkFolders()
        check.checkPrograms(environment)
        return check.findings
    }

    private mutating func add(
        _ severity: MachineFinding.Severity, _ setting: String, _ message: String, hint: String? = nil
    ) {
        findings.append(MachineFinding(severity, setting, message, hint: hint))
    }

    // MARK: - Secrets

    private mutating func checkFile(_ file: String?) {
        guard let file, case .file(let mode) = PathFacts.of(file), mode & 0o007 != 0, holdsSecrets else { return }
        add(
            .warning, "", "'\(file)' holds secrets and is open to others (mode \(String(mode, radix: 8)))",
            hint: "chmod 600 \(file)")
    }

    private var holdsSecrets: Bool {
        configuration.secretKey != nil || !configuration.chains.isEmpty || configuration.dataPlane != nil
            || configuration.balancerStatistics != nil
    }

    private mutating func checkKey() {
        guard configuration.secretKey == nil else { return }
        let setting = "secret_keyfile"
        let path = configuration.secretKeyFile
        do throws(KeyFileError) {
            guard let content = try KeyFile(path: path).read() else {
                add(.note, setting, "'\(path)' does not exist: the server makes it when it starts")
                return
            }
            for case .openToOthers(_, let mode) in content.warnings {
                add(
                    .warning, setting, "'\(path)' is open to others (mode \(String(mode, radix: 8)))",
                    hint: "chmod 600 \(path)")
            }
        } catch {
            switch error {
            case .wrongLength(_, let length):
                add(
                    .error, setting, "'\(path)' has \(length) bytes instead of \(KeyFile.length)",
                    hint: "restore it, or remove it to have a new one made, which ends all tokens")
            case .notRegular: add(.error, setting, "'\(path)' is no regular file")
            case .vanished: add(.warning, setting, "'\(path)' was removed while it was read")
            case .system(_, _, let code): add(.error, setting, "'\(path)' cannot be read: \(PathFacts.text(of: code))")
            }
        }
    }

    // MARK: - Files and folders

    private mutating func checkAuthorities() {
        var files: [(setting: String, path: String)] = configuration.chains.filter { !$0.isDisabled }.compactMap {
            chain in
            chain.caFile.map { ("chains.\(chain.name.text).cacert", $0) }
        }
        if let path = configuration.dataPlane?.authorityFile { files.append(("dataplaneapi.cacert", path)) }
        if let path = configuration.balancerStatistics?.authorityFile { files.append(("haproxy_stats.cacert", path)) }
        for server in configuration.etcdServers {
            if let path = server.authorityFile { files.append(("etcd.\(server.host).ca_cert", path)) }
            if let path = server.certificateFile { files.append(("etcd.\(server.host).cert", path)) }
        }
        for (setting, path) in files {
            if let problem = CertificateCheck.problem(ofCertificates: path) { add(.error, setting, problem) }
        }
    }

    private mutating func checkFolders() {
        checkOwn("state", configuration.stateFolder)
        checkOwn("metadata.location", configuration.metadataFolder)
        checkOwn("metadata.namespaces", configuration.namespaceFolder)
        checkForeign("appjail.jails", configuration.appJailJails, of: "AppJail")
        checkForeign("appjail.logs", configuration.appJailLogs, of: "AppJail")
        checkForeign("director.logs", configuration.directorLogs, of: "Director")
        checkForeign("director.projects", configuration.directorProjects, of: "Director")
        if let file = configuration.log.file { checkLog(file) }
    }

    /// A folder that the server makes and writes.
    private mutating func checkOwn(_ setting: String, _ path: String) {
        switch PathFacts.of(path) {
        case .missing: add(.note, setting, "'\(path)' does not exist: the server makes it when it is needed")
        case .folder:
            if !PathFacts.isWritable(path) { add(.warning, setting, "this user may not write in '\(path)'") }
        case .file, .other: add(.error, setting, "'\(path)' is no folder")
        case .unknown(let reason): add(.error, setting, "'\(path)' cannot be looked at: \(reason)")
        }
    }

    /// A folder of another program, which is there once that has run.
    private mutating func checkForeign(_ setting: String, _ path: String, of program: String) {
        switch PathFacts.of(path) {
        case .missing: add(.note, setting, "'\(path)' does not exist yet: \(program) makes it")
        case .folder: break
        case .file, .other: add(.error, setting, "'\(path)' is no folder")
        case .unknown(let reason): add(.error, setting, "'\(path)' cannot be looked at: \(reason)")
        }
    }

    private mutating func checkLog(_ path: String) {
        switch PathFacts.of(path) {
        case .file, .other:
            if !PathFacts.isWritable(path) { add(.error, "log.file", "this user may not write '\(path)'") }
        case .folder: add(.error, "log.file", "'\(path)' is a folder")
        case .unknown(let reason): add(.error, "log.file", "'\(path)' cannot be looked at: \(reason)")
        case .missing:
            let folder = PathFacts.folder(of: path)
            guard case .folder = PathFacts.of(folder) else {
                add(.error, "log.file", "there is no folder '\(folder)'", hint: "the server does not make it")
                return
            }
            if !PathFacts.isWritable(folder) { add(.error, "log.file", "this user may not write in '\(folder)'") }
        }
    }

    private mutating func checkPrograms(_ environment: [String: String]) {
        let environment = ProcessEnvironment.base(of: environment)
        for program in ["appjail", "appjail-director"]
        where ProgramSearch.path(of: program, in: environment) == nil {
            add(
                .warning, "PATH", "there is no program '\(program)': this server passes requests on and deploys nothing"
            )
        }
    }
}
