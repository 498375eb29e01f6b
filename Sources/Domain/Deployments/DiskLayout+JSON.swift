extension DiskLayout {
    /// The form of the API; what the file leaves out is left out. Source: HTTP contract, section 8.17.
    package var json: JSONValue {
        var object: JSONObject = [
            "driver": .string(driver.rawValue), "size": .string(size), "from": .object(source.json),
        ]
        object["disk"] = disk.map { .object($0.json) }
        if !fileSystems.isEmpty { object["fstab"] = .array(fileSystems.map { .object($0.json) }) }
        return .object(object)
    }
}

extension DiskSource {
    fileprivate var json: JSONObject {
        switch self {
        case .components(let names, let version, let architecture, let url):
            return JSONObject(texts: [
                ("type", "components"), ("osVersion", version), ("osArch", architecture), ("downloadURL", url),
            ]).adding("components", names)
        case .packageBase(let packages, let version, let architecture, let configuration, let fingerprints):
            return JSONObject(texts: [
                ("type", "pkgbase"), ("osVersion", version), ("osArch", architecture), ("pkgConf", configuration),
                ("fingerprints", fingerprints),
            ]).adding("packages", packages)
        case .appJailImage(let entrypoint, let name, let architecture, let tag):
            return JSONObject(texts: [
                ("type", "appjailImage"), ("entrypoint", entrypoint), ("imageName", name),
                ("imageArch", architecture), ("imageTag", tag),
            ])
        case .iso(let file, let isInstalled):
            return ["type": "iso", "isoFile": .string(file), "installed": .bool(isInstalled)]
        case .image(let file): return ["type": "img", "imgFile": .string(file)]
        }
    }
}

extension DiskLayout.FileSystem {
    fileprivate var json: JSONObject {
        [
            "device": .string(device), "mountpoint": .string(mountpoint), "type": .string(type),
            "options": .string(options), "dump": .integer(dump), "pass": .integer(pass),
        ]
    }
}

extension Partitioning {
    fileprivate var json: JSONObject {
        var object: JSONObject = [
            "scheme": .string(Self.scheme), "partitions": .array(partitions.map { .object($0.json) }),
        ]
        var code = JSONObject(texts: [("bootcode", bootCode.disk), ("partcode", bootCode.partition?.path)])
        code["index"] = bootCode.partition.map { .integer($0.index) }
        if !code.isEmpty { object["bootcode"] = .object(code) }
        return object
    }
}

extension Partitioning.Partition {
    fileprivate var json: JSONObject {
        var object = JSONObject(texts: [
            ("type", type), ("alignment", alignment), ("start", start), ("size", size), ("label", label),
        ])
        switch format {
        case .flags(let text): object["format"] = ["flags": .string(text)]
        case .script(let text): object["format"] = ["script": .string(text)]
        case nil: break
        }
        return object
    }
}

extension JSONObject {
    /// Members whose value is there.
    fileprivate init(texts: [(String, String?)]) {
        self.init(texts.compactMap { name, text in text.map { (name: name, value: .string($0)) } })
    }

    fileprivate func adding(_ name: String, _ texts: [String]) -> JSONObject {
        var object = self
        object[name] = .array(texts.map { .string($0) })
        return object
    }
}
