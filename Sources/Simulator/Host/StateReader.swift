import Domain

/// Takes a stored state apart; what is not as we write it is ``StorageFailure/corrupt(_:)`` with the place.
struct StateReader {
    let value: JSONValue
    let path: String

    init(_ value: JSONValue, path: String) {
        self.value = value
        self.path = path
    }

    func bad(_ name: String, _ expected: String) -> StorageFailure { .corrupt("\(path)/\(name): \(expected) expected") }

    func member(_ name: String) throws(StorageFailure) -> JSONValue {
        guard let member = value[name] else { throw bad(name, "a member") }
        return member
    }

    func text(_ name: String) throws(StorageFailure) -> String {
        guard let text = try member(name).string else { throw bad(name, "a text") }
        return text
    }

    func optionalText(_ name: String) throws(StorageFailure) -> String? {
        try member(name).isNull ? nil : try text(name)
    }

    func number(_ name: String) throws(StorageFailure) -> Int {
        guard let number = try member(name).integer else { throw bad(name, "a whole number") }
        return number
    }

    func optionalNumber(_ name: String) throws(StorageFailure) -> Int? {
        try member(name).isNull ? nil : try number(name)
    }

    func time(_ name: String) throws(StorageFailure) -> WallTime {
        WallTime(microseconds: Int64(try number(name)))
    }

    func optionalTime(_ name: String) throws(StorageFailure) -> WallTime? {
        try member(name).isNull ? nil : try time(name)
    }

    func choice<Choice: RawRepresentable<String>>(_ name: String) throws(StorageFailure) -> Choice {
        guard let choice = Choice(rawValue: try text(name)) else { throw bad(name, "a known word") }
        return choice
    }

    func list<Item>(
        _ name: String, _ item: (StateReader) throws(StorageFailure) -> Item
    ) throws(StorageFailure) -> [Item] {
        guard let items = try member(name).array else { throw bad(name, "a list") }
        var result: [Item] = []
        for (position, value) in items.enumerated() {
            result.append(try item(StateReader(value, path: "\(path)/\(name)/\(position)")))
        }
        return result
    }

    func texts(_ name: String) throws(StorageFailure) -> [String] {
        try list(name) { (item) throws(StorageFailure) -> String in
            guard let text = item.value.string else { throw item.bad("", "a text") }
            return text
        }
    }

    func object(_ name: String) throws(StorageFailure) -> StateReader {
        StateReader(try member(name), path: "\(path)/\(name)")
    }
}

extension JSONValue {
    /// A value that may be missing, as we store it.
    static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    static func optional(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }
    static func optional(_ time: WallTime?) -> JSONValue { time.map { .time($0) } ?? .null }
    static func time(_ time: WallTime) -> JSONValue { .integer(Int(time.microseconds)) }
}
