/// Counts what rendering costs, and ends it at the limits.
final class Meter {
    let limits: TemplateLimits
    private var work = 0
    private var memory = 0
    private var loopSteps = 0
    private var printed = 0
    private var depth = 0

    init(_ limits: TemplateLimits) { self.limits = limits }

    func step(_ count: Int = 1) throws(TemplateFault) {
        let (sum, overflow) = work.addingReportingOverflow(count)
        guard !overflow, sum <= limits.work else { throw Self.fault("takes more than \(limits.work) steps") }
        work = sum
    }

    func loopStep() throws(TemplateFault) {
        loopSteps += 1
        guard loopSteps <= limits.loopSteps else {
            throw Self.fault("makes more than \(limits.loopSteps) rounds in its loops")
        }
        try step()
    }

    func enter() throws(TemplateFault) {
        depth += 1
        guard depth <= limits.depth else {
            throw Self.fault("goes deeper than \(limits.depth) levels; does something call itself for ever?")
        }
        try step()
    }

    func leave() { depth -= 1 }

    func print(_ count: Int) throws(TemplateFault) {
        printed += count
        guard printed <= limits.output else { throw Self.fault("prints more than \(limits.output) characters") }
    }

    /// To be called before a text of `count` characters is made.
    func text(_ count: Int) throws(TemplateFault) {
        guard count <= limits.textLength else {
            throw Self.fault("makes a text of more than \(limits.textLength) characters")
        }
        try step(1 + count / 16)
        try allocate(count)
    }

    /// To be called before a container of `count` elements is made.
    func elements(_ count: Int) throws(TemplateFault) {
        guard count <= limits.elements else {
            throw Self.fault("makes a list or mapping of more than \(limits.elements) elements")
        }
        try step(1 + count)
        try allocate(8 * (count + 1))
    }

    private func allocate(_ count: Int) throws(TemplateFault) {
        memory += count
        guard memory <= limits.memory else { throw Self.fault("needs too much memory") }
    }

    private static func fault(_ what: String) -> TemplateFault {
        TemplateFault(.limit, "the template reaches a limit: it \(what)")
    }
}
