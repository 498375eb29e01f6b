import Domain
import Foundation

extension FuzzedDecoder {
    /// The decoders that are tried. Another one is a value of its own and a name in this list; the
    /// scripts ask for the names.
    static let all: [FuzzedDecoder] = [
        yaml, environmentTag, environmentFile, token, chainPath, configuration, json, deployment, template,
    ]

    /// Files that stand beside the tests, as the beginnings of a corpus.
    static func files(below folder: String, _ isWanted: (String) -> Bool = { $0.hasSuffix(".yml") }) -> [[UInt8]] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent(folder)
        let walker = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return (walker?.allObjects as? [URL] ?? []).filter { isWanted($0.lastPathComponent) }
            .sorted { $0.path < $1.path }
            .compactMap { FileManager.default.contents(atPath: $0.path).map { Array($0) } }
            .filter { !$0.isEmpty && $0.count <= 4096 }
    }

    /// What must hold for all diagnostics of a text, and for what is printed of them.
    static func check(_ diagnostics: [Diagnostic], of text: String) throws {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).count
        // A line may end with CR, NEL, LS and PS too, so that there are more lines than line feeds.
        let most = lines + text.unicodeScalars.count { ["\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) } + 1
        for diagnostic in diagnostics {
            let position = diagnostic.position
            try demand((1...most).contains(position.line), "a diagnostic is at line \(position.line) of \(lines)")
            try demand(position.column >= 1, "a diagnostic is at column \(position.column)")
            try demand(!diagnostic.message.isEmpty, "a diagnostic says nothing")
        }
        let printed = DiagnosticPrinter().text(of: diagnostics) { _ in text }
        for scalar in printed.unicodeScalars where scalar != "\n" {
            try demand(
                scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && scalar != "\u{202E}",
                "a diagnostic prints U+\(String(scalar.value, radix: 16))")
        }
    }

    /// The text of an input, which readers of files have made sure is UTF-8.
    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
