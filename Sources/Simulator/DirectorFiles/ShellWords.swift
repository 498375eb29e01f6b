/// Splits a text into words as a shell does: at blanks, save within single or double quotes or behind a backslash.
enum ShellWords {
    /// - Returns: Words; a quote that is not closed lasts until the end of the text.
    static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var characters = text.makeIterator()
        while let character = characters.next() {
            switch character {
            case "'", "\"":
                if quote == character {
                    quote = nil
                } else if quote == nil {
                    quote = character
                    word = word ?? ""
                } else {
                    word = (word ?? "") + String(character)
                }
            case "\\" where quote != "'":
                if let next = characters.next() { word = (word ?? "") + String(next) }
            case " ", "\t", "\n":
                if quote != nil {
                    word = (word ?? "") + String(character)
                } else if let finished = word {
                    words.append(finished)
                    word = nil
                }
            default: word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }
}
