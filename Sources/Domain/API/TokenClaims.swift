/// What a token says of its bearer.
///
/// A token without our claims means what it means to 0.25: everything, for ever. Source: HTTP contract, section 5.2.
package struct TokenClaims: Equatable, Sendable {
    /// What the bearer may do; each role includes those before it.
    package enum Role: String, Sendable, CaseIterable, Comparable {
        case read, deploy, admin
        package static func < (left: Role, right: Role) -> Bool {
            allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
        }
    }

    package var role: Role
    /// Patterns of the projects (and virtual machines) it is for; `nil` for all. `*` stands for any run of characters.
    package var projects: [String]?
    /// Patterns of the chain paths it is for, the root being the empty path; `nil` for all.
    package var chains: [String]?
    /// A name for the audit: the claim `jti`, else the random chunk that every token of ours has.
    package var identifier: String?

    package init(role: Role = .admin, projects: [String]? = nil, chains: [String]? = nil, identifier: String? = nil) {
        self.role = role
        self.projects = projects
        self.chains = chains
        self.identifier = identifier
    }
}

/// Makes and checks message authentication codes: HMAC-SHA-256 with the secret of this node.
package protocol MessageAuthenticator: Sendable {
    func code(for message: [UInt8]) -> [UInt8]
    /// Compares in constant time.
    func isAuthentic(_ code: [UInt8], for message: [UInt8]) -> Bool
}
