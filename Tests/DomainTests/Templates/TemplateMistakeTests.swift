import Domain
import Testing

/// What is wrong with a template is said with its place.
struct TemplateMistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let template: String
        let expected: [String]
        var testDescription: String { template.debugDescription }

        init(_ template: String, _ expected: String...) {
            self.template = template
            self.expected = expected
        }
    }

    static let mistakes = [
        // Rows of the contract's table that are errors in the original too.
        Mistake("${nope}", "1:3 'nope' is not defined and cannot be printed"),
        Mistake("a\n  ${nope.upper()}", "2:10 'nope' is not defined and cannot be asked for 'upper'"),
        Mistake("${5 | n}", "1:3 the filter 'n' needs a text, and this is of type 'int'"),
        Mistake(
            "${x}\n% for x in 'ab':\n${x}\n% endfor\n",
            "1:3 'x' has no value yet: it is assigned further on, which makes it a name of this body"),
        Mistake(
            "${x}<% x = 'Z' %>${x}",
            "1:3 'x' has no value yet: it is assigned further on, which makes it a name of this body"),
        Mistake("% if x:\ny\n", "1:1 '% if' is not ended"),
        Mistake("% if x:\ny\n% endfor\n", "3:1 '% endfor' does not end '% if' of line 1"),
        Mistake("% if x\ny\n% endif\n", "1:1 the colon at the end of '% if' is missing"),
        Mistake("% if x:\n1\n% else if x:\n2\n% endif\n", "3:1 '% else if' is no control line"),
        Mistake("% y = 5\n", "1:1 this line begins with '%' and is no control line"),
        Mistake("%wheel ALL=(ALL) ALL\n", "1:1 this line begins with '%' and is no control line"),
        Mistake("<%def name='d(a)'>${a}</%def>${d()}", "1:32 'd' needs a value for 'a'"),
        Mistake("<%foo/>", "1:1 there is no tag <%foo>"),
        Mistake("<%def name='d()'>z", "1:1 the tag <%def> is not closed"),
        Mistake("</%def>", "1:1 </%def> closes nothing"),
        Mistake("${", "1:1 the expression is not closed"),
        Mistake("<% x = 1", "1:1 the block of code is not closed"),
        Mistake("<%text>", "1:1 the tag <%text> is not closed"),
        // Rows that the original takes.
        Mistake("${}", "1:1 the expression is empty"),
        Mistake("${1, 2}", "1:4 several values where one is needed"),
        Mistake("${'é' | entity}", "1:9 unsupported template construct: the filter 'entity'"),
        Mistake("${x | foo}", "1:7 unsupported template construct: the filter 'foo'"),
        Mistake("${'5' | int}", "1:9 unsupported template construct: the filter 'int'"),
        Mistake("${1|2}", "1:5 unsupported template construct: the filter '2'"),
        Mistake(
            "% try:\n${1}\n% except ZeroDivisionError:\nz\n% endtry\n", "1:1 unsupported template construct: '% try'"),
        Mistake(
            "% with open('inc') as f:\n1\n% endwith\n", "1:1 unsupported template construct: '% with'"),
        Mistake("<%\nif x:\n    y = 2\n%>", "2:1 unsupported template construct: a block of Python with 'if'"),
        Mistake("<% import os %>", "1:4 unsupported template construct: a block of Python with 'import'"),
        Mistake("<% from os import sep %>", "1:4 unsupported template construct: a block of Python with 'from'"),
        Mistake("<%! import os %>", "1:1 unsupported template construct: a module block <%! … %>"),
        Mistake(
            "${__import__('os').sep}", "1:3 unsupported template construct: the function '__import__'",
            "1:20 unsupported template construct: the attribute 'sep'"),
        Mistake("${().__class__}", "1:6 unsupported template construct: the attribute '__class__'"),
        Mistake("${''.__len__()}", "1:6 unsupported template construct: the private attribute '__len__'"),
        Mistake(
            "${open('inc.mako').read()}", "1:3 unsupported template construct: the function 'open'",
            "1:20 unsupported template construct: the method 'read'"),
        Mistake("${eval('1')}", "1:3 unsupported template construct: the function 'eval'"),
        Mistake("${(lambda a: a + 1)(2)}", "1:4 unsupported template construct: lambda"),
        Mistake("${(y := 3)}", "1:6 unsupported template construct: an assignment within an expression"),
        Mistake("${b'a'}", "1:3 unsupported template construct: a text of bytes"),
        Mistake("${'\\N{BULLET}'}", #"1:4 unsupported template construct: a character by its name (\N{…})"#),
        Mistake(
            "<%def name='d()'> z </%def>[${d() | trim}]",
            "1:31 unsupported template construct: a block function within an expression"),
        Mistake(
            "<%def name='d()'>z</%def>${d() + ''}",
            "1:28 unsupported template construct: a block function within an expression"),
        Mistake("<%inherit file='base.mako'/>", "1:1 unsupported template construct: the tag <%inherit>"),
        Mistake("<%namespace name='l' file='lib.mako'/>", "1:1 unsupported template construct: the tag <%namespace>"),
        Mistake("<%page expression_filter='h'/>", "1:1 unsupported template construct: 'expression_filter' of <%page>"),
        Mistake("<%l:f a='1'/>", "1:1 unsupported template construct: a tag of a namespace, <%l:f>"),
        Mistake(
            "<%block name='b' cached='True'></%block>",
            "1:18 unsupported template construct: the attribute 'cached' of <%block>"),
        Mistake(
            "<% l = [1] %><% l.append(2) %>",
            "1:19 unsupported template construct: the method 'append', which changes its value"),
        Mistake("<% l[0] = 1 %>", "1:4 unsupported template construct: an assignment to a part of a value"),
        Mistake("<% 1 + 1 %>", "1:4 unsupported template construct: a statement that assigns nothing"),
        Mistake("<% return %>", "1:4 unsupported template construct: a block of Python with 'return'"),
        Mistake("${x.y}", "1:5 unsupported template construct: the attribute 'y'"),
        Mistake("${x.encode()}", "1:5 unsupported template construct: the method 'encode'"),
        Mistake("${x is 'X'}", "1:8 unsupported template construct: 'is' between two values"),
        Mistake("${[*x]}", "1:4 unsupported template construct: the elements of another value with '*'"),
        Mistake("${str(*x)}", "1:7 unsupported template construct: a call with '*' or '**'"),
        Mistake("${sorted(x, key=len)}", "1:17 'len' is a function and can only be called"),
        Mistake("<%def name='d(*a)'></%def>", "1:15 unsupported template construct: parameters with '*'"),
        // Slips.
        Mistake("${x = 1}", "1:5 this cannot stand here"),
        Mistake("${x y}", "1:5 this cannot stand here"),
        Mistake("${1 +}", "1:6 the expression is not complete"),
        Mistake("${$x}", "1:3 a character that an expression cannot hold"),
        Mistake("${'a}", "1:1 the expression is not closed"),
        Mistake("${8080x}", "1:3 this is not a number"),
        Mistake("${007}", "1:3 an integer cannot begin with 0"),
        Mistake("${'\\xg'}", "1:4 this escape stands for no character"),
        Mistake("${'\\ud800'}", "1:4 this escape stands for no character"),
        Mistake("${x[1, 2]}", "1:6 unsupported template construct: an index of several values"),
        Mistake("${f(a=1, 2)}", "1:10 an argument without a name follows one with a name"),
        Mistake("${f(a=1, a=2)}", "1:10 the argument 'a' stands twice"),
        Mistake("% endif\n", "1:1 '% endif' ends nothing"),
        Mistake("% else:\n", "1:1 '% else' stands outside of '% if' and '% for'"),
        Mistake("% elif x:\n", "1:1 '% elif' stands outside of '% if'"),
        Mistake("% if x:\n% else:\n% else:\n% endif\n", "3:1 a second '% else'"),
        Mistake("% if x:\n% else:\n% elif x:\n% endif\n", "3:1 '% elif' stands behind '% else'"),
        Mistake("% if x: y\n% endif\n", "1:9 something stands behind the colon of '% if'"),
        Mistake("<%def name='d()'>\n% if x:\n</%def>\n", "2:1 '% if' is not ended"),
        Mistake("% if x:\n<%block>\n% endif\n</%block>\n% endif\n", "3:1 '% endif' ends nothing in the tag <%block>"),
        Mistake("<% break %>", "1:4 'break' stands outside of a loop"),
        Mistake("<%def name='d()'></%def><%def name='d()'></%def>", "1:37 there is a <%def> or <%block> 'd' already"),
        Mistake("<%def name='d(a, a)'></%def>", "1:18 'a' cannot be the name of this parameter"),
        Mistake("<%def name='d(a=1, b)'></%def>", "1:20 a parameter without a default follows one with a default"),
        Mistake("<%def></%def>", "1:1 <%def> has no name"),
        Mistake("<%def name=d></%def>", "1:1 the tag <%def> is not complete", "1:14 </%def> closes nothing"),
        Mistake(
            "% for loop in x:\n% endfor\n", "1:7 'loop' is a name of the template language and cannot be assigned to"),
        Mistake("<% context = 1 %>", "1:4 'context' is a name of the template language and cannot be assigned to"),
        Mistake(
            "% if x:\ra\n% endif", "1:8 a carriage return within a line of the template language",
            "2:1 '% endif' ends nothing"),
        // Values.
        Mistake("a\nb ${1/0}", "2:5 a division by zero"),
        Mistake("${'a' + 1}", "1:3 '+' does not go between 'str' and 'int'"),
        Mistake("${int('x')}", "1:3 the text is not an integer"),
        Mistake("${1 < 'a'}", "1:3 'int' and 'str' have no order"),
        Mistake("${[1][5]}", "1:6 there is no element 5"),
        Mistake("${ {}['k'] }", "1:6 the mapping has no such key"),
        Mistake("${context['nope']}", "1:10 the mapping has no such key"),
        Mistake("${x()}", "1:3 'x' is of type 'str' and cannot be called"),
        Mistake("${foo(1)}", "1:3 there is no function 'foo'"),
        Mistake("${range(3)}", "1:3 a value of type 'range' cannot be printed"),
        Mistake("${len}", "1:3 'len' is a function and can only be called"),
        Mistake("<%def name='d()'></%def>${d}", "1:27 'd' is a block function and can only be called"),
        Mistake("${loop.index}", "1:3 'loop' has no meaning outside of '% for'"),
        Mistake("${caller.body()}", "1:3 'caller' has no meaning here: the function was not called with <%call>"),
        Mistake("% for i in 5:\n% endfor\n", "1:12 a value of type 'int' cannot be looped over"),
        Mistake("% for a, b in [1]:\n% endfor\n", "1:15 a value of type 'int' cannot be looped over"),
        Mistake("<% a, b = [1] %>", "1:4 1 values for 2 names"),
        Mistake("${ {[]: 1} }", "1:4 a value of type 'list' cannot be a key or an element of a set"),
        Mistake("${'a'.split(foo=1)}", "1:7 'split' takes no argument 'foo'"),
        Mistake("${'a'.upper(1)}", "1:7 'upper' is called with 1 arguments"),
        Mistake("${len()}", "1:3 'len' is called with 0 arguments"),
        Mistake("<%def name='d(a)'></%def>${d(1, 2)}", "1:28 'd' is called with 2 arguments"),
        Mistake("<%def name='d(a)'></%def>${d(b=2)}", "1:28 'd' has no parameter 'b'"),
        // Everything that is wrong with how it is written is said at once.
        Mistake(
            "${a b}\n% foo\n<%bar/>\n${open(1)}\n", "1:5 this cannot stand here",
            "2:1 this line begins with '%' and is no control line", "3:1 there is no tag <%bar>",
            "4:3 unsupported template construct: the function 'open'"),
    ]

    @Test(arguments: mistakes)
    func `a mistake is said with its place`(_ mistake: Mistake) {
        #expect(DomainTests.mistakes(mistake.template) == mistake.expected)
    }

    @Test(arguments: ["loop", "context", "UNDEFINED", "STOP_RENDERING", "self", "buffer", "capture", "caller", "local"])
    func `a parameter cannot have a name of the language`(name: String) {
        #expect(
            DomainTests.mistakes("", [name: "1"]) == [
                "1:1 '\(name)' is a name of the template language and cannot be a parameter"
            ])
    }

    @Test func `hints say what to write instead`() throws {
        for (text, hint) in [
            ("<% import os %>", "pass the value as a parameter under 'appConfig' instead"),
            ("%wheel ALL=(ALL) ALL", "write %% for a line that begins with '%'"),
            ("% y = 5", "assign in a block: <% y = 5 %>"), ("% esle:", "did you mean 'else'?"),
            ("${x.uper()}", "did you mean 'upper'?"),
            ("${1|2}", "the first '|' begins the filters; put a '|' of numbers in parentheses"),
            ("${nope}", "set it under 'appConfig', or give a default: nope or 'text'"),
            (
                "<%def name='d()'></%def>[${d() | trim}]",
                "d(…) prints where it is called: write it alone in ${…}, or write capture(f, …) for its text"
            ),
            ("${'a' + 1}", "write int(…) around the text to calculate, or str(…) around the number to join texts"),
        ] {
            guard case .failure(let error) = rendering(text) else {
                Issue.record("\(text) has no mistake")
                continue
            }
            #expect(error.diagnostics[0].hint == hint)
        }
    }
}
