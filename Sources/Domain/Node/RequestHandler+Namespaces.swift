/// Namespaces. Source: HTTP contract, sections 8.23 and 14.2.
extension RequestHandler {
    func answer(_ call: Call, namespace name: MetadataKey) async throws(APIError) -> Response {
        switch call.method {
        case "GET":
            let entries = try await stored { () throws(StorageFailure) in
                try await ports.namespaces.entries(of: name)
            }
            guard let entries else { throw .namespaceNotFound }
            return Response(200, ["namespace": .array(entries.map { Self.shown($0, below: folder(of: name)) })])
        case "HEAD":
            guard try await namespaceExists(name) else { throw .namespaceNotFound }
            return Response(200, nil)
        case "POST":
            // One that exists is left as it is, and the body not even looked at.
            if try await !namespaceExists(name) {
                let tree = try await tree(of: name, call)
                _ = try await written { () throws(NamespaceFailure) in try await ports.namespaces.create(name, tree) }
            }
            return Response(201, ["message": .string("Namespace '\(name)' has been successfully created.")])
        case "PUT":
            let tree = try await tree(of: name, call)
            try await written { () throws(NamespaceFailure) in try await ports.namespaces.replace(name, with: tree) }
            return Response(200, ["message": .string("Namespace '\(name)' has been successfully updated.")])
        default:
            guard try await stored({ () throws(StorageFailure) in try await ports.namespaces.delete(name) }) else {
                throw .namespaceNotFound
            }
            return Response(204, nil)
        }
    }

    /// The mapping of a request, checked as far as it can be without looking at the node that will keep it.
    ///
    /// - Parameter folder: What to call the folder of the namespace in errors: a hop does not know that of the node.
    func mapping(of name: MetadataKey, in folder: String, _ call: Call) throws(APIError) -> NamespaceMapping {
        guard let value = call.members["mapping"] else { throw .missing(member: "mapping") }
        let mapping: NamespaceMapping
        do throws(NamespaceMapping.Mistake) {
            mapping = try NamespaceMapping(value)
        } catch {
            throw refusal(of: error, in: folder)
        }
        // Whoever may write here may not read everything, and a namespace shows what is in it to its jails.
        guard mapping.keys.allSatisfy({ call.claims.allowsMetadata($0) }) else { throw .notAllowed }
        return mapping
    }

    private func tree(of name: MetadataKey, _ call: Call) async throws(APIError) -> NamespaceTree {
        let folder = folder(of: name)
        let mapping = try mapping(of: name, in: folder, call)
        var values: [MetadataKey: String] = [:]
        for key in mapping.keys {
            values[key] = try await stored { () throws(StorageFailure) in try await ports.metadata.value(of: key) }
        }
        do throws(NamespaceMapping.Mistake) {
            return try NamespaceTree(mapping, values: values)
        } catch {
            throw refusal(of: error, in: folder)
        }
    }

    private func refusal(of mistake: NamespaceMapping.Mistake, in folder: String) -> APIError {
        switch mistake {
        case .noList: .wrongType(member: "mapping")
        case .empty: .badMapping("it is empty")
        case .tooMany(let count): .badMapping("\(count) items are more than \(NamespaceMapping.mostItems)")
        case .item(let number, let what): .badMapping("item \(number): \(what)")
        case .outside(let path): .outsideNamespace(path: path, folder: folder)
        }
    }

    private func folder(of name: MetadataKey) -> String { "\(configuration.namespaceFolder)/\(name)" }

    private func namespaceExists(_ name: MetadataKey) async throws(APIError) -> Bool {
        try await stored { () throws(StorageFailure) in try await ports.namespaces.exists(name) }
    }

    /// Turns a namespace that was not written into the answer for it.
    private func written<Value: Sendable>(
        _ work: () async throws(NamespaceFailure) -> Value
    ) async throws(APIError) -> Value {
        let failure: NamespaceFailure
        do throws(NamespaceFailure) { return try await work() } catch { failure = error }
        switch failure {
        case .unknownUser(let user): throw .badMapping("there is no user '\(user)' on this server")
        case .unknownGroup(let group): throw .badMapping("there is no group '\(group)' on this server")
        case .ownerNotAllowed(let path):
            throw .badMapping("this server does not run as root and cannot give '\(path)' to somebody else")
        case .storage(let failure): return try await stored { () throws(StorageFailure) in throw failure }
        }
    }

    private static func shown(_ entry: NamespaceEntry, below folder: String) -> JSONValue {
        [
            entry.isDirectory ? "directory" : "file": .string("\(folder)/\(entry.path)"),
            "owner": .integer(entry.owner), "group": .integer(entry.group), "mode": .integer(entry.mode),
        ]
    }
}
