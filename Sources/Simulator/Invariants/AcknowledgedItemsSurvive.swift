import Domain

/// A metadata item or a namespace that the API said yes to was committed before the answer, and outlives every process.
package struct AcknowledgedItemsSurvive: Invariant {
    package static let promise = Promise.s1

    /// What the two kinds of things have in common: a name, and that a request writes or deletes them whole.
    private enum Kind: String, CaseIterable {
        case item, namespace

        /// How the targets of their requests begin.
        var prefix: String {
            switch self {
            case .item: "/v1/metadata/"
            case .namespace: "/v1/namespace/"
            }
        }
    }

    private enum Content: Equatable {
        case text(String)
        case tree([NamespaceEntry])
    }

    private struct Thing: Hashable {
        let kind: Kind
        let key: String
    }

    private struct Record {
        var content: Content?
        /// Commits that nobody was told of yet, by what they did.
        var replacements = 0
        var deletions = 0
        var lastDeletion: Duration?
    }

    /// How long ago the thing may have been seen that a POST found: as long as a disk may take and a process stand still.
    private static let longestLook = Duration.seconds(120)

    private var records: [String: [Thing: Record]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .metadata(let node, let key, let value):
            note(Thing(kind: .item, key: key.text), on: node, value.map(Content.text), at: time)
            return nil
        case .namespace(let node, let key, let entries):
            note(Thing(kind: .namespace, key: key.text), on: node, entries.map(Content.tree), at: time)
            return nil
        case .answered(let answer): return judge(answer, at: time)
        case .process(let node, _, .starts): return judge(start: node, world)
        default: return nil
        }
    }

    private mutating func note(_ thing: Thing, on node: String, _ content: Content?, at time: Duration) {
        var record = records[node]?[thing] ?? Record()
        if content == nil {
            record.deletions += 1
            record.lastDeletion = time
        } else if record.content != nil || thing.kind == .namespace {
            // A PUT makes a namespace that was not there (HTTP contract, section 14.2), but no item.
            record.replacements += 1
        }
        record.content = content
        records[node, default: [:]][thing] = record
    }

    private func judge(start node: String, _ world: any WorldSight) -> Finding? {
        guard let records = records[node] else { return nil }
        let items = world.metadata(on: node)
        let namespaces = world.namespaces(on: node)
        for (thing, record) in records.sorted(by: {
            ($0.key.kind.rawValue, $0.key.key) < ($1.key.kind.rawValue, $1.key.key)
        }) {
            guard let key = MetadataKey(thing.key) else { continue }
            let stored: Content? =
                switch thing.kind {
                case .item: items[key].map(Content.text)
                case .namespace: namespaces[key].map(Content.tree)
                }
            guard stored != record.content else { continue }
            return Finding(
                node: node, "the \(thing.kind.rawValue) \(thing.key) on \(node) is not what was committed last")
        }
        return nil
    }

    private mutating func judge(_ answer: AnswerEvent, at time: Duration) -> Finding? {
        guard (200..<300).contains(answer.status),
            let kind = Kind.allCases.first(where: { answer.target.hasPrefix($0.prefix) })
        else { return nil }
        let thing = Thing(kind: kind, key: String(answer.target.dropFirst(kind.prefix.count)))
        var record = records[answer.node]?[thing] ?? Record()
        let isCommitted: Bool
        switch answer.method {
        case "POST":
            // It says yes to what was there and changes nothing (HTTP contract, sections 8.21 and 14.2).
            isCommitted =
                record.content != nil || record.lastDeletion.map { time - $0 <= Self.longestLook } ?? false
        case "PUT":
            record.replacements -= 1
            isCommitted = record.replacements >= 0
        case "DELETE":
            record.deletions -= 1
            isCommitted = record.deletions >= 0
        default: return nil
        }
        records[answer.node, default: [:]][thing] = record
        return isCommitted
            ? nil
            : Finding(
                node: answer.node,
                "a change of the \(kind.rawValue) \(thing.key) was acknowledged by \(answer.node) before it was "
                    + "committed")
    }
}
