internal import Domain

/// Makes the document out of the nodes of a YAML text: tags, scalars, merge keys and aliases.
struct YAMLComposer {
    private let file: String
    private let environment: YAMLReader.EnvironmentPolicy
    private let dialect: YAMLReader.Dialect
    private let origin: YAMLReader.Origin
    private let tree: YAMLTree
    private let limits: YAMLLimits
    private(set) var findings: [Diagnostic] = []
    private var finished: [YAMLTree.Reference: Finished] = [:]

    private struct Finished {
        let document: Document
        let depth: Int
        /// Nodes that its expansion holds, saturated.
        let count: Int
    }

    init(
        file: String, environment: YAMLReader.EnvironmentPolicy, dialect: YAMLReader.Dialect, origin: YAMLReader.Origin,
        tree: YAMLTree,
        limits: YAMLLimits
    ) {
        self.file = file
        self.environment = environment
        self.dialect = dialect
        self.origin = origin
        self.tree = tree
        self.limits = limits
    }

    mutating func root() -> Document? {
        guard let reference = tree.root, let root = finish(reference, path: "", height: 0) else { return nil }
        return root.document.isNull ? nil : root.document
    }

    // MARK: - Findings

    static func diagnostic(
        _ finding: YAMLFinding, file: String, origin: YAMLReader.Origin, path: String = "",
        severity: Diagnostic.Severity = .error
    ) -> Diagnostic {
        var message = finding.message
        if let reference = finding.reference {
            let place: SourcePosition
            if case .block = origin { place = origin.place(reference) } else { place = reference }
            message = message.replacing(YAMLFinding.placeMark, with: place.words)
        }
        if case .scalar = origin { message += " (line \(finding.position.line) of the text)" }
        let isSecret = SecretName.isSecret(path: path)
        return Diagnostic(
            severity: severity, file: file, position: origin.place(finding.position), path: path, message: message,
            found: isSecret ? nil : finding.found.map { Document(.string($0), at: .start).excerpt },
            expected: finding.expected, hint: finding.hint)
    }

    mutating func report(
        _ finding: YAMLFinding, path: String = "", severity: Diagnostic.Severity = .error
    ) {
        findings.append(
            Self.diagnostic(finding, file: file, origin: origin, path: path, severity: severity))
    }

    /// A mistake in our files, a matter of taste in those of others.
    private mutating func reportStrictly(_ finding: YAMLFinding, path: String) {
        report(finding, path: path, severity: dialect == .own ? .error : .warning)
    }

    // MARK: - Nodes

    /// The document of a node. Each node is worked out once, however many aliases stand for it.
    ///
    /// - Returns: `nil` when a limit was passed; that is reported.
    private mutating func finish(_ reference: YAMLTree.Reference, path: String, height: Int) -> Finished? {
        let node = tree.nodes[reference]
        if let done = finished[reference] {
            guard height + done.depth <= limits.depth else { return refuseDepth(node, path) }
            return done
        }
        guard height <= limits.depth else { return refuseDepth(node, path) }
        let result: Finished?
        switch node.content {
        case .scalar(let text, let isPlain):
            result = Finished(document: scalar(text, isPlain: isPlain, node: node, path: path), depth: 0, count: 1)
        case .sequence(let items):
            checkTag(of: node, is: "seq", path: path)
            result = sequence(items, of: node, path: path, height: height)
        case .mapping(let pairs):
            checkTag(of: node, is: "map", path: path)
            result = mapping(pairs, of: node, path: path, height: height)
        }
        guard let result else { return nil }
        guard result.count <= limits.nodes else {
            report(
                YAMLFinding(
                    node.position, "with its aliases written out this has more than \(limits.nodes) values"),
                path: path)
            return nil
        }
        finished[reference] = result
        return result
    }

    private mutating func refuseDepth(_ node: YAMLTree.Node, _ path: String) -> Finished? {
        report(
            YAMLFinding(node.position, "the values are nested deeper than \(limits.depth) levels"), path: path)
        return nil
    }

    private mutating func sequence(
        _ items: [YAMLTree.Reference], of node: YAMLTree.Node, path: String, height: Int
    ) -> Finished? {
        var documents: [Document] = []
        documents.reserveCapacity(items.count)
        var depth = 0
        var count = 1
        for (index, item) in items.enumerated() {
            guard let done = finish(item, path: "\(path)[\(index)]", height: height + 1) else { return nil }
            documents.append(done.document)
            depth = max(depth, done.depth + 1)
            count = min(count + done.count, limits.nodes + 1)
        }
        return Finished(document: document(.sequence(documents), node), depth: depth, count: count)
    }

