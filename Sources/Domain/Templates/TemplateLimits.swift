/// What parsing and rendering a template may cost. Reaching a limit is an error that names it.
///
/// Time is bounded by ``work``, which counts the steps that are taken: the same template ends in the same way on every
/// machine. Source: deployment-file contract, section 11.5.
package struct TemplateLimits: Equatable, Sendable {
    /// Characters of one template.
    package var templateLength = 1 << 20
    /// Characters of everything that is printed.
    package var output = 4 << 20
    /// Rounds of all loops together, those of comprehensions included.
    package var loopSteps = 100_000
    /// Elements of one list, tuple, set or mapping.
    package var elements = 10_000
    /// Characters of one text.
    package var textLength = 1 << 20
    /// How deep expressions, control lines and tags may be nested as they are written, and values in one another.
    package var nesting = 64
    /// How deep evaluation may go: what is nested, and block functions that call one another.
    package var depth = 128
    /// How deep templates may include one another.
    package var includes = 16
    /// Steps of evaluation; handling a long text or list costs more than one.
    package var work = 4_000_000
    /// Characters of all texts and elements of all containers that are made, eight for an element.
    package var memory = 16 << 20
    /// Mistakes of one template that are reported.
    package var findings = 100

    package init() {}
}
