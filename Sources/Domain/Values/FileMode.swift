/// The number that says who may do what with a file.
package enum FileMode {
    /// The bits of the type that listings of files and folders have beside those of the permissions: `0100644`, which is
    /// 33188, `040755`.
    private static let types = [0, 0o100000, 0o040000]
    /// All permissions.
    package static let all = 0o7777

    /// The permissions of a mode, without the type that it may have.
    ///
    /// - Returns: `nil` when it is the mode of no file and no folder.
    package static func permissions(of mode: Int) -> Int? {
        mode >= 0 && types.contains(mode & ~all) ? mode & all : nil
    }
}
