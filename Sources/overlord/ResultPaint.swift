internal import Foundation

/// Colours in what `get-info` prints: servers stand out, and so do states.
enum ResultPaint {
    /// - Parameter line: Without control characters.
    static func painted(_ line: String) -> String {
        if line.hasPrefix("datacenter: ") { return "\u{1B}[1m\(line)\u{1B}[0m" }
        for key in [" state: ", " operation: "] {
            guard let range = line.range(of: key), line[..<range.lowerBound].allSatisfy({ $0 == " " }),
                let code = codes[String(line[range.upperBound...])]
            else { continue }
            return "\(line[..<range.upperBound])\u{1B}[\(code)m\(line[range.upperBound...])\u{1B}[0m"
        }
        return line
    }

    private static let codes = [
        "DONE": "32", "COMPLETED": "32", "RUNNING": "36", "UNFINISHED": "33", "DESTROYING": "33", "FAILED": "31",
        "INCOMPLETED": "31",
    ]
}
