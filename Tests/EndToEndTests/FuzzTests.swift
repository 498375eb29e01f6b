import Testing

/// A slice of what `make fuzz` does: every decoder gets random, structured, damaged and growing input.
struct FuzzTests {
    static let decoders = [
        "yaml", "environment-tag", "environment-file", "token", "chain-path", "configuration", "json", "deployment",
        "template",
    ]

    @Test func `there is a slice for every decoder`() async throws {
        let outcome = try await Program.run(
            ["--list"], in: try TemporaryFolder(), program: Program.path(of: "overlord-fuzz"))
        #expect(outcome.output.split(separator: "\n").map(String.init) == Self.decoders)
    }

    @Test(arguments: decoders)
    func `no input ends a decoder, stalls it, or breaks a rule`(decoder: String) async throws {
        let outcome = try await Program.run(
            ["--decoder", decoder, "--count", "400"], in: try TemporaryFolder(),
            program: Program.path(of: "overlord-fuzz"))
        #expect(outcome.status == 0, "\(outcome.complaints)")
        #expect(outcome.output.contains("400 inputs") && outcome.output.contains("kinds of growth"))
    }

    @Test func `the same number makes the same input`() async throws {
        let arguments = ["--decoder", "yaml", "--show", "--count", "20", "--seed", "7"]
        let first = try await Program.run(
            arguments, in: try TemporaryFolder(), program: Program.path(of: "overlord-fuzz"))
        let second = try await Program.run(
            arguments, in: try TemporaryFolder(), program: Program.path(of: "overlord-fuzz"))
        #expect(!first.output.isEmpty && first.output == second.output)
    }
}
