import Testing

@testable import Domain

@Suite struct Suggestions {
    @Test(
        arguments: [
            ("projectname", ["projectName", "projectFile"], "projectName"),
            ("label", ["entrypoints", "labels", "exclude"], "labels"),
            ("Metadata", ["directorProject", "metadata"], "metadata"),
            ("environmentFromMetadata", ["environment", "environFromMetadata"], "environFromMetadata"),
            ("token", ["entrypoint", "access_token"], "access_token"),
            ("entyrpoint", ["entrypoint"], "entrypoint"),
            ("mian", ["main", "backup"], "main"),
            ("zzz", ["main", "backup"], nil),
            ("x", ["main"], nil),
            ("", ["main"], nil),
            ("main", ["main"], nil),
        ] as [(String, [String], String?)])
    func `name what was probably meant`(word: String, candidates: [String], expected: String?) {
        #expect(Suggestion.nearest(to: word, among: candidates) == expected)
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("ab", "ba", 1), ("flaw", "lawn", 2), ("same", "same", 0),
    ])
    func `count slips`(left: String, right: String, expected: Int) {
        #expect(Suggestion.slips(left, right) == expected)
        #expect(Suggestion.slips(right, left) == expected)
    }
}
