/// A tag or control line whose end was not met yet.
struct OpenPart {
    enum Kind {
        case template
        case function(
            BlockFunction.Kind, name: String, parameters: [BlockFunction.Parameter], filters: [TemplateFilter])
        case call(function: String, arguments: [Argument])
        case text(filters: [TemplateFilter])
        case conditional
        case loop(AssignmentTarget, Expression)
        case whileLoop(Expression)
        /// One that is refused already: only its end matters.
        case ignored(isTag: Bool)
    }

    let kind: Kind
    /// The word of the tag or control line.
    let word: String
    let position: SourcePosition
    /// What is in it, or in its branch that is read just now.
    var nodes: [TemplateNode] = []
    /// The branches of `% if` that are complete, and the condition of the one that is read.
    var branches: [(condition: Expression?, body: [TemplateNode])] = []
    var condition: Expression?
    /// Whether `% else` was met.
    var hasElse = false
    /// The body of a loop that has an `% else`.
    var loopBody: [TemplateNode] = []
    var locals: Set<String> = []
    var functions: [BlockFunction] = []

    init(_ kind: Kind, word: String, position: SourcePosition) {
        self.kind = kind
        self.word = word
        self.position = position
    }

    /// Whether names have their scope in it.
    var isBody: Bool {
        switch kind {
        case .template, .function, .call: true
        default: false
        }
    }

    var isTag: Bool {
        switch kind {
        case .function, .call, .text: true
        case .ignored(let isTag): isTag
        default: false
        }
    }

    var isLoop: Bool {
        switch kind {
        case .loop, .whileLoop: true
        default: false
        }
    }

    func makeBody() -> TemplateBody { TemplateBody(nodes: nodes, locals: locals, functions: functions) }

    var unclosedFault: TemplateFault {
        isTag
            ? TemplateFault(.syntax, "the tag <%\(word)> is not closed", expected: "</%\(word)>", at: position)
            : TemplateFault(.syntax, "'% \(word)' is not ended", expected: "% end\(word)", at: position)
    }
}
