/// What is wrong inside a specification, in the words of 0.25. Source: deployment-file contract, section 3.2.
package enum SpecificationMistake: Error, Equatable, Sendable {
    case invalid(String)
    /// - Parameter path: Of the value that is missing.
    case required(path: String)

    /// As the API says it (HTTP contract, section 8.17).
    package var text: String {
        switch self {
        case .invalid(let what): "(exception:InvalidSpec) invalid specification: \(what)"
        case .required(let path):
            "(exception:RequiredParameter) invalid specification: \(path): a required parameter has not been specified."
        }
    }
}

/// Where a value stands in a specification, and checks that name the place.
struct SpecificationPath: Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    func member(_ name: String) -> SpecificationPath { SpecificationPath("\(text).\(name)") }
    func item(_ index: Int) -> SpecificationPath { member("<item#\(index)>") }

    func wrong(_ value: JSONValue, requires type: String) -> SpecificationMistake {
        .invalid("\(text): requires '\(type)', given '\(Self.typeName(value))'.")
    }

    /// An object; with `names`, one that has no other members.
    func object(_ value: JSONValue, _ names: [String]? = nil) throws(SpecificationMistake) -> JSONObject {
        guard let object = value.object else { throw wrong(value, requires: "dict") }
        if let names, let unknown = object.names.first(where: { !names.contains($0) }) {
            throw .invalid("\(member(unknown).text): invalid parameter.")
        }
        return object
    }

    func text(_ value: JSONValue) throws(SpecificationMistake) {
        guard let text = value.string else { throw wrong(value, requires: "str") }
        if text.utf8.contains(0) { throw .invalid("\(self.text): invalid value.") }
    }

    /// A whole number that is not negative.
    func count(_ value: JSONValue) throws(SpecificationMistake) {
        guard let number = value.integer else { throw wrong(value, requires: "int") }
        guard number >= 0 else { throw .invalid("\(text): invalid value, should be '>= 0', given '\(number)'.") }
    }

    func flag(_ value: JSONValue) throws(SpecificationMistake) {
        if value.bool == nil { throw wrong(value, requires: "bool") }
    }

    /// An object whose values are texts.
    func checkTexts(_ value: JSONValue) throws(SpecificationMistake) {
        for (name, value) in try object(value).members { try member(name).text(value) }
    }

    /// A key of metadata.
    func checkKey(_ value: JSONValue) throws(SpecificationMistake) {
        try text(value)
        guard let key = value.string, MetadataKey(key) == nil else { return }
        throw .invalid("\(text): invalid value, should be '\(MetadataKey.rule)', given '\(key)'.")
    }

    func checkItems(
        _ value: JSONValue, isFilled: Bool = false,
        _ check: (JSONValue, SpecificationPath) throws(SpecificationMistake) -> Void
    ) throws(SpecificationMistake) {
        guard let items = value.array else { throw wrong(value, requires: "list") }
        if isFilled, items.isEmpty { throw isEmpty }
        for (index, value) in items.enumerated() { try check(value, item(index)) }
    }

    /// The words of 0.25 for a list or object without anything in it.
    var isEmpty: SpecificationMistake {
        .invalid("\(text): a length of '-1' has been specified, but should be '> 0'.")
    }

    /// Checks an optional member; `null` is absence.
    func check(
        _ object: JSONObject, _ name: String,
        _ check: (JSONValue, SpecificationPath) throws(SpecificationMistake) -> Void
    ) throws(SpecificationMistake) {
        guard let value = object[name], !value.isNull else { return }
        try check(value, member(name))
    }

    /// Checks a required member.
    func require(
        _ object: JSONObject, _ name: String,
        _ check: (JSONValue, SpecificationPath) throws(SpecificationMistake) -> Void
    ) throws(SpecificationMistake) {
        guard let value = object[name], !value.isNull else { throw .required(path: member(name).text) }
        try check(value, member(name))
    }

    private static func typeName(_ value: JSONValue) -> String {
        switch value {
        case .null: "NoneType"
        case .bool: "bool"
        case .integer, .largeInteger: "int"
        case .double: "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }
}
