import Domain
import Testing

/// `<%include>`: which file is meant, what it sees, and what can go wrong.
struct TemplateIncludeTests {
    static let library = MemoryTemplates(files: [
        "inc.mako": "INC:${appName}:${x | n}\n", "sub/rel.mako": "<%include file='s.mako'/>",
        "sub/s.mako": "SUB ${appName}",
        "sub/up.mako": "<%include file='../inc.mako'/>", "a.mako": "<%include file='b.mako'/>",
        "b.mako": "\n <%include file='a.mako'/>", "y.mako": "Y=${y}", "y3.mako": "<%page args='y=9'/>P=${y}",
        "bad.mako": "${a b}\n% foo\n", "self.mako": "<%include file='self.mako'/>", "x.mako": "<%page args='x'/>${x}",
        "need.mako": "<%page args='z'/>${z}", "late.mako": "ok\n${1/0}",
    ])

    @Test(arguments: [
        ("<%include file='inc.mako'/>", "INC:app:X\n"), ("<%include file='${\"inc\"}.mako'/>", "INC:app:X\n"),
        ("<%include file='/inc.mako'/>", "INC:app:X\n"), ("<%include file='./sub/../inc.mako'/>", "INC:app:X\n"),
        ("<%include file='sub/rel.mako'/>", "SUB app"), ("<%include file='sub/up.mako'/>", "INC:app:X\n"),
        ("a<%include file='inc.mako'></%include>b", "aINC:app:X\nb"),
        ("% for i in 'ab':\n<%include file='inc.mako'/>\\\n% endfor\n", "INC:app:X\nINC:app:X\n"),
        ("<%include file='y3.mako'/>", "P=9"), ("<%include file='y3.mako' args='y=3'/>", "P=3"),
        ("<%include file='x.mako'/>", "X"), ("<%include file='x.mako' args=\"x='Z'\"/>", "Z"),
        ("<% y = 5 %><%def name='d()'><%include file='y.mako'/></%def>${d()}", "Y=5"),
    ])
    func `an included template is printed in place`(text: String, result: String) throws {
        #expect(try rendering(text, library: Self.library).get() == result)
    }

    @Test(arguments: [
        ("<%include file='../../x.mako'/>", "1:1 this is no path of a template"),
        ("<%include file=''/>", "1:1 this is no path of a template"),
        ("<%include file='sub/'/>", "1:1 this is no path of a template"),
        ("<%include file='none.mako'/>", "1:1 there is no template 'none.mako' in the folders of templates"),
        ("<% y = 5 %><%include file='y.mako'/>", "y.mako:1:5 'y' is not defined and cannot be printed"),
        ("<%include file='late.mako'/>", "late.mako:2:3 a division by zero"),
        ("<%include file='need.mako'/>", "need.mako:1:1 <%page> needs a value for 'z'"),
        (
            "<%include file='a.mako'/>",
            "b.mako:2:2 templates include each other in a circle: a.mako → b.mako → a.mako"
        ),
        (
            "<%include file='self.mako'/>",
            "self.mako:1:1 templates include each other in a circle: self.mako → self.mako"
        ),
    ])
    func `what goes wrong in an included template names it`(text: String, message: String) {
        #expect(mistakes(text, library: Self.library) == [message])
    }

    @Test func `all mistakes of an included template are said`() {
        #expect(
            mistakes("<%include file='bad.mako'/>", library: Self.library) == [
                "bad.mako:1:5 this cannot stand here", "bad.mako:2:1 this line begins with '%' and is no control line",
            ])
    }

    @Test func `includes go sixteen levels deep and no further`() {
        let files = (0...20).map { ("t\($0)", $0 == 20 ? "end" : "<%include file='t\($0 + 1)'/>") }
        let library = MemoryTemplates(files: Dictionary(uniqueKeysWithValues: files))
        #expect(
            mistakes("<%include file='t0'/>", library: library) == [
                "t15:1:1 the template reaches a limit: includes go deeper than 16 levels"
            ])
        #expect(mistakes("<%include file='t5'/>", library: library) == ["no mistake: end"])
    }
}
