internal import Domain

/// Where AppJail keeps what is configured for a jail, and which file holds which member of the API.
/// Source: node contract, section 5.4; HTTP contract, section 8.9.
struct JailExtraFiles: Sendable {
    /// Below the folder of the jail; one folder an entry.
    let folder: String
    /// The member that the server adds: the name of the entry's folder.
    let identifier: String
    /// Whether entries are numbered; a folder of another name is not one then.
    let isNumbered: Bool
    /// Files whose name is not the one of the member.
    let files: [String: String]

    func file(of member: String) -> String { files[member] ?? member }

    static func of(_ kind: JailExtra) -> JailExtraFiles {
        switch kind {
        case .devfs: numbered("devfs")
        case .expose: numbered("expose", files: ["rule": "pf-rule"])
        case .healthcheck: numbered("health")
        case .limits: numbered("limits")
        case .fstab:
            numbered(
                "fstab",
                files: [
                    "device": "fs_spec", "mountpoint": "fs_file", "type": "fs_vfstype", "options": "fs_mntops",
                    // 0.25 looks for a file `pass`, which nobody writes, and so always answers null.
                    "dump": "fs_freq", "pass": "fs_passno",
                ])
        case .labels: JailExtraFiles(folder: "conf/labels", identifier: "name", isNumbered: false, files: [:])
        case .nat:
            JailExtraFiles(
                folder: "conf/boot/nat", identifier: "network", isNumbered: false, files: ["rule": "pf-nat.conf"])
        case .volumes: JailExtraFiles(folder: "conf/volumes", identifier: "name", isNumbered: false, files: [:])
        }
    }

    private static func numbered(_ name: String, files: [String: String] = [:]) -> JailExtraFiles {
        JailExtraFiles(folder: "conf/boot/\(name)", identifier: "nro", isNumbered: true, files: files)
    }
}
