import Testing

@testable import Adapters
@testable import Domain

/// Walks the table of all settings, and puts at each what cannot stand there. Rules: configuration contract, section 3.
@Suite struct `Every setting of the table` {
    struct Place: Sendable, CustomTestStringConvertible {
        let path: String
        let setting: Setting
        var testDescription: String { path }

        /// The path with a name of the user's.
        var ownPath: String { path.replacing("NAME", with: "n") }

        /// A file that holds one value, at this place.
        func file(_ value: String) -> String {
            var text = value
            for part in ownPath.split(separator: ".").reversed() { text = "{\(part): \(text)}" }
            return text + "\n"
        }

        /// A value of each kind that YAML knows.
        static let samples = [
            "a boolean": "true", "an integer": "5", "a number with a fraction": "1.5", "text": "x", "a list": "[x]",
            "a mapping": "{x: y}",
        ]

        /// The kinds that may stand here.
        var kinds: Set<String> {
            switch setting.shape {
            case .text, .filledText, .token, .listener, .choice, .address, .zone, .queueAddress: ["text"]
            case .boolean: ["a boolean"]
            case .integer, .timeLimit: ["an integer"]
            case .number: ["an integer", "a number with a fraction"]
            case .labels, .texts, .range: ["a list"]
            case .anything, .section, .named: ["a mapping"]
            }
        }

        /// Something that may stand here.
        var good: String {
            switch setting.shape {
            case .text, .filledText, .token, .listener: "x"
            case .choice(let words): words[0]
            case .address: "'http://h'"
            case .zone: "example.org."
            case .queueAddress: "'127.0.0.1:1'"
            case .boolean: "true"
            case .integer(let range): "\(range.lowerBound)"
            case .timeLimit: "-1"
            case .number: "1"
            case .labels: "[web]"
            case .texts: "[]"
            case .range: "[0, 0]"
            case .anything, .section, .named: "{}"
            }
        }
    }

    static let all = Setting.paths(of: ConfigurationSchema.settings(ConfigurationFixture.place)).map(Place.init)
    static let sections =
        [Place(path: "", setting: Setting("", section: []))]
        + all.filter { if case .section = $0.setting.shape { true } else { false } }

    /// What is wrong with a file at a place or below it.
    private func errors(_ text: String, at path: String) -> [Diagnostic] {
        do {
            _ = try ConfigurationFixture.read(text)
            return []
        } catch let list as DiagnosticList {
            return list.diagnostics.filter {
                $0.severity == .error && ($0.path == path || $0.path.hasPrefix(path + "[") || path.isEmpty)
            }
        } catch {
            Issue.record(error)
            return []
        }
    }

