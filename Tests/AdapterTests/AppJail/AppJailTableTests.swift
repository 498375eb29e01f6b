import Adapters
import Testing

@Suite("AppJail's tables")
struct AppJailTableTests {
    @Test(arguments: [
        ("", 2, [[String]]()),
        ("\n\n", 2, []),
        ("UP\tweb1\t\n", 2, [["UP", "web1"]]),
        ("UP\tweb1\n", 2, [["UP", "web1"]]),
        ("UP\tweb1", 2, [["UP", "web1"]]),
        (
            "DOWN\t \tdb_2\t\nUP\t8080 -> 80/tcp,443/tcp\tweb1\t\n", 3,
            [["DOWN", "", "db_2"], ["UP", "8080 -> 80/tcp,443/tcp", "web1"]]
        ),
        ("DOWN\t\tdb_2\n", 3, [["DOWN", "", "db_2"]]),
        ("web1\t\n", 1, [["web1"]]),
    ])
    func `rows are read with and without a TAB at their end`(text: String, columns: Int, rows: [[String]]) {
        #expect(AppJailTable.rows(of: text, columns: columns) == rows)
    }

    @Test(arguments: [
        // A keyword that AppJail does not know: the row is short, and its TAB must not pass for an empty value.
        ("UP\tweb1\t\n", 3), ("UP\tweb1\n", 3),
        // Cut in the middle.
        ("UP\tweb1\t\nDO", 2), ("UP\t", 2), ("UP\t \t\n", 2),
        // More than was asked for.
        ("UP\tweb1\tthin\t\n", 2),
    ])
    func `rows of another width are no rows`(text: String, columns: Int) {
        #expect(AppJailTable.rows(of: text, columns: columns) == nil)
    }
}
