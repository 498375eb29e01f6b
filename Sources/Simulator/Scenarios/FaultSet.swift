/// Some of the kinds of faults.
package struct FaultSet: Equatable, Sendable {
    private var bits: UInt64 = 0

    package init() {}

    package init(_ kinds: some Sequence<ActionKind>) { for kind in kinds { insert(kind) } }

    package mutating func insert(_ kind: ActionKind) { bits |= Self.bit(kind) }
    package mutating func formUnion(_ other: FaultSet) { bits |= other.bits }
    package func contains(_ kind: ActionKind) -> Bool { bits & Self.bit(kind) != 0 }

    /// The kinds that the coverage of pairs × faults counts.
    package static let counted = ActionKind.allCases.filter(\.isFault)

    private static let positions = Dictionary(
        uniqueKeysWithValues: ActionKind.allCases.enumerated().map { ($0.element, UInt64($0.offset)) })

    private static func bit(_ kind: ActionKind) -> UInt64 { 1 << (positions[kind] ?? 63) }
}
