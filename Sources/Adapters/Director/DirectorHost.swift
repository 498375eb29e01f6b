package import Domain
internal import Foundation

/// Director on this node, for what is not a job.
package struct DirectorHost: ProjectHost {
    /// Where Director keeps its things. Source: node contract, section 4.1.
    package struct Folders: Sendable {
        /// `projects/directory` of Director's configuration.
        package let projects: String
        /// `locks/directory` of Director's configuration.
        package let locks: String

        package init(projects: String, locks: String) {
            self.projects = projects
            self.locks = locks
        }

        /// What Director uses when its configuration says nothing.
        ///
        /// - Parameters:
        ///   - home: The value of `HOME` that Director gets.
        ///   - isRoot: Whether Director runs as root.
        package init(home: String, isRoot: Bool) {
            self.init(
                projects: "\(home)/.director/projects",
                locks: isRoot ? "/tmp/director/locks" : "\(home)/.director/locks")
        }
    }

    private let folders: Folders
    private let programs: HostPrograms
    private let jails: JailList
    private let isRunnerBusy: @Sendable (ProjectName) -> Bool

    /// - Parameter isRunnerBusy: Whether a runner of this node works on a project now; ``DetachedRunner/isBusy(_:)``.
    package init(folders: Folders, programs: HostPrograms, isRunnerBusy: @escaping @Sendable (ProjectName) -> Bool) {
        self.folders = folders
        self.programs = programs
        jails = JailList(programs)
        self.isRunnerBusy = isRunnerBusy
    }

    // MARK: Looking

    package func projects() async throws(HostFailure) -> [ProjectDescription] {
        let found = try storage { () throws(StorageFailure) in try readFolders() }
        guard found.contains(where: { !$0.services.isEmpty }) else { return found.map { $0.description(running: [:]) } }
        let records = try await jails.records(keywords: [])
        let running = Dictionary(records.map { ($0.name.text, $0.isRunning) }, uniquingKeysWith: { $1 })
        return found.map { $0.description(running: running) }
    }

    package func describe(_ project: ProjectName) async throws(HostFailure) -> ProjectDescription? {
        let program = DirectorCommandLine.program
        let wasThere = HostFiles.isFolder(folder(of: project).path)
        let (status, result) = try await programs.call(program, DirectorCommandLine.describe(project))
        switch status {
        case 0:
            guard let description = ProjectDescription(directorOutput: result.output.text),
                description.name == project.text
            else { throw .unreadable(program: program, text: HostPrograms.plain(result.output.text)) }
            return description.withServicesByName
        case 66:
            // Director leaves with 66 also when the file that DIRECTOR_CONFIG names is missing, which says nothing about
            // projects. A project that has a folder all the while is not absent; one whose folder comes or goes meanwhile
            // was absent for a moment.
            guard !wasThere || !HostFiles.isFolder(folder(of: project).path) else {
                throw HostPrograms.failure(program, status, result)
            }
            return nil
        default:
            throw HostPrograms.failure(program, status, result)
        }
    }

    /// What Director's folders say, before the jails are asked.
    private struct Found {
        let name: String
        let state: String
        let lastLog: String?
        let isLocked: Bool
        let services: [(service: String, jail: String)]

        func description(running: [String: Bool]) -> ProjectDescription {
            ProjectDescription(
                name: name, state: state, lastLog: lastLog, isLocked: isLocked,
                services: services.map { service, jail in
                    let status =
                        switch running[jail] {
                        case true?: 0
                        case false?: 1
                        case nil: 66
                        }
                    return ProjectDescription.Service(name: service, status: status, jail: jail)
                })
        }
    }

    private func readFolders() throws(StorageFailure) -> [Found] {
        var found: [Found] = []
        for name in try HostFiles.names(in: folders.projects) ?? [] {
            guard let project = ProjectName(name) else { continue }
            let folder = folder(of: project)
            guard HostFiles.isFolder(folder.path) else { continue }
            found.append(
                Found(
                    name: name, state: try folder.state(), lastLog: try folder.lastLog(),
                    isLocked: try identity(of: folder.lock) != nil, services: try folder.services()))
        }
        return found
    }

    // MARK: Acting

    package func cancel(_ project: ProjectName) async throws(HostFailure) {
        let program = DirectorCommandLine.program
        let (status, result) = try await programs.call(program, DirectorCommandLine.cancel(project))
        // 66: no such project, so nothing to end.
        guard status == 0 || status == 66 else { throw HostPrograms.failure(program, status, result) }
    }

    /// Director's lock is a file that a killed Director leaves behind, and then every later `up` and `down` is refused.
    ///
    /// The recorded process id alone does not tell whether the holder lives: `down` records none, and locks outlive a
    /// restart of the machine, after which the id may be anybody's. So the holder counts as alive when a runner of this
    /// node works on the project, when the recorded process is a Director, or when some Director's arguments name the
    /// project. Where ps(1) gives no answer, only a recorded id that nobody has now proves the holder dead.
    package func releaseStaleLock(of project: ProjectName) async throws(HostFailure) -> LockFinding {
        let folder = folder(of: project)
        guard let before = try storage({ () throws(StorageFailure) in try identity(of: folder.lock) }) else {
            return .notLocked
        }
        guard !isRunnerBusy(project) else { return .held }
        let recorded = try storage { () throws(StorageFailure) in try folder.process() }
        if let processes = await ProcessList.current(programs) {
            if let recorded, processes.isDirector(recorded) { return .held }
            if processes.hasDirector(at: project) { return .held }
        } else {
            guard let recorded, kill(recorded, 0) == -1, errno == ESRCH else { return .held }
        }
        // Meanwhile a Director may have ended and another begun: its lock is another file.
        guard try storage({ () throws(StorageFailure) in try identity(of: folder.lock) }) == before else {
            return .held
        }
        guard unlink(folder.lock) == 0 || errno == ENOENT else { throw .storage(HostFiles.failure(folder.lock)) }
        return .released
    }

    private struct FileIdentity: Equatable {
        let device: UInt64
        let number: UInt64
        let changed: [Int]
    }

    /// - Returns: `nil` when there is no such file.
    private func identity(of path: String) throws(StorageFailure) -> FileIdentity? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw HostFiles.failure(path)
        }
        return FileIdentity(
            device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(status.st_ino),
            changed: [Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec)])
    }

    private func folder(of project: ProjectName) -> ProjectFolder {
        ProjectFolder(
            path: "\(folders.projects)/\(project)", lock: "\(folders.locks)/\(project)/lock")
    }

    private func storage<Value>(_ work: () throws(StorageFailure) -> Value) throws(HostFailure) -> Value {
        do { return try work() } catch { throw .storage(error) }
    }
}