    private mutating func mapping(
        _ pairs: [(key: YAMLTree.Reference, value: YAMLTree.Reference)], of node: YAMLTree.Node, path: String,
        height: Int
    ) -> Finished? {
        var merged: [Document.Entry] = []
        var own: [Document.Entry] = []
        var places: [String: Int] = [:]
        var positions: [SourcePosition] = []
        var depth = 0
        var count = 1
        for (keyNode, valueNode) in pairs {
            if isMerge(tree.nodes[keyNode]) {
                guard let (entries, done) = mergedEntries(valueNode, path: path, height: height) else { return nil }
                merged += entries
                depth = max(depth, done.depth + 1)
                count = min(count + done.count, limits.nodes + 1)
                continue
            }
            guard let key = key(keyNode, path: path, height: height + 1) else { return nil }
            let name = Self.keyText(key)
            let inner = path.isEmpty ? name : "\(path).\(name)"
            guard let done = finish(valueNode, path: inner, height: height + 1) else { return nil }
            depth = max(depth, done.depth + 1)
            count = min(count + done.count + 1, limits.nodes + 1)
            switch key.content {
            case .sequence, .mapping:
                report(
                    YAMLFinding(
                        tree.nodes[keyNode].position, "\(key.kind) cannot be a key", expected: "text"), path: path)
                continue
            default: break
            }
            let identity = Self.identity(of: key)
            guard let place = places[identity] else {
                places[identity] = own.count
                positions.append(tree.nodes[keyNode].position)
                own.append(Document.Entry(key: key, value: done.document))
                continue
            }
            reportStrictly(
                YAMLFinding(
                    tree.nodes[keyNode].position,
                    "duplicate key '\(name)'; it stands at \(YAMLFinding.placeMark) already",
                    reference: positions[place], found: name, hint: "remove one of the two"), path: inner)
            // As PyYAML has it: the last value, at the place of the first.
            own[place] = Document.Entry(key: own[place].key, value: done.document)
        }
        let entries = merged.isEmpty ? own : Self.unified(merged + own)
        return Finished(document: document(.mapping(entries), node), depth: depth, count: count)
    }

    /// A key; `=` is an ordinary one.
    private mutating func key(_ reference: YAMLTree.Reference, path: String, height: Int) -> Document? {
        let node = tree.nodes[reference]
        if case .scalar("=", isPlain: true) = node.content, node.tag == nil {
            return document(.string("="), node, source: "=")
        }
        return finish(reference, path: path, height: height)?.document
    }

    private static func keyText(_ key: Document) -> String {
        if case .string(let text) = key.content { return text }
        return key.source ?? ""
    }

    /// Keys are the same when they are to Python: `1`, `1.0` and `true` are one key, `1` and `'1'` are two.
    private static func identity(of key: Document) -> String {
        switch key.content {
        case .string(let text): "text \(text)"
        case .integer(let number): "number \(Double(number)) \(number)"
        case .largeInteger(let digits): "number \(digits)"
        case .double(let number): "number \(number)" + (Int(exactly: number).map { " \($0)" } ?? "")
        case .bool(let flag): flag ? "number 1.0 1" : "number 0.0 0"
        case .null: "null"
        case .sequence, .mapping: ""
        }
    }

    // MARK: - Merge keys

    private func isMerge(_ node: YAMLTree.Node) -> Bool {
        guard case .scalar(let text, let isPlain) = node.content else { return false }
        if node.tag == "tag:yaml.org,2002:merge" { return true }
        return isPlain && node.tag == nil && text == "<<"
    }

    /// The entries that `<<` brings in; in a list of mappings, the later first, so that the earlier win.
    private mutating func mergedEntries(
        _ reference: YAMLTree.Reference, path: String, height: Int
    ) -> (entries: [Document.Entry], done: Finished)? {
        guard let done = finish(reference, path: path, height: height + 1) else { return nil }
        switch done.document.content {
        case .mapping(let entries): return (entries, done)
        case .sequence(let items):
            var entries: [Document.Entry] = []
            for item in items.reversed() {
                if case .mapping(let inner) = item.content {
                    entries += inner
                } else {
                    refuseMerge(item, path: path)
                }
            }
            return (entries, done)
        default:
            refuseMerge(done.document, path: path)
            return ([], done)
        }
    }

    private mutating func refuseMerge(_ document: Document, path: String) {
        // The document's place is one of the file already.
        findings.append(
            Diagnostic(
                file: file, position: document.position, path: path, message: "only mappings can be merged with '<<'",
                found: document.excerpt, expected: "a mapping, or a list of mappings"))
    }

    /// The last of equal keys wins, at the place of the first.
    private static func unified(_ entries: [Document.Entry]) -> [Document.Entry] {
        var places: [String: Int] = [:]
        var result: [Document.Entry] = []
        for entry in entries {
            let identity = identity(of: entry.key)
            if let place = places[identity] {
                result[place] = Document.Entry(key: result[place].key, value: entry.value)
            } else {
                places[identity] = result.count
                result.append(entry)
            }
        }
        return result
    }

    // MARK: - Scalars

    private func document(
        _ content: Document.Content, _ node: YAMLTree.Node, source: String? = nil, isFromEnvironment: Bool = false
    ) -> Document {
        Document(
            content, at: origin.place(node.position), source: source, isFromEnvironment: isFromEnvironment)
    }

