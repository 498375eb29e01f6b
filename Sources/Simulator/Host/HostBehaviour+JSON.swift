package import Domain

/// What is wrong with a behaviour file.
package enum HostBehaviourError: Error, Equatable, Sendable {
    /// There is no such setting; the path names it, as in `projects/web*/upp`.
    case unknownMember(path: String)
    case wrongValue(path: String, expected: String)
}

extension HostBehaviour {
    /// Reads the JSON form:
    ///
    /// ```json
    /// {
    ///   "defaults": { "up_seconds": 2, "down_seconds": 0.5, "call_seconds": 0.1, "up": "ok", "down": "ok" },
    ///   "projects": {
    ///     "web*": {
    ///       "up": "fail", "up_seconds": 1.5, "up_errlevel": 65, "up_fail_type": "makejail",
    ///       "up_fail_service": "nginx", "up_stderr": "text", "removal_seconds": 1,
    ///       "down": "ok", "down_seconds": 0, "describe_call": "garbage",
    ///       "describe": { "state": "UNFINISHED", "locked": true },
    ///       "services": { "nginx": { "status": 66 } }
    ///     }
    ///   },
    ///   "jails": { "db*": { "status": 1, "keywords": { "dirty": "1" }, "stats": { "pcpu": 90 }, "cpuset": "0-3" } },
    ///   "director": "ok", "appjail": "hang",
    ///   "interfaces": { "em0": ["192.0.2.10"] }
    /// }
    /// ```
    ///
    /// - Throws: ``HostBehaviourError`` for the first mistake: a misspelled setting is none, not one that does nothing.
    package init(json: JSONValue) throws(HostBehaviourError) {
        self.init()
        for (name, value) in try Self.members(of: json, at: "the file") {
            switch name {
            case "defaults": defaults = try ProjectRule(json: value, at: name)
            case "projects":
                projects = []
                for (pattern, rule) in try Self.members(of: value, at: name) {
                    projects.append(Ruled(pattern, try ProjectRule(json: rule, at: "\(name)/\(pattern)")))
                }
            case "jails":
                jails = []
                for (pattern, rule) in try Self.members(of: value, at: name) {
                    jails.append(Ruled(pattern, try JailRule(json: rule, at: "\(name)/\(pattern)")))
                }
            case "director": director = try Self.choice(value, at: name)
            case "appjail": appjail = try Self.choice(value, at: name)
            case "interfaces":
                interfaces = []
                for (interface, list) in try Self.members(of: value, at: name) {
                    let path = "\(name)/\(interface)"
                    guard let items = list.array else { throw .wrongValue(path: path, expected: "a list of addresses") }
                    var addresses: [String] = []
                    for item in items {
                        guard let text = item.string, IPv4Network(text) != nil else {
                            throw .wrongValue(path: path, expected: "a list of IPv4 addresses")
                        }
                        addresses.append(text)
                    }
                    interfaces.append(Interface(name: interface, addresses: addresses))
                }
            default: throw .unknownMember(path: name)
            }
        }
    }

    fileprivate static func members(
        of value: JSONValue, at path: String
    ) throws(HostBehaviourError) -> [(name: String, value: JSONValue)] {
        guard let object = value.object else { throw .wrongValue(path: path, expected: "an object") }
        return object.members
    }

    fileprivate static func text(_ value: JSONValue, at path: String) throws(HostBehaviourError) -> String {
        guard let text = value.string else { throw .wrongValue(path: path, expected: "a text") }
        return text
    }

    fileprivate static func number(_ value: JSONValue, at path: String) throws(HostBehaviourError) -> Int {
        guard let number = value.integer else { throw .wrongValue(path: path, expected: "a whole number") }
        return number
    }

    /// What a program can end with. Source: waitpid(2).
    fileprivate static func exitStatus(_ value: JSONValue, at path: String) throws(HostBehaviourError) -> Int {
        guard let number = value.integer, (0...255).contains(number) else {
            throw .wrongValue(path: path, expected: "an exit status from 0 to 255")
        }
        return number
    }

