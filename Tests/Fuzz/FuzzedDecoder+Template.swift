import Domain

extension FuzzedDecoder {
    /// One file, which includes itself, so that recursion is within reach.
    private struct OneTemplate: TemplateLibrary {
        func text(at path: TemplatePath, limit: Int) -> TemplateText {
            path.names == ["a"] ? .found(name: "a", text: "A${x}<%include file='a'/>") : .missing
        }
    }

    /// Small, so that whatever a template does ends soon; the tests of the limits use those of the program. Reading it
    /// is within them, so that growing input does not turn from a result to an error.
    private static func templateLimits(for bytes: Int) -> TemplateLimits {
        var limits = TemplateLimits()
        limits.work = 20_000 + bytes
        limits.loopSteps = 1_000
        limits.textLength = 20_000
        limits.output = 50_000
        limits.memory = 200_000
        return limits
    }

    static let template = FuzzedDecoder(
        name: "template",
        corpus: [
            """
            ## A service with a list of ports.
            kind: directorProject
            projectName: ${appName}
            services: ${appName.replace('.', '-') | h, trim}
            % for p in ports.split(','):
            - expose: '${p.strip()} ext_if:${iface or 'em0'}' # ${loop.index}
            % endfor
            % if tls == 'yes':
            a
            % elif balancer and not (1 < 2 <= 3):
            b
            % else:
            c
            % endif
            HOSTS: '${', '.join(['%s.%s' % (h, domain) for h in hosts.split()])}'
            """,
            """
            <%def name="f(a, b=2)">${a + b}</%def><%block name="z">${f(1)}</%block>
            <%call expr="f(3)">x</%call><%text>${none}</%text><%doc>no</%doc><%include file="a"/>
            <% x = {'k': [1, 2.5, None, True]} %>${x['k'][::-1]} ${'{:>8.3f}'.format(1 / 3)} ${f'{x!r:>9}'}
            % while False:
            % endwhile
            ${sorted(set(range(3)), reverse=True)} ${capture(f, 1)} ${7 // 2 ** -1 % 3}
            """,
            "<%page args=\"a=1\"/><%self:f/>${caller.body()} ${(lambda x: x)(1)} \\\n%% x ${x if y else z}\n",
        ].map { Array($0.utf8) },
        words: [
            "${", "}", "% if x:\n", "% endif\n", "% for i in x:\n", "% endfor\n", "% while x:\n", "% endwhile\n", "<% ",
            " %>", "<%def name='f(a)'>", "</%def>", "<%block>", "</%block>", "<%text>", "</%text>", "${f(1)}",
            "<%include file='a'/>", "|", "h", "trim", " and ", " or ", "not ", "(", ")", "[", "]", "{", ":", ",", "'",
            "\"", "'''", "\\", "\n", "\r\n", "##", "%%", "x", "loop.index", "context", "1", "0", "-", "**", "//", "%",
            "<<", "99999999999", "1e308", "'%s' % ", "f'", ".format(", ".split(", "lambda", "<% x = [x, x] %>",
            "<% x = x + x %>", "capture(f)", "caller.body()", "<%self:f>", "</%self:f>", "<%call expr='f(1)'>",
            "</%call>", "\u{0}", "é", "\u{1F600}", "\u{2028}", "is", "in", "<%doc>", "</%doc>", "<%page args='a=1'/>",
            "for i in range(10**9)", "*10**9", "[::-1]", "[-1]", "{x!r:>9}",
        ], longest: 1 << 20,
        growth: [
            Growth("a long text") { run("word ", $0) },
            Growth("lines") { size in lines(size) { _ in "text" } },
            Growth("expressions") { run("${x}", $0) },
            Growth("expressions that are not closed") { run("${", $0) },
            Growth("expressions that are wrong") { run("${x y}", $0) },
            Growth("names that are not set") { size in (0..<size).map { "${n\($0)}" }.joined() },
            Growth("comments") { size in lines(size) { _ in "## comment" } },
            Growth("conditions") { size in lines(size) { _ in "% if x:\na\n% endif" } },
            Growth("conditions that are not closed") { size in lines(size) { _ in "% if x:" } },
            Growth("ends of nothing") { size in lines(size) { _ in "% endif" } },
            Growth("alternatives") { size in "% if x:\n" + lines(size) { _ in "% elif x:" } + "% endif\n" },
            Growth("loops") { size in lines(size) { _ in "% for i in '':\n% endfor" } },
            Growth("continued lines") { run("a \\\n", $0) },
            Growth("continued control lines") { "% if x " + run("\\\n", $0) + ":\n% endif\n" },
            Growth("percent signs") { run("%", $0) },
            Growth("percent signs at the beginning of lines") { run("%%\n", $0) },
            Growth("block functions") { size in lines(size) { "<%def name='f\($0)()'>a</%def>" } },
            Growth("block functions of one name") { size in lines(size) { _ in "<%def name='f()'>a</%def>" } },
            Growth("block functions in one another") { run("<%block>", $0) },
            Growth("tags that are not closed") { run("<%", $0) },
            Growth("tags that do not exist") { run("<%x>", $0) },
            Growth("ends of tags") { run("</%def>", $0) },
            Growth("attributes of a tag") { size in "<%def " + (0..<size).map { "a\($0)='b' " }.joined() + ">" },
            Growth("a quote in a tag that is not closed") { "<%def name='" + run("a ", $0) },
            Growth("plain text in tags") { run("<%text>${</%text>", $0) },
            Growth("documentation that is not closed") { run("<%doc>", $0) },
            Growth("assignments") { size in "<%\n" + lines(size) { "x\($0) = 1" } + "%>" },
            Growth("code that is not closed") { run("<% x ", $0) },
            Growth("parentheses") { "${" + run("(", $0) + "}" },
            Growth("brackets") { "${" + run("[", $0) + "}" },
            Growth("braces") { "${" + run("{", $0) + "}" },
            Growth("braces that are closed") { "${" + run("{", $0) + run("}", $0) + "}" },
            Growth("signs") { "${" + run("-", $0) + "1}" },
            Growth("powers") { "${1" + run("**1", $0) + "}" },
            Growth("sums") { "${1" + run("+1", $0) + "}" },
            Growth("comparisons") { "${1" + run("<1", $0) + "}" },
            Growth("attributes") { "${x" + run(".a", $0) + "}" },
            Growth("calls") { "${f" + run("()", $0) + "}" },
            Growth("arguments") { "${f(" + run("1,", $0) + ")}" },
            Growth("named arguments") { size in "${f(" + (0..<size).map { "a\($0)=1," }.joined() + ")}" },
            Growth("one list") { "${[" + run("1,", $0) + "]}" },
            Growth("one mapping") { size in "${{" + (0..<size).map { "\($0):1," }.joined() + "}}" },
            Growth("conditional expressions") { "${1" + run(" if x else 1", $0) + "}" },
            Growth("lambdas") { "${" + run("lambda:", $0) + "1}" },
            Growth("filters") { "${x | " + run("h,", $0) + "h}" },
            Growth("digits") { "${" + run("9", $0) + "}" },
            Growth("decimals") { "${0." + run("9", $0) + "}" },
            Growth("a text in an expression") { "${'" + run("a", $0) + "'}" },
            Growth("escapes in a text") { "${'" + run("\\x41\\n", $0) + "'}" },
            Growth("texts side by side") { "${" + run("'a' ", $0) + "}" },
            Growth("a text that is not closed") { "${'''" + run("a'", $0) },
            Growth("fields of a filled text") { "${f'" + run("{x}", $0) + "'}" },
            Growth("fields in fields") { "${f'" + run("{x:", $0) + "'}" },
            Growth("percent fields") { "${'" + run("%s", $0) + "' % x}" },
            Growth("includes") { run("<%include file='a'/>", $0) },
            Growth("includes of what is missing") { size in (0..<size).map { "<%include file='b\($0)'/>" }.joined() },
            Growth("a long path") { "<%include file='" + run("a/", $0) + "'/>" },
            Growth("steps up in a path") { "<%include file='" + run("../", $0) + "'/>" },
            Growth("parameters of a page") { size in
                "<%page args=\"" + (0..<size).map { "a\($0)=1," }.joined() + "b=1\"/>"
            },
        ]
    ) { bytes in
        let text = text(bytes)
        let limits = templateLimits(for: bytes.count)
        let examined = TemplateExamination.of(text, name: "fuzz.mako", library: OneTemplate(), limits: limits)
        try check(examined.findings.filter { $0.file == "fuzz.mako" }, of: text)
        try demand(examined.parameters.allSatisfy(Template.isName), "a parameter has a name that none can have")
        let template: Template
        do throws(DiagnosticList) {
            template = try Template.parse(text, name: "fuzz.mako", limits: limits)
        } catch {
            try demand((1...limits.findings).contains(error.diagnostics.count), "refused without a reason")
            return try check(error.diagnostics, of: text)
        }
        let result: String
        do throws(DiagnosticList) {
            result = try template.render(
                [TemplateParameter(name: "x", value: "X"), TemplateParameter(name: "appName", value: "app")],
                library: OneTemplate(), limits: limits)
        } catch {
            return try check(error.diagnostics.filter { $0.file == "fuzz.mako" }, of: text)
        }
        let length = result.unicodeScalars.count
        try demand(length <= limits.output, "\(length) characters are printed")
    }
}
