import Domain

/// What Director does on a modelled host. Source: node contract, sections 4.4 to 4.7.
extension HostModel {
    private typealias End = DirectorProcess.End

    /// Lets a process whose phase is over go on until it has to wait again.
    ///
    /// - Returns: How it ended; `nil` when it goes on.
    mutating func proceed(_ process: inout DirectorProcess) -> DirectorProcess.End? {
        switch (process.step, process.phase) {
        case (.describe, .starting):
            if process.mode == HostBehaviour.Call.hang.rawValue { return hang(&process) }
            return describe(process)
        case (.up, .starting): return beginUp(&process)
        case (.up, .removing):
            removeJails(&process)
            return takeServices(&process)
        case (.up, .building):
            if let end = finishBuilding(&process) { return end }
            return takeServices(&process)
        case (.stop, .starting), (.destroy, .starting): return beginDown(&process)
        case (.stop, .stopping), (.destroy, .stopping): return finishDown(&process)
        case (_, .stuck), (_, .removing), (_, .building), (_, .stopping): return hang(&process)
        }
    }

    private func hang(_ process: inout DirectorProcess) -> DirectorProcess.End? {
        process.phase = .stuck
        process.due = nil
        return nil
    }

    /// What SIGTERM does to a process.
    ///
    /// - Returns: `nil` when it lives on.
    mutating func endByTermination(_ process: inout DirectorProcess) -> DirectorProcess.End? {
        if process.ignoresTermination { return nil }
        switch (process.step, process.phase) {
        case (.up, .removing):
            // No service is reached yet: Director says that all is well, and the project has failed.
            return leave(process, .failed, status: 0)
        case (.up, .building), (.up, .stuck):
            if let service = process.services.first, let jail = projects[process.project]?.jails[service] {
                jails[jail]?.started = nil
            }
            process.report.errorLevel = 70
            return leave(process, .failed, status: 70)
        default: return End(.signal(15))
        }
    }

    // MARK: describe

    private func describe(_ process: DirectorProcess) -> DirectorProcess.End {
        switch HostBehaviour.Call(rawValue: process.mode) ?? .ok {
        case .fail: return End(.status(70), errorOutput: "Exception:\n")
        case .garbage: return End(.status(0), output: "Traceback (most recent call last):\n")
        case .ok, .cut, .hang, .slow, .absent: break
        }
        guard let description = description(of: process.project) else {
            return End(.status(66), errorOutput: "\(process.project): Project not found.\n")
        }
        let text = DirectorReport.text(of: description, logRoot: Self.directorLogRoot)
        return End(.status(0), output: process.mode == "cut" ? text.limited(toBytes: text.utf8.count / 2) : text)
    }

    // MARK: up

    private mutating func beginUp(_ process: inout DirectorProcess) -> DirectorProcess.End? {
        let name = process.project
        guard let fileText = process.fileText else { return End(.notStarted("no Director file")) }
        switch process.up {
        case .misconfigured:
            let text = "/usr/local/etc/director.ini: Exception while loading the configuration file: no section\n"
            return End(.status(78), output: text)
        case .usage:
            let text =
                "Usage: appjail-director up [OPTIONS]\nTry 'appjail-director up --help' for help.\n\nError: No such option.\n"
            return End(.status(2), errorOutput: text)
        default: break
        }
        if projects[name]?.lockHolder != nil {
            return refuse(process, "ProjectLocked", lockedText(name))
        }
        let file: DirectorFile
        do throws(DirectorFileError) {
            file = try DirectorFile(text: fileText, environment: process.environment)
        } catch {
            return refuse(process, error.kind, error.message)
        }

        let previous = projects[name]
        var project = previous ?? ModelledProject(name: name, file: file, state: .unfinished)
        project.file = file
        project.state = .unfinished
        project.written = now
        project.lockHolder = process.pid
        project.pid = process.pid
        plan(&process, &project, previous: previous)
        projects[name] = project

        let rule = behaviour.rule(forProject: name)
        if process.removals.isEmpty || rule.removalTime == .zero {
            removeJails(&process)
            return takeServices(&process)
        }
        process.phase = .removing
        process.due = now + rule.removalTime
        return nil
    }

    /// Decides which jails go and which services are taken in which order.
    private mutating func plan(
        _ process: inout DirectorProcess, _ project: inout ModelledProject, previous: ModelledProject?
    ) {
        let file = project.file
        var builds: [String] = []
        for service in file.byPriority {
            let jail = service.jail ?? project.jails[service.name] ?? newJailName(service.name, in: project.name)
            let isChanged =
                previous == nil || previous?.file[service: service.name] != service
                || project.failed.contains(service.name)
                || (previous?.file.options != file.options && service.definition["reset_options"]?.bool != true)
            if let old = previous?.jails[service.name], old != jail, jails[old] != nil { process.removals.append(old) }
            if isChanged, jails[jail] != nil { process.removals.append(jail) }
            if isChanged || jails[jail] == nil { builds.append(service.name) }
            project.jails[service.name] = jail
            process.services.append(service.name)
        }
        for service in (previous?.file.services ?? []) where file[service: service.name] == nil {
            if let jail = project.jails.removeValue(forKey: service.name), jails[jail] != nil {
                process.removals.append(jail)
            }
            project.failed.remove(service.name)
        }
        let rule = behaviour.rule(forProject: project.name)
        process.buildTime = rule.upTime / max(builds.count, 1)
        process.troubled =
            rule.upFailService.flatMap { wish in process.services.first { $0 == wish } }
            ?? builds.first ?? process.services.first
    }

