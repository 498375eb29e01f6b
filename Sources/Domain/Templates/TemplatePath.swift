/// The path of a template below the folders of templates: names without `.`, `..` and empty parts.
package struct TemplatePath: Hashable, Sendable, CustomStringConvertible {
    package let names: [String]

    /// The path that `text` means in a template. Source: deployment-file contract, section 11.5.
    ///
    /// - Parameters:
    ///   - text: As an `<%include>` names it: from the folder with a `/` in front, else from where the includer is.
    ///   - includer: `nil` for the template that was fetched from a server, which stands in the folder itself.
    /// - Returns: `nil` when it leaves the folder, names nothing, or holds what no file name can.
    init?(_ text: String, from includer: TemplatePath?) {
        guard !text.unicodeScalars.contains("\0"), text.utf8.count <= 1024 else { return nil }
        var names = text.hasPrefix("/") ? [] : includer?.names.dropLast() ?? []
        for part in text.split(separator: "/") where part != "." {
            if part == ".." {
                guard !names.isEmpty else { return nil }
                names.removeLast()
            } else {
                names.append(String(part))
            }
        }
        guard !names.isEmpty, !text.hasSuffix("/") else { return nil }
        self.names = Array(names)
    }

    package var description: String { names.joined(separator: "/") }
}

/// Where included templates come from.
package protocol TemplateLibrary {
    /// - Parameter limit: The most characters that are wanted.
    func text(at path: TemplatePath, limit: Int) -> TemplateText
}

/// An included template.
package enum TemplateText: Sendable {
    /// - Parameter name: For diagnostics.
    case found(name: String, text: String)
    case missing
    /// It is there and cannot be read; the text says why.
    case unreadable(String)
}

/// No templates at all, for those who render a text that includes nothing.
package struct NoTemplates: TemplateLibrary {
    package init() {}
    package func text(at path: TemplatePath, limit: Int) -> TemplateText { .missing }
}
