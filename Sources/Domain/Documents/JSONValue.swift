/// A JSON text (RFC 8259) as a value that keeps the order of members, as clients of 0.25 print it.
package indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// An integer that does not fit 64 bits, by its decimal digits.
    case largeInteger(String)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// The members of a JSON object in their order. A name occurs once.
package struct JSONObject: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var names: [String] = []
    package private(set) var values: [JSONValue] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (name, value) in elements { self[name] = value }
    }

    package init(_ members: [(name: String, value: JSONValue)]) {
        var positions: [String: Int] = [:]
        for (name, value) in members {
            if let position = positions[name] {
                values[position] = value
            } else {
                positions[name] = names.count
                names.append(name)
                values.append(value)
            }
        }
    }

    package var count: Int { names.count }
    package var isEmpty: Bool { names.isEmpty }

    package var members: [(name: String, value: JSONValue)] {
        zip(names, values).map { (name: $0, value: $1) }
    }

    /// Reading is linear in the number of members; writing an absent name appends it, writing `nil` removes it.
    package subscript(name: String) -> JSONValue? {
        get { names.firstIndex(of: name).map { values[$0] } }
        set {
            switch (names.firstIndex(of: name), newValue) {
            case (let position?, let value?): values[position] = value
            case (let position?, nil):
                names.remove(at: position)
                values.remove(at: position)
            case (nil, let value?):
                names.append(name)
                values.append(value)
            case (nil, nil): break
            }
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { (name: $0.0, value: $0.1) }))
    }
    package init(nilLiteral: ()) { self = .null }
}

extension JSONValue {
    /// The text of a string; `nil` for every other kind.
    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var integer: Int? { if case .integer(let number) = self { number } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    package var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
    package var isNull: Bool { self == .null }

    /// The number as floating point, from an integer too.
    package var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .largeInteger(let digits): Double(digits)
        case .double(let number): number
        default: nil
        }
    }

    /// A member of an object; `nil` when this is no object or has no such member.
    package subscript(name: String) -> JSONValue? { object?[name] }
}
