import Testing

@testable import Domain

@Suite struct `The members of a request` {
    @Test(arguments: [
        ("null", "None"), ("true", "True"), ("false", "False"), ("1", "1"), ("1.0", "1.0"), ("1e20", "1e+20"),
        ("36893488147419103232", "36893488147419103232"), (#"["x", null, 1]"#, "['x', None, 1]"),
        (#"{"k": [true, "it's"]}"#, #"{'k': [True, "it's"]}"#), ("{}", "{}"), (#""a\u0000""#, "…"),
    ])
    func `show a value of the environment that is no text as Python does`(json: String, shown: String) throws {
        let members = try RequestMembers(body: Array("{\"environment\": {\"A\": \(json)}}".utf8))
        let error = #expect(throws: APIError.self) { try members.environment("environment") }
        #expect(error == .badEnvironment(name: "A", value: shown))
    }

    @Test(arguments: ["", "1x", "0", "a=b", "a\\u0000"])
    func `refuse what no process can be given as a variable, or no shell can use`(name: String) throws {
        let members = try RequestMembers(body: Array("{\"environment\": {\"\(name)\": \"x\", \"b1\": \"y\"}}".utf8))
        #expect(throws: APIError.self) { try members.environment("environment") }
    }
}