    fileprivate static func flag(_ value: JSONValue, at path: String) throws(HostBehaviourError) -> Bool {
        guard let flag = value.bool else { throw .wrongValue(path: path, expected: "true or false") }
        return flag
    }

    fileprivate static func duration(_ value: JSONValue, at path: String) throws(HostBehaviourError) -> Duration {
        guard let seconds = value.number, seconds >= 0, seconds <= 1_000_000_000 else {
            throw .wrongValue(path: path, expected: "seconds from 0 to 1000000000")
        }
        return .microseconds(Int64((seconds * 1_000_000).rounded()))
    }

    fileprivate static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ value: JSONValue, at path: String
    ) throws(HostBehaviourError) -> Choice {
        guard let text = value.string, let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .wrongValue(path: path, expected: "one of \(choices)")
        }
        return choice
    }
}

extension HostBehaviour.ProjectRule {
    init(json: JSONValue, at path: String) throws(HostBehaviourError) {
        self.init()
        for (name, value) in try HostBehaviour.members(of: json, at: path) {
            let path = "\(path)/\(name)"
            switch name {
            case "up": up = try HostBehaviour.choice(value, at: path)
            case "up_seconds": upTime = try HostBehaviour.duration(value, at: path)
            case "removal_seconds": removalTime = try HostBehaviour.duration(value, at: path)
            case "up_errlevel": upErrorLevel = try HostBehaviour.exitStatus(value, at: path)
            case "up_fail_type": upFailType = try HostBehaviour.text(value, at: path)
            case "up_fail_service": upFailService = try HostBehaviour.text(value, at: path)
            case "up_stderr": upErrorOutput = try HostBehaviour.text(value, at: path)
            case "down": down = try HostBehaviour.choice(value, at: path)
            case "down_seconds": downTime = try HostBehaviour.duration(value, at: path)
            case "call_seconds": callTime = try HostBehaviour.duration(value, at: path)
            case "describe_call": describe = try HostBehaviour.choice(value, at: path)
            case "describe":
                for (name, value) in try HostBehaviour.members(of: value, at: path) {
                    switch name {
                    case "state": state = try HostBehaviour.text(value, at: "\(path)/state")
                    case "locked": isLocked = try HostBehaviour.flag(value, at: "\(path)/locked")
                    default: throw .unknownMember(path: "\(path)/\(name)")
                    }
                }
            case "services":
                for (service, rule) in try HostBehaviour.members(of: value, at: path) {
                    for (name, value) in try HostBehaviour.members(of: rule, at: "\(path)/\(service)") {
                        let path = "\(path)/\(service)/\(name)"
                        guard name == "status" else { throw .unknownMember(path: path) }
                        services.append((GlobPattern(service), try HostBehaviour.exitStatus(value, at: path)))
                    }
                }
            default: throw .unknownMember(path: path)
            }
        }
    }
}

extension HostBehaviour.JailRule {
    init(json: JSONValue, at path: String) throws(HostBehaviourError) {
        self.init()
        for (name, value) in try HostBehaviour.members(of: json, at: path) {
            let path = "\(path)/\(name)"
            switch name {
            case "status": status = try HostBehaviour.exitStatus(value, at: path)
            case "cpuset": cpuset = try HostBehaviour.text(value, at: path)
            case "keywords":
                for (keyword, value) in try HostBehaviour.members(of: value, at: path) {
                    keywords[keyword] = try HostBehaviour.text(value, at: "\(path)/\(keyword)")
                }
            case "stats":
                for (counter, value) in try HostBehaviour.members(of: value, at: path) {
                    statistics[counter] = try HostBehaviour.number(value, at: "\(path)/\(counter)")
                }
            default: throw .unknownMember(path: path)
            }
        }
    }
}
