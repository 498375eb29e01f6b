/// The disk of a virtual machine: how the machine sees it, what is put on it, and how it is divided.
/// Source: deployment-file contract, section 7.1.
package struct DiskLayout: Equatable, Sendable {
    package var driver: Driver
    /// As the target's tools take it, for example `20G`.
    package var size: String
    package var source: DiskSource
    /// Missing for sources that bring their own partitions.
    package var disk: Partitioning?
    /// Likewise.
    package var fileSystems: [FileSystem]

    package enum Driver: String, Sendable, CaseIterable {
        case virtioBlock = "virtio-blk"
        case nvme
        case ahci = "ahci-hd"
    }

    /// A line of the machine's `fstab`.
    package struct FileSystem: Equatable, Sendable {
        package var device: String
        package var mountpoint: String
        package var type: String
        package var options: String
        package var dump: Int
        package var pass: Int

        package init(device: String, mountpoint: String, type: String, options: String, dump: Int, pass: Int) {
            self.device = device
            self.mountpoint = mountpoint
            self.type = type
            self.options = options
            self.dump = dump
            self.pass = pass
        }
    }

    package init(
        driver: Driver, size: String, source: DiskSource, disk: Partitioning? = nil, fileSystems: [FileSystem] = []
    ) {
        self.driver = driver
        self.size = size
        self.source = source
        self.disk = disk
        self.fileSystems = fileSystems
    }
}

/// What is put on the disk of a virtual machine.
package enum DiskSource: Equatable, Sendable {
    /// Distribution sets, fetched from `downloadURL` (`{ARCH}` and `{VERSION}` replaced) or from FreeBSD's mirror.
    case components(names: [String], version: String, architecture: String, downloadURL: String?)
    /// Packages of the base system.
    case packageBase(
        packages: [String], version: String, architecture: String, configuration: String?, fingerprints: String?)
    /// An image of AppJail; the entry point `none` means that it is there already.
    case appJailImage(entrypoint: String, name: String, architecture: String, tag: String)
    /// An installer, until somebody says that it has done its work.
    case iso(file: String, isInstalled: Bool)
    /// An image that is used as it is.
    case image(file: String)

    /// Whether the target fills an empty disk, for which it must know partitions and file systems.
    package var needsPartitions: Bool {
        switch self {
        case .components, .packageBase, .appJailImage: true
        case .iso, .image: false
        }
    }
}

/// How a disk is divided.
package struct Partitioning: Equatable, Sendable {
    /// The only scheme that there is.
    package static let scheme = "gpt"

    package var partitions: [Partition]
    package var bootCode: BootCode

    package struct Partition: Equatable, Sendable {
        package var type: String
        package var alignment: String?
        package var start: String?
        package var size: String?
        package var label: String?
        package var format: Format?

        package init(
            type: String, alignment: String? = nil, start: String? = nil, size: String? = nil, label: String? = nil,
            format: Format? = nil
        ) {
            self.type = type
            self.alignment = alignment
            self.start = start
            self.size = size
            self.label = label
            self.format = format
        }
    }

    /// How a partition gets a file system.
    package enum Format: Equatable, Sendable {
        /// Arguments of `newfs`.
        case flags(String)
        /// A script, called to format, to mount and to unmount.
        case script(String)
    }

    package struct BootCode: Equatable, Sendable {
        /// Path of the code in the disk's protective record.
        package var disk: String?
        /// Path of the code in a partition, and the number of that partition.
        package var partition: (path: String, index: Int)?

        package init(disk: String? = nil, partition: (path: String, index: Int)? = nil) {
            self.disk = disk
            self.partition = partition
        }

        package static func == (left: BootCode, right: BootCode) -> Bool {
            left.disk == right.disk && left.partition?.path == right.partition?.path
                && left.partition?.index == right.partition?.index
        }
    }

    package init(partitions: [Partition], bootCode: BootCode = BootCode()) {
        self.partitions = partitions
        self.bootCode = bootCode
    }
}
