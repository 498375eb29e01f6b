/// A shell pattern for names: `*` stands for any run of characters, `?` for one.
package struct GlobPattern: Equatable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Whether the whole of `name` fits. At most |pattern| × |name| steps.
    package func matches(_ name: String) -> Bool {
        let pattern = Array(text.unicodeScalars)
        let name = Array(name.unicodeScalars)
        var at = 0
        var inPattern = 0
        var star: (inPattern: Int, at: Int)?
        while at < name.count {
            if inPattern < pattern.count, pattern[inPattern] == "*" {
                star = (inPattern + 1, at)
                inPattern += 1
            } else if inPattern < pattern.count, pattern[inPattern] == "?" || pattern[inPattern] == name[at] {
                inPattern += 1
                at += 1
            } else if let last = star {
                // Let the star take one character more.
                star = (last.inPattern, last.at + 1)
                inPattern = last.inPattern
                at = last.at + 1
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == "*" }
    }
}
