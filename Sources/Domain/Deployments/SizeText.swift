/// A size as people write it, in binary units: `512m`, `1.5 GiB`, `12 bytes`, `1024`.
///
/// The unit is judged by its first letter, so `5 kfoo` is 5 KiB and `KB` equals `KiB`. Source: deployment-file
/// contract, section 5.3.
package enum SizeText {
    package enum Reading: Equatable, Sendable {
        case bytes(Int)
        case tooLarge
        case noNumber
        case unknownUnit(String)
    }

    package static let rule = "a size such as 512m or '1.5 GiB', or a number of bytes"
    private static let units = ["k", "m", "g", "t", "p", "e", "z", "y"]

    package static func read(_ text: String) -> Reading {
        let trimmed = text.trimmingBlanks
        let number = trimmed.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.count <= 2, parts.last?.isEmpty == false else {
            return .noNumber
        }
        let unit = String(trimmed[number.endIndex...]).trimmingBlanks.lowercased()
        guard let power = power(of: unit) else { return .unknownUnit(unit) }
        guard parts.count == 2 else {
            guard var bytes = Int(whole) else { return .tooLarge }
            for _ in 0..<power {
                let (product, overflow) = bytes.multipliedReportingOverflow(by: 1024)
                if overflow { return .tooLarge }
                bytes = product
            }
            return .bytes(bytes)
        }
        guard var value = Double(String(number)) else { return .noNumber }
        for _ in 0..<power { value *= 1024 }
        return value < 9_223_372_036_854_775_808 ? .bytes(Int(value)) : .tooLarge
    }

    /// How often the number is multiplied by 1024; `nil` for an unknown unit.
    private static func power(of unit: String) -> Int? {
        if unit.isEmpty || unit.hasPrefix("b") { return 0 }
        // A unit is one word; a second number after it is none.
        guard unit.allSatisfy(\.isLetter), let first = unit.first, let index = units.firstIndex(of: String(first))
        else {
            return nil
        }
        return index + 1
    }
}
