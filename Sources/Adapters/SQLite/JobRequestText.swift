import Domain

/// What a job was asked to do, as it is stored: one JSON object.
enum JobRequestText {
    static func text(of work: JobRequest.Work) -> String {
        let object: JSONValue =
            switch work {
            case .up(let directorFile, let environment, let restart, let reservedPorts):
                [
                    "directorFile": .string(directorFile), "environment": list(environment),
                    "restart": .bool(restart), "ports": list(reservedPorts),
                ]
            case .down(let environment, let force): ["environment": list(environment), "force": .bool(force)]
            case .cancel: [:]
            case .createVirtualMachine(let specification): .object(specification)
            }
        return JSONWriter.text(of: object)
    }

    /// - Returns: `nil` when the text is not one that ``text(of:)`` wrote for this kind.
    static func work(of kind: JobKind, in text: String) -> JobRequest.Work? {
        guard let object = object(text) else { return nil }
        switch kind {
        case .up:
            guard let directorFile = object["directorFile"]?.string, let environment = environment(in: object),
                let restart = object["restart"]?.bool, let ports = ports(in: object)
            else { return nil }
            return .up(directorFile: directorFile, environment: environment, restart: restart, reservedPorts: ports)
        case .down:
            guard let environment = environment(in: object), let force = object["force"]?.bool else { return nil }
            return .down(environment: environment, force: force)
        case .cancel: return .cancel
        case .virtualMachine: return .createVirtualMachine(object)
        }
    }

    /// - Returns: `nil` when the text is no JSON object.
    static func object(_ text: String) -> JSONObject? {
        do throws(JSONError) { return try JSONReader.value(of: text).object } catch { return nil }
    }

    private static func list(_ environment: [JobRequest.Variable]) -> JSONValue {
        .array(environment.map { [.string($0.name), .string($0.value)] })
    }

    private static func list(_ ports: [JobRequest.PortWish]) -> JSONValue {
        .array(ports.map { [.string($0.interface), $0.network.map { .string($0) } ?? .null] })
    }

    private static func environment(in object: JSONObject) -> [JobRequest.Variable]? {
        guard let items = object["environment"]?.array else { return nil }
        var variables: [JobRequest.Variable] = []
        for item in items {
            guard let pair = item.array, pair.count == 2, let name = pair[0].string, let value = pair[1].string else {
                return nil
            }
            variables.append(JobRequest.Variable(name: name, value: value))
        }
        return variables
    }

    private static func ports(in object: JSONObject) -> [JobRequest.PortWish]? {
        guard let items = object["ports"]?.array else { return nil }
        var wishes: [JobRequest.PortWish] = []
        for item in items {
            guard let pair = item.array, pair.count == 2, let interface = pair[0].string else { return nil }
            guard pair[1].isNull || pair[1].string != nil else { return nil }
            wishes.append(JobRequest.PortWish(interface: interface, network: pair[1].string))
        }
        return wishes
    }
}
