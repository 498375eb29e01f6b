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
        var rest = text.trimmingWhiteSpace.unicodeScalars[...]
        var number = digits(&rest)
        guard !number.isEmpty else { return .noNumber }
        var fraction = rest.dropFirst()
        if rest.first == ".", case let places = digits(&fraction), !places.isEmpty {
            number += "." + places
            rest = fraction
        }
        let unit = String(rest).trimmingWhiteSpace.lowercased()
        // A unit may be any words; a second number is none.
        guard let power = power(of: unit), !unit.unicodeScalars.contains(where: isDigit) else {
            return .unknownUnit(unit)
        }
        guard number.contains(".") else {
            guard var bytes = Int(number) else { return .tooLarge }
            for _ in 0..<power {
                let (product, overflow) = bytes.multipliedReportingOverflow(by: 1024)
                if overflow { return .tooLarge }
                bytes = product
            }
            return .bytes(bytes)
        }
        guard var value = Double(number) else { return .noNumber }
        for _ in 0..<power { value *= 1024 }
        return value < 9_223_372_036_854_775_808 ? .bytes(Int(value)) : .tooLarge
    }

    /// Decimal digits of any script, as ASCII.
    private static func digits(_ rest: inout Substring.UnicodeScalarView) -> String {
        var result = ""
        while let scalar = rest.first, isDigit(scalar), let value = scalar.properties.numericValue {
            result += String(Int(value))
            rest.removeFirst()
        }
        return result
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

    /// How often the number is multiplied by 1024; `nil` for an unknown unit.
    private static func power(of unit: String) -> Int? {
        if unit.isEmpty || unit.hasPrefix("b") { return 0 }
        guard let first = unit.first, let index = units.firstIndex(of: String(first)) else { return nil }
        return index + 1
    }
}
