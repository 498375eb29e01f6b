import Domain
import Foundation
import Testing

/// Whatever a template does, it ends within its limits.
struct TemplateLimitTests {
    struct Glutton: Sendable, CustomTestStringConvertible {
        let template: String
        let message: String
        var testDescription: String { String(template.prefix(60)) }

        init(_ template: String, _ message: String) {
            self.template = template
            self.message = message
        }
    }

    static let gluttons = [
        Glutton("${'a' * 10**9}", "makes a text of more than 1048576 characters"),
        Glutton("${'a' * 10**18 * 10**18}", "makes a text of more than 1048576 characters"),
        Glutton("${[0] * 10**9}", "makes a list or mapping of more than 10000 elements"),
        Glutton("${[[]] * (2**62)}", "makes a list or mapping of more than 10000 elements"),
        Glutton("${(0,) * 10**9}", "makes a list or mapping of more than 10000 elements"),
        Glutton("${list(range(10**9))}", "makes a list or mapping of more than 10000 elements"),
        Glutton("${[i for i in range(10**9)]}", "makes a list or mapping of more than 10000 elements"),
        Glutton("${ {i: i for i in range(10**9)} }", "makes a list or mapping of more than 10000 elements"),
        Glutton("${'a,' * 400000 | trim}${('a,' * 400000).split(',')}", "makes a list or mapping"),
        Glutton("${sum(range(10**18))}", "takes more than 400000 steps"),
        Glutton("${max(range(10**18))}", "takes more than 400000 steps"),
        Glutton("${any(0 for i in range(10**18))}", "makes a list or mapping"),
        Glutton("${'%1000000000d' % 1}", "makes a text of more than 1048576 characters"),
        Glutton("${'%*d' % (10**12, 1)}", "makes a text of more than 1048576 characters"),
        Glutton("${'%.999999999f' % 1.0}", "makes a text of more than 1048576 characters"),
        Glutton("${'{:>99999999999999999999}'.format(1)}", "makes a text of more than 1048576 characters"),
        Glutton("${'a'.zfill(10**12)}", "makes a text of more than 1048576 characters"),
        Glutton("${'a'.center(10**12)}", "makes a text of more than 1048576 characters"),
        Glutton("${'\\t'.expandtabs(10**12)}", "makes a text of more than 1048576 characters"),
        Glutton("${('a' * 1000000).replace('a', 'b' * 1000000)}", "makes a text of more than 1048576 characters"),
        Glutton("${('a' * 1000000).join(['b'] * 9999)}", "makes a text of more than 1048576 characters"),
        Glutton("${('<' * 1000000) | h}", "makes a text of more than 1048576 characters"),
        Glutton("${10**10**10}", "a number does not fit 64 bits"),
        Glutton("${2**63}", "a number does not fit 64 bits"),
        Glutton("${9223372036854775807 + 1}", "a number does not fit 64 bits"),
        Glutton("${-9223372036854775807 - 2}", "a number does not fit 64 bits"),
        Glutton("${-(-9223372036854775807 - 1)}", "a number does not fit 64 bits"),
        Glutton("${(-9223372036854775807 - 1) // -1}", "a number does not fit 64 bits"),
        Glutton("${abs(-9223372036854775807 - 1)}", "a number does not fit 64 bits"),
        Glutton("${1 << 70}", "a number does not fit 64 bits"),
        Glutton("${int('9' * 30)}", "a number does not fit 64 bits"),
        Glutton("${int(1e300)}", "a number does not fit 64 bits"),
        Glutton("${99999999999999999999}", "does not fit 64 bits"),
        Glutton("% while True:\n% endwhile\n", "makes more than 100000 rounds in its loops"),
        Glutton("% for i in range(10**18):\n% endfor\n", "makes more than 100000 rounds in its loops"),
        Glutton(
            "% for a in range(10000):\n% for b in range(10000):\n% for c in range(10000):\n% endfor\n% endfor\n% endfor\n",
            "makes more than 100000 rounds in its loops"),
        Glutton("<% s = 'a' %>\n% while True:\n<% s = s + s %>\n% endwhile\n", "makes a text of more than"),
        Glutton("<% s = [1] %>\n% while True:\n<% s = s + s %>\n% endwhile\n", "makes a list or mapping"),
        Glutton("<% s = [] %>\n% while True:\n<% s = [s] %>\n% endwhile\n", "nested deeper than 64 levels"),
        Glutton("<% s = {} %>\n% while True:\n<% s = {'a': s} %>\n% endwhile\n", "nested deeper than 64 levels"),
        Glutton("<% s = () %>\n% for i in range(60):\n<% s = (s, s) %>\\\n% endfor\n${s}", "characters"),
        Glutton("<% s = () %>\n% for i in range(60):\n<% s = (s, s) %>\\\n% endfor\n${s == (s, s)[0:2]}", "no mistake"),
        Glutton(
            "<% s = () %>\n<% t = () %>\n% for i in range(60):\n<% s = (s, s); t = (t, t) %>\\\n% endfor\n${s == t}",
            "steps"),
        Glutton("<% s = () %>\n% for i in range(60):\n<% s = (s, s) %>\\\n% endfor\n${ {s: 1} }", "steps"),
        Glutton("% while True:\n${'a' * 1000000}\n% endwhile\n", "prints more than 4194304 characters"),
        Glutton("<%def name='f()'>${f()}</%def>${f()}", "goes deeper than 128 levels"),
        Glutton("<%def name='f()'>${capture(f)}</%def>${f()}", "goes deeper than 128 levels"),
        Glutton("<%def name='f()'>${g()}</%def><%def name='g()'>${f()}</%def>${f()}", "goes deeper than 128 levels"),
        Glutton("<%def name='f()'><%call expr='f()'>a</%call></%def>${f()}", "goes deeper than 128 levels"),
        Glutton(
            "<%def name='f()'>${caller.body()}</%def><%self:f>${caller.body()}</%self:f>", "'caller' has no meaning"),
        Glutton("<%def name='f(n)'>a${f(n + 1)}${f(n + 1)}</%def>${f(0)}", "goes deeper than 128 levels"),
        Glutton(
            "${" + String(repeating: "(", count: 70) + "1" + String(repeating: ")", count: 70) + "}",
            "nested deeper than 64 levels"),
        Glutton(
            "${" + String(repeating: "[", count: 70) + String(repeating: "]", count: 70) + "}",
            "nested deeper than 64 levels"),
        Glutton("${2" + String(repeating: "**1", count: 70) + "}", "nested deeper than 64 levels"),
        Glutton(
            String(repeating: "% if x:\n", count: 70) + String(repeating: "% endif\n", count: 70),
            "nested deeper than 64 levels"),
        Glutton(
            String(repeating: "<%block>", count: 70) + String(repeating: "</%block>", count: 70),
            "nested deeper than 64 levels"),
        Glutton("${sorted([i % 7 for i in range(9999)] * 2)}", "makes a list or mapping"),
        Glutton("% for i in range(90000):\n${('a' * 900000).count('b' * 17)}\n% endfor\n", "steps"),
        Glutton("% for i in range(90000):\n<% s = 'a' * 900000 %>\n% endfor\n", "limit"),
    ]

