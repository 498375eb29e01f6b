package import Domain
internal import Foundation

/// Text files that people write, read whole.
package enum TextFile {
    /// Reads a file of UTF-8 text.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - name: What diagnostics call it; the path unless said otherwise.
    ///   - limit: The most bytes that are read.
    /// - Throws: Why it cannot be read, or where it stops being UTF-8.
    package static func read(path: String, name: String? = nil, limit: Int) throws(DiagnosticList) -> String {
        let bytes: [UInt8]
        do {
            bytes = try contents(path, limit: limit)
        } catch {
            throw DiagnosticList([diagnostic(error, name ?? path, path)])
        }
        guard bytes.count <= limit else {
            throw DiagnosticList([
                Diagnostic(
                    file: name ?? path, position: .whole, message: "the file is larger than \(limit / 1024) KiB")
            ])
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let position = SourcePosition(offset: validPrefix(of: bytes), in: bytes)
        let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        throw DiagnosticList([
            Diagnostic(
                file: name ?? path, position: position,
                message: isUTF16 ? "the file is UTF-16" : "the file is not UTF-8", expected: "UTF-8 text",
                hint: "save the file as UTF-8")
        ])
    }

    /// At most one byte more than the limit.
    private static func contents(_ path: String, limit: Int) throws -> [UInt8] {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw CocoaError(.fileReadInvalidFileName)
        }
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { handle.closeFile() }
        var bytes: [UInt8] = []
        while bytes.count <= limit, let piece = try handle.read(upToCount: limit + 1 - bytes.count), !piece.isEmpty {
            bytes += piece
        }
        return bytes
    }

    private static func diagnostic(_ error: any Error, _ name: String, _ path: String) -> Diagnostic {
        let code = (error as? CocoaError)?.code
        let message =
            switch code {
            case _ where path.isEmpty: "the name of the file is empty"
            case .fileNoSuchFile?, .fileReadNoSuchFile?: "there is no such file"
            case .fileReadNoPermission?: "the file may not be read"
            case .fileReadInvalidFileName?: "this is a folder"
            default: "the file cannot be read" + (systemReason(of: error).map { ": \($0)" } ?? "")
            }
        return Diagnostic(
            file: name, position: .whole, message: message, found: path.isEmpty ? "''" : path,
            expected: "a file that can be read")
    }

    /// What the system said, in its own words; those of Foundation name classes and domains.
    private static func systemReason(of error: any Error) -> String? {
        var current: NSError? = error as NSError
        while let candidate = current {
            if candidate.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(candidate.code))) }
            current = candidate.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        return nil
    }

    private static func validPrefix(of bytes: [UInt8]) -> Int {
        var low = 0
        var high = bytes.count
        while low < high {
            let middle = (low + high + 1) / 2
            // A cut within a character is no mistake: up to three bytes may be missing.
            let isValid = (0...3).contains { middle - $0 >= 0 && isText(bytes, middle - $0) }
            if isValid { low = middle } else { high = middle - 1 }
        }
        while low > 0, !isText(bytes, low) { low -= 1 }
        return low
    }

    private static func isText(_ bytes: [UInt8], _ count: Int) -> Bool {
        String(validating: bytes[..<count], as: UTF8.self) != nil
    }
}