    private mutating func scalar(_ text: String, isPlain: Bool, node: YAMLTree.Node, path: String) -> Document {
        if let tag = node.tag, tag != "!" { return tagged(text, tag: tag, node: node, path: path) }
        guard isPlain || node.tag == "!" else { return document(.string(text), node, source: text) }
        var content = Document.Content.string(text)
        switch PlainScalar.resolve(text) {
        case .null: content = .null
        case .bool(let flag): content = .bool(flag)
        case .integer(let number): content = .integer(number)
        case .largeInteger(let digits): content = .largeInteger(digits)
        case .double(let number): content = .double(number)
        case .string: break
        case .integerTooLarge: refuse(text, "the integer is too large", node, path)
        case .malformedNumber: refuse(text, "this looks like a number and is none", node, path)
        case .notFinite: refuse(text, "a number must have a value", node, path)
        case .date(isReal: true): refuse(text, "unquoted, this is a date", node, path)
        case .date(isReal: false): refuse(text, "unquoted, this is a date, and one that does not exist", node, path)
        case .merge:
            report(YAMLFinding(node.position, "'<<' can only be a key", found: text, hint: "quote it"), path: path)
        case .value:
            report(
                YAMLFinding(node.position, "'=' has a meaning of its own in YAML 1.1", found: text, hint: "quote it"),
                path: path)
        }
        return document(content, node, source: text)
    }

    private mutating func refuse(_ text: String, _ message: String, _ node: YAMLTree.Node, _ path: String) {
        guard dialect == .own else { return }
        let hint = SecretName.isSecret(path: path) ? "quote it" : "quote it: '\(text)'"
        report(YAMLFinding(node.position, message, found: text, hint: hint), path: path)
    }

    private mutating func tagged(_ text: String, tag: String, node: YAMLTree.Node, path: String) -> Document {
        if tag == EnvironmentTag.name { return fromEnvironment(text, node: node, path: path) }
        var content: Document.Content?
        switch tag {
        case "tag:yaml.org,2002:str": content = .string(text)
        case "tag:yaml.org,2002:null": content = .null
        case "tag:yaml.org,2002:bool": content = PlainScalar.boolean(tagged: text).map { .bool($0) }
        case "tag:yaml.org,2002:int":
            content = PlainScalar.integer(tagged: text).integerContent
        case "tag:yaml.org,2002:float":
            if case .double(let number) = PlainScalar.float(tagged: text) { content = .double(number) }
        default:
            refuseTag(tag, node, path)
            return document(.null, node, source: text)
        }
        if content == nil {
            report(
                YAMLFinding(node.position, "this is no value of the type \(Self.shown(tag))", found: text), path: path)
        }
        return document(content ?? .null, node, source: text)
    }

    private mutating func fromEnvironment(_ text: String, node: YAMLTree.Node, path: String) -> Document {
        switch environment {
        case .keep: return document(.string(text), node, source: text, isFromEnvironment: true)
        case .refuse:
            report(
                YAMLFinding(
                    node.position, "!ENV is not allowed here: nothing of the environment may get into this text",
                    found: "!ENV"),
                path: path)
            return document(.string(text), node, source: text)
        case .resolve(let variable):
            let outcome = EnvironmentTag.resolve(text, at: node.position, variable: variable)
            for finding in outcome.findings { report(finding, path: path) }
            return document(outcome.content, node, source: outcome.text, isFromEnvironment: true)
        }
    }

    private mutating func checkTag(of node: YAMLTree.Node, is expected: String, path: String) {
        guard let tag = node.tag, tag != "!", tag != "tag:yaml.org,2002:\(expected)" else { return }
        refuseTag(tag, node, path)
    }

    private mutating func refuseTag(_ tag: String, _ node: YAMLTree.Node, _ path: String) {
        let shown = Self.shown(tag)
        var message = "unknown tag \(shown)"
        let isRefused = if case .refuse = environment { true } else { false }
        var hint: String? =
            "tags that can be used are \(isRefused ? "" : "!ENV, ")!!str, !!int, !!float, !!bool and !!null"
        if tag == EnvironmentTag.name {
            message = "!ENV takes a text, and this is \(isSequence(node) ? "a list" : "a mapping")"
            hint = "put the tag before each item that needs it"
        } else if !isRefused, tag.lowercased() == EnvironmentTag.name.lowercased() {
            hint = "did you mean '!ENV'?"
        } else if tag.hasPrefix("tag:yaml.org,2002:") {
            message = "values of the type \(shown) cannot be used here"
            if case .scalar = node.content { hint = "leave the tag out, and quote the text" }
        }
        report(YAMLFinding(node.position, message, found: shown, hint: hint), path: path)
    }

    private func isSequence(_ node: YAMLTree.Node) -> Bool {
        if case .sequence = node.content { true } else { false }
    }

    private static func shown(_ tag: String) -> String {
        let standard = "tag:yaml.org,2002:"
        return tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
    }
}

extension PlainScalar {
    /// The value as that of a document; `nil` for all but integers.
    var integerContent: Document.Content? {
        switch self {
        case .integer(let number): .integer(number)
        case .largeInteger(let digits): .largeInteger(digits)
        default: nil
        }
    }
}
