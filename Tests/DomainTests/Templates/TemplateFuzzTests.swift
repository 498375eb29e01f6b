import Domain
import Testing

/// Whatever stands in a template, it is parsed and rendered or refused; nothing crashes or goes on for ever.
struct TemplateFuzzTests {
    /// Small, so that a round is quick whatever the template does.
    private static var limits: TemplateLimits {
        var limits = TemplateLimits()
        limits.work = 20_000
        limits.loopSteps = 1_000
        limits.textLength = 20_000
        limits.output = 50_000
        limits.memory = 200_000
        return limits
    }

    private static let corpus: [[Unicode.Scalar]] =
        (TemplateVectors.all + ExpressionVectors.all).map { Array($0.template.unicodeScalars) }
        + [ExampleTemplates.web, ExampleTemplates.machine].map { Array($0.unicodeScalars) }

    private static let words = [
        "${", "}", "% if x:\n", "% endif\n", "% for i in x:\n", "% endfor\n", "% while x:\n", "% endwhile\n", "<% ",
        " %>",
        "<%def name='f(a)'>", "</%def>", "<%block>", "</%block>", "<%text>", "</%text>", "${f(1)}",
        "<%include file='a'/>",
        "|", "h", "trim", " and ", " or ", "not ", "(", ")", "[", "]", "{", ":", ",", "'", "\"", "\\", "\n", "\r\n",
        "##",
        "%%", "x", "loop.index", "context", "1", "0", "-", "**", "//", "%", "<<", "99999999999", "1e308", "'%s' % ",
        "f'",
        ".format(", ".split(", "lambda", "<% x = [x, x] %>", "<% x = x + x %>", "capture(f)", "caller.body()",
        "<%self:f>", "</%self:f>", "<%call expr='f(1)'>", "</%call>", "\u{0}", "é", "\u{1F600}", "\u{2028}", "is", "in",
        "<%doc>", "</%doc>", "<%page args='a=1'/>", "for i in range(10**9)", "*10**9", "[::-1]", "[-1]", "{x!r:>9}",
    ].map { Array($0.unicodeScalars) }

    private func run(_ scalars: [Unicode.Scalar]) {
        let text = String(String.UnicodeScalarView(scalars))
        switch rendering(text, library: MemoryTemplates(files: ["a": "A${x}"]), limits: Self.limits) {
        case .success(let result): #expect(result.unicodeScalars.count <= Self.limits.output)
        case .failure(let error):
            let lines = scalars.count { $0 == "\n" } + 1
            #expect(error.diagnostics.count <= Self.limits.findings)
            #expect(error.diagnostics.allSatisfy { (1...lines).contains($0.position.line) || $0.file != "t" })
        }
    }

    @Test(arguments: 1...8)
    func `mutated templates end`(seed: UInt64) {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        for _ in 0..<250 {
            var text = Self.corpus.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0...text.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: text.insert(contentsOf: Self.words.randomElement(using: &random) ?? [], at: place)
                case 1 where !text.isEmpty: text.remove(at: min(place, text.count - 1))
                case 2:
                    let other = Self.corpus.randomElement(using: &random) ?? []
                    text.insert(contentsOf: other.prefix(Int.random(in: 0...other.count, using: &random)), at: place)
                case 3 where !text.isEmpty:
                    let end = Int.random(in: place...text.count, using: &random)
                    text.insert(contentsOf: text[place..<end], at: place)
                default:
                    let end = Int.random(in: place...text.count, using: &random)
                    text.removeSubrange(place..<min(end, place + 8))
                }
            }
            run(text)
        }
    }

    @Test(arguments: 1...4)
    func `texts of random words end`(seed: UInt64) {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        for _ in 0..<250 {
            var text: [Unicode.Scalar] = []
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                text += Self.words.randomElement(using: &random) ?? []
            }
            run(text)
        }
    }

    @Test(arguments: 1...4)
    func `random bytes end`(seed: UInt64) {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        for _ in 0..<250 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            run(Array(String(decoding: bytes, as: UTF8.self).unicodeScalars))
        }
    }

    @Test func `the same template gives the same result`() throws {
        for recorded in TemplateVectors.all.prefix(40) {
            #expect(try rendering(recorded.template).get() == rendering(recorded.template).get())
        }
    }
}
