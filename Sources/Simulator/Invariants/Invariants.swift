/// The invariants that every run is judged by.
package enum Invariants {
    package static let all: [any Invariant.Type] = [
        AcknowledgedJobsSurvive.self
    ]
}
