import Domain
import Testing

/// What templates print is what Mako prints. The recordings are from the original engine.
struct RenderingTests {
    private func check(_ recorded: RecordedRendering) throws {
        let result = try rendering(recorded.template, recorded.parameters).get()
        #expect(Array(result.unicodeScalars) == Array(recorded.result.unicodeScalars))
    }

    @Test(arguments: ExpressionVectors.all)
    func `an expression gives what Python gives`(_ recorded: RecordedRendering) throws { try check(recorded) }

    @Test(arguments: TemplateVectors.all)
    func `a template prints what Mako prints`(_ recorded: RecordedRendering) throws { try check(recorded) }

    @Test func `the template of a web service gives the project of the contract`() throws {
        let more = [
            "ports": "8080:80, 8443:443", "hosts": "a b", "domain": "lan", "balancer": "web", "appName": "shop.eu",
        ]
        #expect(try rendering(ExampleTemplates.web, more).get() == ExampleTemplates.webResult)
    }

    @Test func `the template of a virtual machine gives the file of the contract`() throws {
        let more = [
            "cpu": "2", "memory": "1G", "disk": "20G", "version": "14.2", "swap": "1", "appName": "vm1",
        ]
        #expect(try rendering(ExampleTemplates.machine, more).get() == ExampleTemplates.machineResult)
    }

    @Test func `context holds the parameters, and within a def what was assigned before`() throws {
        let get = "${context.get('y', 'd')}"
        #expect(try rendering("<% y = 5 %>" + get).get() == "d")
        #expect(try rendering("<% y = 5 %><%def name='f()'>\(get)</%def>${f()}").get() == "5")
        #expect(try rendering("<% y = 5 %><%block>\(get)</%block>").get() == "d")
        #expect(try rendering("<%def name='f(y)'>\(get)</%def>${f(1)}").get() == "d")
        #expect(try rendering("<% x = 5 %>${context['x']}").get() == "X")
    }

    // MARK: Beyond the original

    @Test func `the filter json quotes a value for YAML`() throws {
        let text = "v: ${value | json}\nw: ${value | n,trim,json}"
        #expect(
            try rendering(text, ["value": " a \"b\": c\n"]).get() == #"v: " a \"b\": c\n""# + "\n" + #"w: "a \"b\": c""#
        )
    }

    @Test func `what a YAML file must not hold is escaped by the filter json`() throws {
        let text = "a\u{7F}b\u{85}c\u{9F}d\u{FFFE}e\u{FFFF}f\u{A0}g\u{2028}"
        #expect(
            try rendering("${value | json}", ["value": text]).get()
                == "\"a\\u007fb\\u0085c\\u009fd\\ufffee\\ufffff\u{A0}g\u{2028}\"")
    }

    @Test(arguments: [
        "${'{:,x}'.format(7)}", "${'{:-5}'.format('a')}", "${'{:,n}'.format(7)}", "${'{:_n}'.format(7.5)}",
        "${'{:+c}'.format(65)}", "${'{:,c}'.format(65)}", "${'{:.2c}'.format(65)}", "${'{:#c}'.format(65)}",
    ])
    func `a format that Python refuses is refused`(text: String) {
        #expect(throws: DiagnosticList.self) { try rendering(text).get() }
    }

    @Test func `a set keeps the order of its elements`() throws {
        #expect(try rendering("${ {'b', 'a', 'b'} } ${list(set('hello'))}").get() == "{'b', 'a'} ['h', 'e', 'l', 'o']")
    }

    @Test func `of two parameters with one name the last counts`() throws {
        #expect(try rendering("${x}", ["x": "Z"]).get() == "Z")
    }
}
