import Testing

@testable import Domain

@Suite struct `Unquoted words` {
    @Test(arguments: PlainScalarVectors.all.map { $0.map(String.init) })
    func `are what PyYAML makes of them`(row: [String]) throws {
        let text = row[0].replacing("<TAB>", with: "\t")
        let expected: PlainScalar
        switch row[1] {
        case "null": expected = .null
        case "bool": expected = .bool(row[2] == "true")
        case "int": expected = .integer(try #require(Int(row[2])))
        case "big": expected = .largeInteger(row[2])
        case "float": expected = .double(try #require(Double(row[2])))
        case "notfinite": expected = .notFinite
        case "date": expected = .date(isReal: true)
        case "baddate": expected = .date(isReal: false)
        default: expected = .string
        }
        #expect(PlainScalar.resolve(text) == expected)
    }

    @Test(
        arguments: [
            ("yes", PlainScalar.bool(true)), ("Yes", .bool(true)), ("YES", .bool(true)), ("no", .bool(false)),
            ("on", .bool(true)), ("Off", .bool(false)), ("true", .bool(true)), ("TRUE", .bool(true)),
            ("False", .bool(false)), ("y", .string), ("N", .string), ("yEs", .string), ("tRue", .string),
            ("null", .null), ("Null", .null), ("NULL", .null), ("~", .null), ("", .null), ("nULL", .string),
            ("none", .string), ("7", .integer(7)), ("+7", .integer(7)), ("-7", .integer(-7)), ("0", .integer(0)),
            ("007", .integer(7)), ("010", .integer(8)), ("0644", .integer(420)), ("08", .string), ("0o10", .string),
            ("0x1F", .integer(31)), ("0X1F", .string), ("0b101", .integer(5)), ("1_000", .integer(1000)),
            ("1_", .integer(1)), ("_1", .string), ("1,000", .string),
            ("9223372036854775808", .largeInteger("9223372036854775808")),
            ("1:30", .integer(90)), ("22:22", .integer(1342)), ("190:20:30", .integer(685230)),
            ("190:20:30.15", .double(685230.15)), ("-12:30", .integer(-750)), ("1:60", .string), ("80:8080", .string),
            ("9128:80", .string), ("00:00", .string), ("0:0", .string), ("8080:53", .integer(484_853)),
            ("1.0", .double(1)), ("1.", .double(1)), ("14.2", .double(14.2)), ("14.20", .double(14.2)),
            (".5", .double(0.5)), ("-.5", .string), ("1e3", .string), ("1.0e3", .string), ("1.0e+3", .double(1000)),
            ("1.5E-3", .double(0.0015)), ("685_230.15", .double(685230.15)), (".inf", .notFinite),
            ("-.Inf", .notFinite),
            (".nan", .notFinite), ("inf", .string), ("nan", .string), ("1.0e+999", .notFinite),
            ("2024-01-31", .date(isReal: true)), ("2024-1-1", .string), ("2024-13-01", .date(isReal: false)),
            ("2024-02-30", .date(isReal: false)), ("2024-02-29", .date(isReal: true)),
            ("2024-01-31T10:20:30Z", .date(isReal: true)), ("2024-01-31 10:20:30", .date(isReal: true)),
            ("2024-01-31t1:2:3", .string), ("20240131", .integer(20_240_131)), ("14.2-RELEASE", .string),
            ("14.2.1", .string), ("1.2.3.4", .string), ("10.0.0.0/8", .string), ("512m", .string), ("10G", .string),
            ("=", .value), ("<<", .merge), ("0x_", .malformedNumber), ("0b__", .malformedNumber),
        ] as [(String, PlainScalar)])
    func `are resolved as the contract's table says`(text: String, expected: PlainScalar) {
        #expect(PlainScalar.resolve(text) == expected)
    }

    @Test(arguments: ["12", "a", "1:", "", "1 2", "+", "0b2", "0x", "08", "1:a", "٣"])
    func `with an explicit integer tag must be integers`(text: String) {
        let expected: PlainScalar = text == "12" ? .integer(12) : .malformedNumber
        #expect(PlainScalar.integer(tagged: text) == expected)
    }

    @Test func `of ten thousand characters are resolved in linear time`() {
        for pattern in ["1", "1_", "1:1", "0", "1.1", "2024-", "+", ".", "e"] {
            let text = String(repeating: pattern, count: 10_000)
            _ = PlainScalar.resolve(text)
        }
    }
}
