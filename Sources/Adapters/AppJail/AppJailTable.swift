/// Reads what `appjail … list -HIp` prints: a line a row, every value followed by a TAB, a lone space for an empty value.
/// Source: node contract, section 5.2.
package enum AppJailTable {
    /// The rows of a table with `columns` columns, of which the last is never empty.
    ///
    /// That one makes the difference between the TAB after the last value, which may be missing, and an empty value.
    ///
    /// - Returns: `nil` when a row has another number of values: cut output, or a keyword that AppJail does not know and
    ///   therefore leaves out.
    package static func rows(of text: String, columns: Int) -> [[String]]? {
        var rows: [[String]] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            var values = line.split(separator: "\t", omittingEmptySubsequences: false).map { value in
                value == " " ? "" : String(value)
            }
            if values.last == "" { values.removeLast() }
            guard values.count == columns, values.last != "" else { return nil }
            rows.append(values)
        }
        return rows
    }
}
