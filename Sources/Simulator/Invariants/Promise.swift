/// What Overlord promises; every invariant of the simulator checks one of these.
package enum Promise: String, CaseIterable, Comparable, Sendable {
    case s1 = "S1", s2 = "S2", s3 = "S3", s4 = "S4", s5 = "S5", s6 = "S6", s7 = "S7", s8 = "S8", s9 = "S9"
    case s10 = "S10", s11 = "S11", s12 = "S12", s13 = "S13", s14 = "S14"
    case l1 = "L1", l2 = "L2", l3 = "L3", l4 = "L4", l5 = "L5", l6 = "L6", l7 = "L7"

    /// Whether it must hold at every moment; the others must hold some time after the last fault.
    package var isSafety: Bool { rawValue.hasPrefix("S") }

    package var sentence: String {
        switch self {
        case .s1: "What the API acknowledged survives a crash at any point."
        case .s2: "A job reaches exactly one end state and is never run by two runners at once."
        case .s3: "Unknown is not absent: who does not answer is not taken for empty or gone."
        case .s4: "We never take a project below its minimum by our own action, nor above its maximum."
        case .s5: "Nothing is destroyed that a user's request, or a plan that follows from one, did not name."
        case .s6: "No two controllers act on one project under different terms."
        case .s7: "A DNS record never outlives its service by more than two leases."
        case .s8: "Applying twice is applying once."
        case .s9: "A decision does not depend on the order in which answers arrive."
        case .s10: "A request succeeds only if its token allows it at the tail and at every hop that checks."
        case .s11: "A secret never appears in a log, an event, a plan, an error or a trace."
        case .s12: "Nothing grows past its stated limit."
        case .s13: "A peer of an older version is never sent what it would misread, and never crashes us."
        case .s14: "A finished disk is never formatted or overwritten unless the file says so."
        case .l1: "Every acknowledged job ends, in success or with a reason, within its execution time."
        case .l2: "Desired and observed state agree within the stated time."
        case .l3: "A healed chain is listed and used again within its back-off bound; success clears its record."
        case .l4: "A leader exists within two lease times."
        case .l5: "Under constant load the autoscaler reaches a fixed point."
        case .l6: "Orphans are collected."
        case .l7: "Nothing waits without a reason that can be asked for."
        }
    }

    package static func < (left: Promise, right: Promise) -> Bool {
        let all = allCases
        guard let first = all.firstIndex(of: left), let second = all.firstIndex(of: right) else { return false }
        return first < second
    }
}
