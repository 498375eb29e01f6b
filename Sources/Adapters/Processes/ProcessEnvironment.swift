internal import Domain

/// The environments of the programs that this node runs.
package enum ProcessEnvironment {
    /// What Director and AppJail get of the environment that this process was started with.
    ///
    /// All of it, because an operator may have set what they read (`DIRECTOR_CONFIG`, a locale, a proxy), except what is
    /// ours (`OVERLORD_…` may hold secrets) and what would put foreign code into them. `PATH` is completed with the
    /// folders where FreeBSD installs packages, and `HOME` with root's, since a service is started without. Names that
    /// begin with a digit, which no shell can set, are left out: the library that starts programs takes none.
    ///
    /// - Parameter inherited: The environment of this process.
    package static func base(of inherited: [String: String]) -> [String: String] {
        var environment = inherited.filter { name, _ in
            !name.hasPrefix("OVERLORD_") && !codeInjecting.contains { name.hasPrefix($0) }
                && NameGrammar.isVariable(name)
        }
        var folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in ["/sbin", "/bin", "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"]
        where !folders.contains(folder) {
            folders.append(folder)
        }
        environment["PATH"] = folders.joined(separator: ":")
        if environment["HOME"] == nil { environment["HOME"] = "/root" }
        return environment
    }

    /// The environment of a job: the node's with the variables of the request over it, later ones winning.
    ///
    /// Variables of a request that would change which code runs, or where Director keeps its projects, are dropped
    /// (node contract, weakness 22): ``reserved`` and everything that starts with one of ``codeInjecting``.
    ///
    /// - Parameter requested: Names and values in the order of the request.
    package static func job(
        base: [String: String], requested: [(name: String, value: String)]
    ) -> [String: String] {
        var environment = base
        for (name, value) in requested where !isReserved(name) { environment[name] = value }
        return environment
    }

    /// Whether a request may not set this variable.
    package static func isReserved(_ name: String) -> Bool {
        reserved.contains(name) || codeInjecting.contains { name.hasPrefix($0) }
    }

    /// Exact names that a request may not set.
    package static let reserved = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "IFS", "ENV", "BASH_ENV", "DIRECTOR_CONFIG", "DIRECTOR_PROJECT",
        "OVERLORD_CONFIG",
    ]

    /// Prefixes of what the run-time linker and the interpreter of Director read code from.
    package static let codeInjecting = ["LD_", "PYTHON"]

    /// `NAME=VALUE` texts by name. Variables that cannot be expressed are left out: a name that no variable can
    /// have, a NUL in the value.
    static func entries(_ environment: [String: String]) -> [String] {
        environment
            .filter { name, value in
                NameGrammar.isVariable(name) && !value.utf8.contains(0)
            }
            .map { "\($0.key)=\($0.value)" }
            .sorted()
    }
}
