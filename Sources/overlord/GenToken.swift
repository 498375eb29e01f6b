internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation

struct GenToken: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an access token for this server.",
        discussion: """
            Signs with the key of the server's configuration: the file that OVERLORD_CONFIG names, or .overlord.yml. \
            A key file that does not exist yet is made. Roles and patterns bind a token to what it is for; servers of \
            0.25 ignore them.

            EXAMPLES
              OVERLORD_CONFIG=/usr/local/etc/overlord.yml overlord gen-token --expire 90 --expire-type days
              overlord gen-token --role deploy --project 'web-*' --chain alpha --metadata owner=me
            """)

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Note this in the token, where everybody who has it can read it. May be repeated.",
            valueName: "KEY[=VALUE]"))
    var metadata: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("When the token ends; never without this, or with 0 or less.", valueName: "NUMBER"))
    var expire = 0

    @Option(help: ArgumentHelp("What --expire counts.", valueName: "UNIT"))
    var expireType = TimeUnit.hours

    @Option(help: ArgumentHelp("What the bearer may do; each role includes those before it.", valueName: "ROLE"))
    var role = TokenClaims.Role.admin

    @Option(
        name: .customLong("project"), parsing: .singleValue,
        help: ArgumentHelp(
            "For projects of this name only; '*' stands for anything. May be repeated.",
            valueName: "PATTERN"))
    var projects: [String] = []

    @Option(
        name: .customLong("chain"), parsing: .singleValue,
        help: ArgumentHelp(
            "For chains of this path only; '*' stands for anything, '' for the server itself. May be repeated.",
            valueName: "PATTERN"))
    var chains: [String] = []

    @OptionGroup
    var format: FormatOptions

    func run() throws {
        let configuration = try LocalConfiguration.load()
        let authenticator = try LocalConfiguration.authenticator(of: configuration)
        var notes: [(name: String, value: String)] = metadata.compactMap { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].trimmingCharacters(in: .whitespaces)
            return name.isEmpty ? nil : (name, parts.count > 1 ? String(parts[1]) : "")
        }
        notes.removeAll { $0.name == "overlord.version" }
        notes.append(("overlord.version", ProductVersion.number))
        let end = try end()
        let token = Token.issue(
            metadata: notes, randomChunk: .random(in: .min ... .max), expires: end,
            claims: TokenClaims(
                role: role, projects: projects.isEmpty ? nil : projects, chains: chains.isEmpty ? nil : chains),
            with: authenticator)
        guard token.utf8.count <= Token.longest else {
            throw ValidationError("The token would be longer than the \(Token.longest) bytes that a server reads.")
        }
        format.print(text: [token], document: document(of: token, end: end, notes: notes))
    }

    private func document(of token: String, end: WallTime?, notes: [(name: String, value: String)]) -> JSONObject {
        func list(_ patterns: [String]) -> JSONValue {
            patterns.isEmpty ? .null : .array(patterns.map { .string($0) })
        }
        return OutputDocument.of(
            "gen-token",
            [
                (name: "token", value: .string(token)),
                (name: "expires", value: end.map { .integer(Int($0.seconds)) } ?? .null),
                (name: "metadata", value: .object(JSONObject(notes.map { ($0.name, .string($0.value)) }))),
                (name: "role", value: .string(role.rawValue)), (name: "projects", value: list(projects)),
                (name: "chains", value: list(chains)),
            ])
    }

    /// - Returns: `nil` for a token that never ends.
    private func end() throws -> WallTime? {
        guard expire > 0 else { return nil }
        let (seconds, isTooLarge) = expire.multipliedReportingOverflow(by: expireType.seconds)
        guard !isTooLarge, seconds < 1 << 40 else { throw ValidationError("'--expire' is too large.") }
        return SystemClock().wallTime + .seconds(seconds)
    }
}

/// What `--expire` counts.
enum TimeUnit: String, ExpressibleByArgument, CaseIterable {
    case seconds, minutes, hours, days, weeks

    /// Seconds of one.
    var seconds: Int {
        switch self {
        case .seconds: 1
        case .minutes: 60
        case .hours: 3600
        case .days: 86_400
        case .weeks: 604_800
        }
    }
}

extension TokenClaims.Role: ExpressibleByArgument {}
