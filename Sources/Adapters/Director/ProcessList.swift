package import Domain

/// The processes of this machine, as ps(1) shows them: the one way to tell a Director from a stranger with a recycled
/// process id that FreeBSD and Linux share.
package struct ProcessList: Sendable {
    /// The words of each process' arguments, by process id.
    package let arguments: [Int32: [Substring]]

    /// - Returns: `nil` when ps(1) gives no usable answer.
    static func current(_ programs: HostPrograms) async -> ProcessList? {
        do {
            let text = try await programs.answer(of: "ps", ["-A", "-ww", "-o", "pid=", "-o", "args="])
            return ProcessList(text)
        } catch { return nil }
    }

    /// - Parameter text: Lines of a process id and its arguments; others are skipped.
    package init(_ text: String) {
        var arguments: [Int32: [Substring]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            if let process = words.first.flatMap({ Int32($0) }) { arguments[process] = Array(words.dropFirst()) }
        }
        self.arguments = arguments
    }

    /// Whether this process is a Director.
    package func isDirector(_ process: Int32) -> Bool {
        arguments[process]?.contains { Self.isDirector($0) } ?? false
    }

    /// Whether a Director changes the project now, as far as arguments tell: `up` and `down` take the lock, and a
    /// Director whose arguments name no project takes it from its environment and may mean any.
    package func hasDirector(at project: ProjectName) -> Bool {
        arguments.values.contains { words in
            guard let position = words.firstIndex(where: { Self.isDirector($0) }) else { return false }
            let rest = words[(position + 1)...]
            guard rest.contains("up") || rest.contains("down") else { return false }
            let names = Self.projects(in: rest)
            return names.isEmpty || names.contains(project.text[...])
        }
    }

    private static func isDirector(_ word: Substring) -> Bool {
        word.split(separator: "/").last == DirectorCommandLine.program[...]
    }

    /// The values of `-p` and `--project` in all their spellings.
    private static func projects(in words: ArraySlice<Substring>) -> [Substring] {
        var names: [Substring] = []
        for (position, word) in zip(words.indices, words) {
            if word == "-p" || word == "--project" {
                let next = words.index(after: position)
                if next < words.endIndex { names.append(words[next]) }
            } else if word.hasPrefix("--project=") {
                names.append(word.dropFirst("--project=".count))
            } else if word.hasPrefix("-p"), !word.hasPrefix("--") {
                names.append(word.dropFirst(2))
            }
        }
        return names
    }
}
