import Foundation

/// What one command of 0.25's client printed.
struct Transcript: Sendable {
    let name: String
    /// Behind the name of the program.
    let arguments: [String]
    let said: Said

    /// What a command printed, and how it ended.
    struct Said: Sendable, Equatable, CustomStringConvertible {
        var output: String
        var complaints: String
        var status: Int32

        var description: String { "\(output)--- stderr\n\(complaints)--- exit \(status)" }
    }

    static let folder = Bundle.module.resourceURL?.appendingPathComponent("Transcripts").path ?? "Transcripts"

    /// The names of all transcripts, which begin with their numbers.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
    }

    init(_ name: String) throws {
        self.name = name
        let text = try String(contentsOfFile: "\(Self.folder)/\(name).txt", encoding: .utf8)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let command = lines.removeFirst()
        arguments = command.split(separator: " ").dropFirst(2).map(String.init)
        var output: [String] = []
        var complaints: [String] = []
        var status: Int32 = -1
        var isError = false
        for line in lines {
            if line == "--- stderr" {
                isError = true
            } else if line.hasPrefix("--- exit ") {
                status = Int32(line.dropFirst(9)) ?? -1
                break
            } else if isError {
                complaints.append(line)
            } else {
                output.append(line)
            }
        }
        said = Said(
            output: output.map { $0 + "\n" }.joined(), complaints: complaints.map { $0 + "\n" }.joined(),
            status: status)
    }
}
