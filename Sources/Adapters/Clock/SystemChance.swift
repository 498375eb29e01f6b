import Domain

/// Random bits from the operating system.
package struct SystemChance: Chance {
    package init() {}

    package func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
