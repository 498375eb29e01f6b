/// A decoder of input that people or strangers wrote, and what must hold whatever it is given.
struct FuzzedDecoder: Sendable {
    /// A property that does not hold.
    struct Finding: Error, CustomStringConvertible { let description: String }

    /// Input of any size, all of one kind.
    struct Growth: Sendable {
        let name: String
        /// The input of a size; larger sizes make longer inputs, in proportion.
        let input: @Sendable (Int) -> [UInt8]

        init(_ name: String, _ text: @escaping @Sendable (Int) -> String) {
            self.name = name
            input = { Array(text($0).utf8) }
        }
    }

    let name: String
    /// Valid inputs, to be damaged.
    let corpus: [[UInt8]]
    /// Words of the language.
    let words: [String]
    /// The longest input that the decoder takes, in bytes; growth ends there.
    let longest: Int
    let growth: [Growth]
    /// Decodes an input.
    ///
    /// - Throws: ``Finding``.
    let decode: @Sendable ([UInt8]) throws -> Void

    var generator: InputGenerator {
        InputGenerator(corpus: corpus, words: words.map { Array($0.utf8) })
    }

    static func demand(_ condition: Bool, _ what: @autoclosure () -> String) throws {
        if !condition { throw Finding(description: what()) }
    }

    /// A line many times.
    static func lines(_ count: Int, _ line: (Int) -> String) -> String {
        (0..<count).map { line($0) + "\n" }.joined()
    }

    static func run(_ piece: String, _ count: Int) -> String { String(repeating: piece, count: count) }
}
