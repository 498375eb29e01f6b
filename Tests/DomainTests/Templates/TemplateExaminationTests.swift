import Domain
import Testing

/// What is said of a template beforehand.
struct TemplateExaminationTests {
    private func examine(_ text: String) -> TemplateExamination {
        TemplateExamination.of(text, name: "t", library: TemplateIncludeTests.library)
    }

    @Test func `the parameters of the contract's templates are those that they read`() {
        #expect(
            examine(ExampleTemplates.web).parameters == [
                "appName", "balancer", "domain", "hosts", "iface", "loops", "ports", "tls", "workers",
            ])
        #expect(
            examine(ExampleTemplates.machine).parameters == ["appName", "cpu", "disk", "memory", "swap", "version"])
        #expect(examine(ExampleTemplates.web).findings.isEmpty && examine(ExampleTemplates.machine).findings.isEmpty)
    }

    @Test func `names that the template sets are no parameters`() {
        let text = """
            <% a = b %>\\
            % for c, (d, e) in f:
            ${c}${d}${e}${loop.index}${[g + h for g in i]}
            % endfor
            <%def name="j(k, l='1')">${k}${l}${m}</%def>${j(a)}${context.get('n')}${context['o']}${UNDEFINED or len(p)}
            """
        #expect(examine(text).parameters == ["b", "f", "h", "i", "m", "n", "p"])
    }

    @Test func `everything is said at once, of included templates too`() {
        let text = """
            ${foo(1)}
            <%include file="bad.mako"/>
            <%include file="none.mako"/>
            <%include file="../x"/>
            <%include file="${x}"/>
            <%include file="a.mako"/>
            ${self.bar()}
            <%call expr="baz(1)">x</%call>
            """
        #expect(
            examine(text).findings.map { "\($0.file):\($0.position.line) \($0.message)" } == [
                "t:1 there is no function 'foo'", "t:7 there is no <%def> 'bar'", "t:8 there is no <%def> 'baz'",
                "bad.mako:1 this cannot stand here", "bad.mako:2 this line begins with '%' and is no control line",
                "t:3 there is no template 'none.mako' in the folders of templates", "t:4 this is no path of a template",
            ])
    }

    @Test func `slips hide what could be said of names`() {
        #expect(
            examine("${a b}${open('x')}").findings.map(\.message) == [
                "this cannot stand here", "unsupported template construct: the function 'open'",
            ])
    }
}
