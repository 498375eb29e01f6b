/// One key of the server's configuration: its name, what may stand there, and what holds when nothing does.
struct Setting: Sendable {
    /// What may stand under a key.
    indirect enum Shape: Sendable {
        case text
        /// A path or address that must not be empty.
        case filledText
        /// A text that goes into the head of a request.
        case token
        /// An address of this machine, or its name.
        case listener
        case boolean
        case integer(ClosedRange<Int>)
        /// A limit in seconds; negative for none. 0, with which everything fails, is refused.
        case timeLimit
        case number(ClosedRange<Double>)
        /// Labels of the node; not empty.
        case labels
        /// Texts, of these only when some are named.
        case texts(among: [String]?)
        /// Two integers, the first not above the second, at least 0.
        case range
        /// One of these words.
        case choice([String])
        /// The URL of a server.
        case address
        /// A zone of the DNS, absolute or not.
        case zone
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
    init(_ name: String, section: [Setting], replacement: String? = nil, isNew: Bool = false) {
        self.init(name, .section(section), Self.defaults(of: section), replacement: replacement, isNew: isNew)
    }

    /// - Parameter isComplete: Whether the settings that 0.25 does not know are there too.
    static func defaults(of settings: [Setting], isComplete: Bool = false) -> JSONValue {
        .object(
            JSONObject(
                settings.filter { isComplete || !$0.isNew }.map { setting in
                    if case .section(let inner) = setting.shape {
                        return (name: setting.name, value: defaults(of: inner, isComplete: isComplete))
                    }
                    return (name: setting.name, value: setting.fallback ?? .null)
                }))
    }

    /// The dotted paths of the settings and of all within them; `NAME` stands for a name that the user chooses.
    static func paths(of settings: [Setting], below path: String = "") -> [(path: String, setting: Setting)] {
        settings.flatMap { setting -> [(path: String, setting: Setting)] in
            let place = path.isEmpty ? setting.name : "\(path).\(setting.name)"
            let inner: [(path: String, setting: Setting)] =
                switch setting.shape {
                case .section(let settings): paths(of: settings, below: place)
                case .named(_, let settings): paths(of: settings, below: place + ".NAME")
                default: []
                }
            return [(place, setting)] + inner
        }
    }
}
