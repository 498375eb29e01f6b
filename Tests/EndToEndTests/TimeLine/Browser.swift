import Foundation
import TestSupport
import Testing

/// Chromium without a window, for one page at a time.
enum Browser {
    struct Missing: Error, CustomStringConvertible {
        var description: String { "no Chromium: 'sh scripts/setup.sh tests' installs it" }
    }

    struct Failed: Error {
        let status: Int32
        let complaints: String
    }

    /// Debian calls it `chromium`, FreeBSD `chrome`.
    private static func path() throws -> String {
        for folder in ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"] {
            for name in ["chromium", "chrome", "google-chrome"] {
                let path = "\(folder)/\(name)"
                if FileManager.default.isExecutableFile(atPath: path) { return path }
            }
        }
        throw Missing()
    }

    /// Opens a page and lets its script run.
    ///
    /// - Parameters:
    ///   - folder: Takes the browser's profile.
    ///   - fragment: What follows `#` in the address.
    /// - Returns: The document as the script left it.
    static func document(of page: String, in folder: TemporaryFolder, fragment: String = "light") async throws -> String
    {
        let outcome = try await run(
            ["--dump-dom", URL(fileURLWithPath: page).absoluteString + "#" + fragment], in: folder)
        return outcome
    }

    private static func run(_ arguments: [String], in folder: TemporaryFolder) async throws -> String {
        let name = "browser-\(UUID().uuidString)"
        for file in ["\(name).out", "\(name).err"] { try folder.write("", to: file) }
        let status = try await ChildProgram(
            try path(),
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-breakpad", "--window-size=1500,1200",
                "--user-data-dir=\(folder.path)/\(name)-profile", "--virtual-time-budget=10000",
            ] + arguments,
            environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin", "TMPDIR": folder.path],
            output: try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder.path)/\(name).out")),
            errors: try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder.path)/\(name).err"))
        ).end()
        guard status == 0 else { throw Failed(status: status, complaints: folder.text(of: "\(name).err")) }
        return folder.text(of: "\(name).out")
    }
}