    /// Ten hexadecimal digits, never all of them decimal, as Director draws them.
    private mutating func newJailName(_ service: String, in project: String) -> String {
        while true {
            namedJails += 1
            let value = Fingerprint(of: "\(settings.name)/\(project)/\(service)/\(namedJails)").value
            let digits = String(SplitMix64.mix(value), radix: 16)
            let name = String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(10))
            if jails[name] == nil, name.contains(where: { !$0.isWholeNumber }) { return name }
        }
    }

    private mutating func removeJails(_ process: inout DirectorProcess) {
        for name in process.removals {
            note(
                process, service: serviceName(of: name, in: process.project), file: "destroy.log",
                "Destroying \(name) ...")
            if process.up == .stopFails, jails[name]?.isRunning == true {
                let service = serviceName(of: name, in: process.project)
                process.report.failed.append(DirectorReport.Failure(type: "stop", service: service))
            }
            if jails.removeValue(forKey: name) != nil { changes.append(.jailRemoved(name)) }
        }
        process.removals = []
    }

    private func serviceName(of jail: String, in project: String) -> String {
        let services = projects[project]?.jails.filter { $0.value == jail }.keys.sorted() ?? []
        return services.first ?? jail
    }

    /// Goes through the services until one has to be built, and ends when none is left.
    private mutating func takeServices(_ process: inout DirectorProcess) -> DirectorProcess.End? {
        while let service = process.services.first, let name = projects[process.project]?.jails[service] {
            let isTroubled = service == process.troubled
            if isTroubled, process.up == .hang || process.up == .hangStubborn { return hang(&process) }
            if jails[name] == nil {
                process.phase = .building
                process.due = now + process.buildTime
                return nil
            }
            if isTroubled, let end = suddenEnd(process) { return end }
            if jails[name]?.isRunning == false {
                note(process, service: service, file: "start.log", "Starting \(name) ...")
                jails[name]?.started = now
                noteStart(of: name)
            }
            projects[process.project]?.failed.remove(service)
            process.services.removeFirst()
        }
        if process.troubled == nil, let end = suddenEnd(process) { return end }
        if process.up == .noisy {
            process.errorOutput = String(
                repeating: "this line is here to fill the pipe of standard error\n", count: 4_096)
        }
        if process.up == .lie, let service = process.troubled, let jail = projects[process.project]?.jails[service] {
            if jails.removeValue(forKey: jail) != nil { changes.append(.jailRemoved(jail)) }
        }
        return leave(process, .done, status: 0)
    }

    private mutating func finishBuilding(_ process: inout DirectorProcess) -> DirectorProcess.End? {
        guard let service = process.services.first, let project = projects[process.project],
            let definition = project.file[service: service], let name = project.jails[service]
        else { return nil }
        note(
            process, service: service, file: "makejail.log", "Building \(project.file.makejail(of: definition)) ...",
            jail: name)
        if service == process.troubled {
            let rule = behaviour.rule(forProject: process.project)
            switch process.up {
            case .fail, .timeout:
                projects[process.project]?.failed.insert(service)
                process.report.errorLevel = process.up == .timeout ? nil : rule.upErrorLevel
                process.report.failed.append(DirectorReport.Failure(type: rule.upFailType, service: service))
                // What fails after the building leaves a jail that does not run.
                if rule.upFailType != "makejail" {
                    createJail(name, project.file.jailOptions(of: definition), of: process.project)
                    jails[name]?.started = nil
                }
                return leave(process, .failed, status: process.report.errorLevel ?? 0)
            default: if let end = suddenEnd(process) { return end }
            }
        }
        createJail(name, project.file.jailOptions(of: definition), of: process.project)
        noteStart(of: name)
        projects[process.project]?.failed.remove(service)
        process.services.removeFirst()
        return nil
    }

    /// The ends that leave no honest report.
    private mutating func suddenEnd(_ process: DirectorProcess) -> DirectorProcess.End? {
        switch process.up {
        case .crash: return End(.signal(9))
        case .garbage:
            _ = leave(process, .failed, status: 70)
            return End(.status(70), output: "Traceback (most recent call last):\n  this is not JSON\n")
        case .silent:
            _ = leave(process, .failed, status: 70)
            return End(.status(70))
        default: return nil
        }
    }

    private mutating func createJail(_ name: String, _ options: [JailOption], of project: String) {
        changes.append(.jailCreated(name, project: project))
        let network = options.last { $0.name == "virtualnet" }
        let address = network.map { $0.parameter("address") ?? freeAddress() }
        jails[name] = ModelledJail(name: name, options: options, created: now, started: now, address: address)
    }

    /// The lowest address of 10.0.0.0/16 from .0.2 on that no jail has.
    private func freeAddress() -> String {
        let taken = Set(jails.values.compactMap(\.address))
        for number in 2..<65_535 {
            let address = "10.0.\(number >> 8).\(number & 0xFF)"
            if !taken.contains(address) { return address }
        }
        return ""
    }

    // MARK: down

    private mutating func beginDown(_ process: inout DirectorProcess) -> DirectorProcess.End? {
        let name = process.project
        guard let project = projects[name] else {
            process.report.errorLevel = 66
            process.report.message = "\(name): Project not found."
            return End(.status(66), output: process.report.text)
        }
        if project.lockHolder != nil { return refuse(process, "ProjectLocked", lockedText(name)) }
        projects[name]?.lockHolder = process.pid
        projects[name]?.state = .destroying
        projects[name]?.written = now
        if process.down == .hang || process.down == .hangStubborn { return hang(&process) }
        process.phase = .stopping
        process.due = now + behaviour.rule(forProject: name).downTime
        return process.due == now ? finishDown(&process) : nil
    }

    private mutating func finishDown(_ process: inout DirectorProcess) -> DirectorProcess.End? {
        let name = process.project
        guard let project = projects[name] else { return leave(process, .done, status: 0) }
        if process.down == .crash { return End(.signal(9)) }
        let isDestroy = process.step == .destroy
        for service in project.file.byPriority.reversed() {
            guard let jail = project.jails[service.name], jails[jail] != nil else { continue }
            note(process, service: service.name, file: "stop.log", "Stopping \(jail) ...")
            if process.down == .fail {
                process.report.failed.append(DirectorReport.Failure(type: "stop", service: service.name))
                if isDestroy {
                    process.report.failed.append(DirectorReport.Failure(type: "destroy", service: service.name))
                }
                continue
            }
            jails[jail]?.started = nil
            if isDestroy, jails.removeValue(forKey: jail) != nil { changes.append(.jailRemoved(jail)) }
        }
        let end = leave(process, .done, status: 0)
        // With `--ignore-failed` the project goes whether or not its jails did.
        if isDestroy { projects[name] = nil }
        switch process.down {
        case .garbage: return End(.status(70), output: "Traceback (most recent call last):\n  this is not JSON\n")
        case .silent: return End(.status(70))
        default: return end
        }
    }

    // MARK: The end

    /// Director's own way out: lock and pid files away, the state written, the report printed.
    private mutating func leave(
        _ process: DirectorProcess, _ state: ModelledProject.State, status: Int
    ) -> DirectorProcess.End {
        projects[process.project]?.state = state
        projects[process.project]?.written = now
        projects[process.project]?.lockHolder = nil
        projects[process.project]?.pid = nil
        let errorOutput = process.errorOutput + behaviour.rule(forProject: process.project).upErrorOutput
        return End(.status(status), output: process.report.text, errorOutput: errorOutput)
    }

    /// An exception before the project was opened: nothing is changed.
    private mutating func refuse(_ process: DirectorProcess, _ kind: String, _ message: String) -> DirectorProcess.End {
        var report = process.report
        report.errorLevel = 70
        let date = CivilTime(process.started).logFolder
        logs.addDirector(
            date: date, service: nil, file: "exception.log",
            text: "Traceback (most recent call last):\n\(kind): \(message)\n")
        let file = "\(Self.directorLogRoot)/\(date)/exception.log"
        return End(
            .status(70), output: report.text,
            errorOutput: "Exception:\n type: \(kind)\n error: \(message)\n file: \(file)\n")
    }

    private func lockedText(_ project: String) -> String {
        "\(project): Project locked. Run `rm -f /tmp/director/locks/\(project)/lock` if you are sure that no other "
            + "process is locking this project."
    }

    // MARK: Logs

    private mutating func note(
        _ process: DirectorProcess, service: String, file: String, _ text: String, jail: String? = nil
    ) {
        let date = CivilTime(process.started).logFolder
        projects[process.project]?.lastLog = date
        logs.addDirector(
            date: date, service: service, file: file, text: "[00:00:00] [ info  ] [\(jail ?? service)] \(text)\n")
    }

    private mutating func noteStart(of jail: String) {
        logs.addJail(
            jail, subtype: "startup-start", file: "\(CivilTime(now).date).log",
            text: "[00:00:01] [ info  ] [\(jail)] Starting \(jail)...\n")
    }
}
