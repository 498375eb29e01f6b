/// One key of the server's configuration: its name, what may stand there, and what holds when nothing does.
struct Setting: Sendable {
    /// What may stand under a key.
    indirect enum Shape: Sendable {
        case text
        /// A path or address that must not be empty.
        case filledText
        case boolean
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        /// Labels of the node; not empty.
        case labels
        /// Texts, of these only when some are named.
        case texts(among: [String]?)
        /// Two integers, the first not above the second, at least 0.
        case range
        /// A mapping that is kept as it is.
        case anything
        /// The address of a queue server, shown as a list of host and port.
        case queueAddress
        case section([Setting])
        /// A mapping of names of the user's to sections of the same kind.
        case named(by: NameKind, [Setting])
    }

    enum NameKind: Sendable { case chain, host }

    let name: String
    let shape: Shape
    /// What holds when the key is absent or null; `nil` when it must be given.
    let fallback: JSONValue?
    /// What holds when the section that the key belongs to is given without it, where 0.25 makes a difference.
    let fallbackInSection: JSONValue?
    /// Whether an explicit null is a value of its own (no limit).
    let nullIsValue: Bool
    /// For keys that have no meaning here: what does their work.
    let replacement: String?
    /// Ours, unknown to 0.25; shown by `print-config` only when given.
    let isNew: Bool

    init(
        _ name: String, _ shape: Shape, _ fallback: JSONValue?, inSection: JSONValue? = nil, nullIsValue: Bool = false,
        replacement: String? = nil, isNew: Bool = false
    ) {
        self.name = name
        self.shape = shape
        self.fallback = fallback
        fallbackInSection = inSection
        self.nullIsValue = nullIsValue
        self.replacement = replacement
        self.isNew = isNew
    }

    /// A section whose default is made of the defaults of its keys.
    init(_ name: String, section: [Setting], replacement: String? = nil) {
        self.init(name, .section(section), Self.defaults(of: section), replacement: replacement)
    }

    static func defaults(of settings: [Setting]) -> JSONValue {
        .object(JSONObject(settings.filter { !$0.isNew }.map { (name: $0.name, value: $0.fallback ?? .null) }))
    }
}
