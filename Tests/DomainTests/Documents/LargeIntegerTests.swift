import Testing

@testable import Domain

@Suite struct `A whole number of any size` {
    @Test(arguments: [
        ("0", 10, "0"), ("000", 16, "0"), ("1000000000", 10, "1000000000"), ("00010", 8, "8"),
        ("10000000000000000", 16, "18446744073709551616"), ("ffFF", 16, "65535"),
        (String(repeating: "1", count: 65), 2, "36893488147419103231"),
        ("2000000000000000000000", 8, "18446744073709551616"),
        ("1000000000000000000000000000001", 10, "1000000000000000000000000000001"),
    ])
    func `is read in any radix`(digits: String, radix: Int, decimal: String) {
        #expect(LargeInteger(digits, radix: radix)?.digits == decimal)
    }

    @Test(arguments: [("", 10), ("8", 8), ("-1", 10), ("1 ", 10), ("g", 16), ("٣", 10)])
    func `has no other characters`(digits: String, radix: Int) {
        #expect(LargeInteger(digits, radix: radix) == nil)
    }

    @Test func `has at most the digits that Python takes`() {
        let nines = String(repeating: "9", count: LargeInteger.mostDigits)
        #expect(LargeInteger(nines, radix: 10)?.digits == nines)
        #expect(LargeInteger("1" + String(repeating: "0", count: LargeInteger.mostDigits), radix: 10) == nil)
        #expect(LargeInteger(String(repeating: "0", count: 100_000) + "7", radix: 16)?.digits == "7")
        #expect(LargeInteger(String(repeating: "f", count: 1_000_000), radix: 16) == nil)
    }

    @Test func `grows with carries`() throws {
        var number = try #require(LargeInteger("999999999999999999", radix: 10))
        number.add(try #require(LargeInteger("1", radix: 10)))
        #expect(number.digits == "1000000000000000000")
        number.multiply(by: 60, adding: 59)
        #expect(number.digits == "60000000000000000059")
        var small = LargeInteger()
        small.add(number)
        #expect(small == number)
    }
}
