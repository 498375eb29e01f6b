/// The members of a JSON body, read by name and exact type.
///
/// 0.25 converts whatever comes (`"false"` is true, a number becomes text); here the type must be right. An explicit
/// `null` is refused where 0.25 refuses it, and stands for absence otherwise. Source: HTTP contract, section 4.
package struct RequestMembers: Sendable {
    private let object: JSONObject

    /// Parses a body; an empty one has no members.
    package init(body: [UInt8]) throws(APIError) {
        guard !body.isEmpty else {
            object = JSONObject()
            return
        }
        let value: JSONValue
        do { value = try JSONReader.value(of: body) } catch { throw .malformedBody }
        guard let object = value.object else { throw .bodyIsNoObject }
        self.object = object
    }

    /// Required text.
    package func text(_ name: String) throws(APIError) -> String {
        guard let value = object[name] else { throw .missing(member: name) }
        guard let text = value.string else { throw .wrongType(member: name) }
        return text
    }

    /// An optional truth value, false when absent.
    package func flag(_ name: String) throws(APIError) -> Bool {
        guard let value = object[name], !value.isNull else { return false }
        guard let flag = value.bool else { throw .wrongType(member: name) }
        return flag
    }

    /// An optional object of texts, empty when absent.
    package func environment(_ name: String) throws(APIError) -> [JobRequest.Variable] {
        guard let value = object[name] else { return [] }
        guard let members = value.object?.members else { throw .wrongType(member: name) }
        var variables: [JobRequest.Variable] = []
        for (name, value) in members {
            guard let text = value.string, NameGrammar.isVariable(name), !text.utf8.contains(0) else {
                throw .badEnvironment(name: name, value: Self.shown(value))
            }
            variables.append(JobRequest.Variable(name: name, value: text))
        }
        return variables
    }

    /// An optional object interface → network or `null`, empty when absent.
    package func portWishes(_ name: String) throws(APIError) -> [JobRequest.PortWish] {
        guard let value = object[name] else { return [] }
        guard let members = value.object?.members else { throw .wrongType(member: name) }
        var wishes: [JobRequest.PortWish] = []
        for (interface, network) in members {
            guard network.isNull || network.string != nil else { throw .wrongType(member: name) }
            wishes.append(JobRequest.PortWish(interface: interface, network: network.string))
        }
        return wishes
    }

    /// The named members as they came.
    package func all(_ names: [String]) -> JSONObject {
        JSONObject(object.members.filter { names.contains($0.name) })
    }

    package subscript(name: String) -> JSONValue? { object[name] }

    /// The named members that are there, for a hop to pass on. Absent and `null` ones are left out: an older tail
    /// turns `null` into the text `None` (HTTP contract, W31).
    package func picked(_ names: [String]) -> JSONObject {
        var picked = JSONObject()
        for name in names {
            if let value = object[name], !value.isNull { picked[name] = value }
        }
        return picked
    }

    /// A name that a process can be given: not empty, no `=`, no NUL.
    /// The value in an error text, as 0.25 shows it for what is no text; texts may be secrets and are left out.
    private static func shown(_ value: JSONValue) -> String {
        switch value {
        case .string: "…"
        default: PythonNotation.literal(value)
        }
    }
}
