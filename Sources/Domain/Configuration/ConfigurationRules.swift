/// What is wrong, or worth a word, though each setting is right by itself.
enum ConfigurationRules {
    /// A key of fewer bytes can be guessed by who has a token: half of what HMAC-SHA-256 can use.
    private static let shortestSecret = 16

    /// - Parameters:
    ///   - effective: The settings that were read, with their defaults.
    ///   - document: The file that they were read from.
    static func check(_ effective: JSONObject, _ document: Document, _ values: inout DocumentDecoder) {
        checkListeners(effective, document, &values)
        checkSecret(effective, document, &values)
        checkBalancers(document, &values)
        checkDiscovery(document, &values)
        checkMetadata(effective, document, &values)
    }

    private static func checkMetadata(
        _ effective: JSONObject, _ document: Document, _ values: inout DocumentDecoder
    ) {
        let limit = effective["body_limit"]?.integer ?? ConfigurationSchema.bodyLimit
        guard let given = document["metadata"]?["size"], let size = effective["metadata"]?["size"]?.integer,
            size > limit
        else { return }
        values.warn(
            given, at: "metadata.size", "no value of this size gets in: 'body_limit' is \(limit) bytes",
            hint: "make 'body_limit' larger than this")
    }

    private static func checkListeners(
        _ effective: JSONObject, _ document: Document, _ values: inout DocumentDecoder
    ) {
        guard let given = document["tls"], case .mapping = given.content else { return }
        let hasKey = isGiven(given["keyfile"])
        guard hasKey == isGiven(given["certfile"]) else {
            let other = hasKey ? "certfile" : "keyfile"
            values.refuse(
                given, at: "tls", "'keyfile' and 'certfile' belong together", expected: "both or neither",
                hint: "add '\(other)'")
            return
        }
        guard hasKey, let port = effective["port"]?.integer, effective["tls"]?["port"]?.integer == port else { return }
        values.refuse(
            given["port"] ?? document["port"] ?? given, at: given["port"] == nil ? "port" : "tls.port",
            "'port' and 'tls.port' are the same", expected: "two different ports")
    }

    private static func checkSecret(
        _ effective: JSONObject, _ document: Document, _ values: inout DocumentDecoder
    ) {
        guard let given = document["secret_key"], case .string(let text) = given.content, !text.isEmpty else { return }
        if text.utf8.count < shortestSecret {
            values.warn(
                given, at: "secret_key", "the key is short: who has a token can find it by trying",
                expected: "at least \(shortestSecret) bytes, better 64 random ones")
        }
        if let file = document["secret_keyfile"], !file.isNull {
            values.warn(
                file, at: "secret_keyfile", "'secret_key' is given, so this file is not read",
                hint: "remove one of the two")
        }
    }

    private static func checkBalancers(_ document: Document, _ values: inout DocumentDecoder) {
        for name in ["dataplaneapi", "haproxy_stats"] {
            guard let given = document[name], case .mapping = given.content else { continue }
            var required = ["auth"] + (name == "haproxy_stats" ? ["entrypoint"] : [])
            if let auth = given["auth"], case .mapping = auth.content {
                required += ["auth.username", "auth.password"]
            }
            for key in required {
                let value = key.split(separator: ".").reduce(given as Document?) { $0?[String($1)] }
                guard value?.isNull ?? true else { continue }
                values.missing(
                    at: (value ?? given).position, path: "\(name).\(key)", "the required key '\(key)' is missing",
                    expected: "a value for '\(key)'")
            }
        }
    }

    private static func checkDiscovery(_ document: Document, _ values: inout DocumentDecoder) {
        if let path = document["skydns"]?["path"], case .string(let text) = path.content, !text.hasPrefix("/") {
            values.warn(
                path, at: "skydns.path", "name servers look below a path that begins with '/'", hint: "write '/\(text)'"
            )
        }
        guard let servers = document["etcd"], case .mapping(let entries) = servers.content else { return }
        for entry in entries {
            guard case .string(let name) = entry.key.content, case .mapping = entry.value.content else { continue }
            let hasKey = isGiven(entry.value["cert_key"])
            if hasKey, !isGiven(entry.value["cert"]) {
                values.warn(
                    entry.value["cert_key"] ?? entry.value, at: "etcd.\(name).cert_key",
                    "a key without its certificate has no use", hint: "name the certificate in 'cert'")
            } else if !hasKey, let certificate = entry.value["cert"], case .string(let file) = certificate.content,
                !file.isEmpty, !file.utf8.contains(0)
            {
                values.refuse(
                    certificate, at: "etcd.\(name).cert", "'cert' needs its key", expected: "'cert_key' beside it")
            }
        }
    }

    private static func isGiven(_ document: Document?) -> Bool { document.map { !$0.isNull } ?? false }
}
