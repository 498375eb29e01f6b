import Domain

/// One option of `appjail makejail -o`, as a Director file lists it. Source: node contract, section 5.3.
struct JailOption: Equatable, Sendable {
    let name: String
    /// Empty when the option has none.
    let value: String

    /// `[{"label": "a:1"}, {"nat": null}]` → `label` with `a:1`, `nat` without a value.
    static func list(_ value: JSONValue?) -> [JailOption] {
        (value?.array ?? []).flatMap { item in
            (item.object ?? JSONObject()).members.map { JailOption(name: $0.name, value: text(of: $0.value)) }
        }
    }

    private static func text(of value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .null: ""
        default: JSONWriter.text(of: value)
        }
    }

    /// The words of the value that are no `name:value`.
    var plainWords: [String] { ShellWords.split(value).filter { Self.named($0) == nil } }

    /// The value of the word `name:…`; the last one counts.
    func parameter(_ name: String) -> String? {
        ShellWords.split(value).compactMap(Self.named).last { $0.name == name }?.value
    }

    private static func named(_ word: String) -> (name: String, value: String)? {
        guard let colon = word.firstIndex(of: ":"), colon > word.startIndex else { return nil }
        let name = word[..<colon]
        guard name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }) else { return nil }
        return (String(name), String(word[word.index(after: colon)...]))
    }
}