    @Test(arguments: gluttons)
    func `a template without measure ends in an error that names the limit`(_ glutton: Glutton) {
        var limits = TemplateLimits()
        limits.work = 400_000
        let found = mistakes(glutton.template, limits: limits)
        #expect(found.contains { $0.contains(glutton.message) }, "\(found)")
    }

    @Test func `limits are those that the caller sets`() {
        var limits = TemplateLimits()
        limits.output = 3
        #expect(
            mistakes("abcd", limits: limits) == ["1:1 the template reaches a limit: it prints more than 3 characters"])
        limits = TemplateLimits()
        limits.templateLength = 3
        #expect(mistakes("abcd", limits: limits) == ["1:1 the template is longer than 3 characters"])
        limits = TemplateLimits()
        limits.loopSteps = 2
        #expect(mistakes("% for i in 'abc':\n% endfor", limits: limits)[0].contains("more than 2 rounds"))
        limits = TemplateLimits()
        limits.findings = 2
        #expect(mistakes("${a b}${a b}${a b}", limits: limits).count == 2)
    }

    @Test func `a message is short, whatever stands in the template`() throws {
        let long = String(repeating: "a", count: 100_000)
        for text in [
            "${\(long)}", "% \(long)", "${x | \(long)}", "<%\(long)/>", "${'x'.\(long)()}", "${1\(long)}",
            "</%\(long)>",
        ] {
            guard case .failure(let error) = rendering(text) else { continue }
            #expect(error.diagnostics.allSatisfy { $0.message.count < 400 && ($0.found ?? "").count < 100 })
            #expect(error.diagnostics.allSatisfy { ($0.hint ?? "").count < 1000 })
        }
    }

    @Test func `long chains are no nesting`() throws {
        let sum = "${" + Array(repeating: "1", count: 5000).joined(separator: " + ") + "}"
        #expect(try rendering(sum).get() == "5000")
        let choice = "${" + String(repeating: "0 or ", count: 3000) + "'z'}"
        #expect(try rendering(choice).get() == "z")
        let signs = "${" + String(repeating: "-", count: 3000) + "1}"
        #expect(try rendering(signs).get() == "1")
        let branches = "${" + String(repeating: "1 if 0 else ", count: 2000) + "2}"
        #expect(try rendering(branches).get() == "2")
        let nots = "${" + String(repeating: "not ", count: 3001) + "1}"
        #expect(try rendering(nots).get() == "False")
    }

    /// A thread of FreeBSD has 2 MiB; three quarters of that must do, without optimisation too.
    @Test func `the deepest templates fit a small stack`() async {
        let deep = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        let controls =
            String(repeating: "% if x:\n", count: 50) + "${f()}" + "\n" + String(repeating: "% endif\n", count: 50)
        let templates = [
            "<%def name='f()'>${(f())}</%def>${f()}",
            "<%def name='f()'>\n\(controls)</%def>${f()}",
            "<%def name='f()'>${[capture(f) for i in 'a' for j in 'b']}</%def>${f()}",
            "${\(deep)}", "${" + String(repeating: "(", count: 60) + "1" + String(repeating: ")", count: 60) + "}",
            "<%def name='f()'>" + String(repeating: "<%block>", count: 50) + "${f()}"
                + String(repeating: "</%block>", count: 50)
                + "</%def>${f()}",
            "<%def name='f()'>${f() if [[[[[[[[1]]]]]]]] else 1}</%def>${f()}",
            "<%def name='f(a)'><%call expr='f([[[[a]]]])'>${caller.body()}</%call></%def>${f(1)}",
            "<% s = () %>\n% for i in range(60):\n<% s = (s,) %>\\\n% endfor\n${s}${s == (s,)}${s < (s,)}${ {s: s} }",
        ]
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            let thread = Thread {
                for template in templates { _ = rendering(template) }
                done.resume()
            }
            thread.stackSize = 3 << 19
            thread.start()
        }
    }
}