    @Test func `is one of more than a hundred`() { #expect(Self.all.count > 100) }

    @Test(arguments: all) func `refuses every other type`(place: Place) {
        for (kind, sample) in Place.samples where !place.kinds.contains(kind) {
            let errors = errors(place.file(sample), at: place.ownPath)
            #expect(errors.count == 1, "\(kind): \(errors)")
            #expect(errors.first?.message == "\(kind) cannot stand here")
            #expect(errors.first?.expected != nil)
            #expect(errors.first?.position.line == 1)
        }
    }

    @Test(arguments: all) func `takes what it is for`(place: Place) {
        // A certificate needs its key beside it.
        let text = place.path == "etcd.NAME.cert" ? "etcd: {n: {cert: x, cert_key: y}}" : place.file(place.good)
        let errors = errors(text, at: place.ownPath)
        #expect(errors.isEmpty, "\(errors)")
    }

    @Test(arguments: all) func `keeps to its range`(place: Place) {
        func refuses(_ value: String, at path: String? = nil) {
            let errors = errors(place.file(value), at: path ?? place.ownPath)
            #expect(errors.count == 1, "\(value): \(errors)")
        }
        switch place.setting.shape {
        case .integer(let range):
            refuses("\(range.lowerBound - 1)")
            refuses("\(range.upperBound + 1)")
            #expect(errors(place.file("\(range.upperBound)"), at: place.ownPath).isEmpty)
        case .timeLimit:
            refuses("0")
            refuses("\(1 << 40)")
        case .number(let range):
            refuses("\(range.upperBound + 1)")
            refuses("\(range.lowerBound - 1)")
            refuses("'.nan'")
        case .filledText:
            refuses("''")
            refuses(#""a\0b""#)
        case .token:
            refuses("''")
            refuses("'a b'")
            refuses(#""a\n""#)
            refuses("é")
        case .listener:
            refuses("''")
            for value in ["foo bar", "300.1.1.1", "'127.0.0.1:80'", "'[::1]'", "'::1/64'", "127.0.0.1/8", "'1:2'"] {
                refuses(value)
            }
        case .address, .zone, .queueAddress: refuses("''")
        case .choice: refuses("surplus")
        case .labels:
            refuses("[]")
            refuses("[A]")
            refuses("[5]")
        case .texts(let allowed):
            refuses("[5]")
            if allowed != nil { refuses("[surplus]") }
        case .range:
            refuses("[]")
            refuses("[1, 2, 3]")
            refuses("[2, 1]")
            refuses("[-1, 1]")
        case .named(.chain, _): refuses("{-x: {}}", at: place.ownPath + ".-x")
        case .text, .boolean, .anything, .section, .named: break
        }
    }

    @Test(arguments: sections) func `that is a section knows its keys and no others`(place: Place) {
        for (key, message) in [("surplus", "unknown key 'surplus'"), ("5", "a key must be text")] {
            let path = place.path.isEmpty ? key : "\(place.ownPath).\(key)"
            let text = place.path.isEmpty ? "{\(key): 1}\n" : place.file("{\(key): 1}")
            let errors = errors(text, at: path)
            #expect(errors.count == 1 && errors.first?.message.hasPrefix(message) == true, "\(errors)")
        }
    }

    @Test(arguments: all.filter { !$0.path.contains("NAME") && !$0.path.hasPrefix("dataplaneapi.") })
    func `that is null is a setting that is absent`(place: Place) throws {
        guard !place.path.hasPrefix("haproxy_stats."), !place.setting.nullIsValue else { return }
        // Beside the section itself, where the contract lets it make a difference.
        guard !place.path.hasPrefix("memcache.") else { return }
        let (configuration, _) = try ConfigurationFixture.read(place.file("null"))
        let (standard, _) = try ConfigurationFixture.read("")
        #expect(configuration.complete == standard.complete || place.path.contains("."), "\(configuration.complete)")
        #expect(
            ConfigurationFixture.printed(standard) == ConfigurationFixture.printed(configuration) || place.setting.isNew
        )
    }

    @Test(arguments: all.filter { $0.setting.replacement != nil })
    func `without meaning is said to be so, with what does its work`(place: Place) {
        // The rest of the file may be wrong: a warning is told together with the errors.
        var warnings: [Diagnostic] = []
        do {
            warnings = try ConfigurationFixture.read(place.file(place.good)).warnings
        } catch let list as DiagnosticList {
            warnings = list.diagnostics.filter { $0.severity == .warning }
        } catch {
            Issue.record(error)
        }
        let own = warnings.filter { $0.path == place.ownPath }
        #expect(own.count == 1, "\(warnings)")
        #expect(own.first?.hint == place.setting.replacement)
    }

    @Test func `without meaning belongs to machinery that is gone`() {
        // Configuration contract, sections 6 to 8.
        let gone = Set(Self.all.filter { $0.setting.replacement != nil }.map(\.path))
        let expected = [
            "memcache", "beanstalkd_addr", "beanstalkd_secret", "log_config", "debug", "autoscale_logs_expire_time",
            "chains.NAME.pool_timeout", "chains.NAME.keepalive_expiry", "chains.NAME.max_keepalive_connections",
            "chains.NAME.write_timeout", "chains.NAME.retry", "polling.jail_info", "polling.jail_extras",
            "polling.project_info",
        ]
        #expect(gone.isSuperset(of: expected))
    }
}
