package import Domain

extension HostBehaviour {
    /// The JSON form that ``init(json:)`` reads, without what is as usual.
    package var json: JSONValue {
        var object = JSONObject()
        if defaults != ProjectRule() { object["defaults"] = .object(defaults.json) }
        if !projects.isEmpty {
            object["projects"] = .object(
                JSONObject(projects.map { (name: $0.pattern.text, value: .object($0.rule.json)) }))
        }
        if !jails.isEmpty {
            object["jails"] = .object(JSONObject(jails.map { (name: $0.pattern.text, value: .object($0.rule.json)) }))
        }
        if director != .ok { object["director"] = .string(director.rawValue) }
        if appjail != .ok { object["appjail"] = .string(appjail.rawValue) }
        if interfaces != HostBehaviour().interfaces {
            object["interfaces"] = .object(
                JSONObject(interfaces.map { (name: $0.name, value: .array($0.addresses.map { .string($0) })) }))
        }
        return .object(object)
    }
}

extension HostBehaviour.ProjectRule {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        func seconds(_ duration: Duration?) -> JSONValue? {
            duration.map {
                $0.microseconds % 1_000_000 == 0 ? .integer(Int($0.microseconds / 1_000_000)) : .double($0.inSeconds)
            }
        }
        object["up"] = up.map { .string($0.rawValue) }
        object["up_seconds"] = seconds(upTime)
        object["removal_seconds"] = seconds(removalTime)
        object["up_errlevel"] = upErrorLevel.map { .integer($0) }
        object["up_fail_type"] = upFailType.map { .string($0) }
        object["up_fail_service"] = upFailService.map { .string($0) }
        object["up_stderr"] = upErrorOutput.map { .string($0) }
        object["down"] = down.map { .string($0.rawValue) }
        object["down_seconds"] = seconds(downTime)
        object["call_seconds"] = seconds(callTime)
        object["describe_call"] = describe.map { .string($0.rawValue) }
        var description = JSONObject()
        description["state"] = state.map { .string($0) }
        description["locked"] = isLocked.map { .bool($0) }
        if !description.isEmpty { object["describe"] = .object(description) }
        if !services.isEmpty {
            object["services"] = .object(
                JSONObject(
                    services.map { (name: $0.pattern.text, value: .object(["status": .integer($0.status)])) }))
        }
        return object
    }
}

extension HostBehaviour.JailRule {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        object["status"] = status.map { .integer($0) }
        object["cpuset"] = cpuset.map { .string($0) }
        if !keywords.isEmpty {
            object["keywords"] = .object(
                JSONObject(keywords.sorted { $0.key < $1.key }.map { (name: $0.key, value: .string($0.value)) }))
        }
        if !statistics.isEmpty {
            object["stats"] = .object(
                JSONObject(statistics.sorted { $0.key < $1.key }.map { (name: $0.key, value: .integer($0.value)) }))
        }
        return object
    }
}
