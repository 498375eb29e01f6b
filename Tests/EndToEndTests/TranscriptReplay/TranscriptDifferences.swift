import Domain
import Foundation

extension Transcripts {
    /// Where we mean to print something else. Every one has its sentence in docs/compatibility.md.
    static let differences: [String: TranscriptDifference] = [
        general, mistakes, projectStates, chains,
    ].reduce(into: [:]) { $0.merge($1) { $1 } }

    /// What does not read as it should yet, and what it waits for. The test fails as soon as one does.
    static let waiting: [String: String] = [
        "065-projects-special-labels": "DNS records and balancer servers",
        "079-vm": "virtual machines", "080-vm-project": "virtual machines", "083-autoscale": "autoscaling",
        "084-autoscale-projects": "autoscaling", "087-autoscale-destroyed": "autoscaling",
        "095-projects-at-the-end": "virtual machines, DNS records and balancer servers",
    ]

    private static let general: [String: TranscriptDifference] = [
        "001-version": TranscriptDifference("the version is ours", told: "prints `overlord, version` and our number") {
            $0.output = "overlord, version 1.0.0\n"
        },
        "006-help-of-a-command": TranscriptDifference(
            "help is what people ask for first", told: "| no `--help` | everywhere |",
            agrees: { ours, _ in ours.status == 0 && ours.output.contains("USAGE: overlord apply") }),
        "009-print-config": TranscriptDifference(
            "the settings are those of the tree of the test", told: "| `print-config` |",
            agrees: { ours, theirs in
                guard let known = paths(of: ours.output), let wanted = paths(of: theirs.output) else { return false }
                return ours.status == 0 && ours.complaints == "" && wanted.isSubset(of: known)
            }),
        "035-bad-token": TranscriptDifference("scripts trust the status", told: refusedStatus) { $0.status = 69 },
        "040-apply-metadata-again-with-log": TranscriptDifference(
            "the log of the server is no business of the client",
            told: "a logging section with a handler for standard output does not mix messages into the client's results"
        ) { $0.output = "" },
        "057-get-project-log-missing": TranscriptDifference(
            "a stack trace is for those who wrote the program",
            told: "has its colon (`(exception:APIError)`) and no stack trace"
        ) { said in
            let message = said.complaints.components(separatedBy: ":\nTraceback").first ?? ""
            said.complaints = message.replacing("(exceptionAPIError)", with: "(exception:APIError)") + "\n"
        },
    ]

    private static let refusedStatus =
        "| exit status 0 whatever happened | 69 when a node refused or did not answer | scripts trust it |"

    private static let mistakes: [String: TranscriptDifference] = [
        "017-print-spec-missing-file": mistake(70, "missing.yml: error: there is no such file"),
        "018-print-spec-empty": mistake(70, "empty.yml:1:1: error: "),
        "019-print-spec-bad-yaml": mistake(70, "bad-yaml.yml:2:1: error: "),
        "021-print-spec-bad-parameter": mistake(70, "bad-parameter.yml:8:1: error: ", "colour"),
        "022-print-spec-bad-type": mistake(70, "bad-type.yml:6:14: error: ", "projectName"),
        "023-print-spec-bad-metadata-key": mistake(70, "metadata-badkey.yml:9:3: error: ", "9bad"),
        "025-print-spec-no-deploy-in": mistake(70, "no-deployin.yml:1:1: error: ", "deployIn"),
        "061-apply-broken-director-file": TranscriptDifference(
            "what Director will refuse is refused before anybody is asked",
            told:
                "| a `projectFile` that is no Director file is sent, and Director refuses it | refused before anything is sent |",
            agrees: { ours, _ in
                ours.status == 70 && ours.complaints.contains("broken-director-file.yml:10:3: error: ")
            }),
    ]

    /// A mistake in a file: a diagnostic with its place instead of a stack trace.
    private static func mistake(_ status: Int32, _ texts: String...) -> TranscriptDifference {
        TranscriptDifference(
            "people look for the place",
            told: "| the first mistake of a file ends the run, without a position | all mistakes at once",
            agrees: { ours, _ in
                ours.status == status && ours.output == "" && texts.allSatisfy(ours.complaints.contains)
            })
    }

    private static let knownAtOnce =
        "| project information is seen after the next poll (up to 19 s) | when the job ends | it is known then |"

    private static let projectStates: [String: TranscriptDifference] = [
        "045-projects-right-after-apply": TranscriptDifference(
            "what a job did is known when it ends", told: knownAtOnce
        ) { said in
            said.output = said.output.replacing(
                "state: None\n      last_log: None\n      locked: None\n      services:\n",
                with: """
                    state: DONE
                          last_log: <DATE>
                          locked: False
                          services:
                            - {'name': 'nginx', 'status': 0, 'jail': '<JAIL>'}
                            - {'name': 'worker', 'status': 0, 'jail': '<JAIL>'}

                    """)
        },
        "068-projects-running": TranscriptDifference("Director has begun, and is looked at", told: knownAtOnce) {
            $0.output = $0.output.replacing(unknown, with: slow("UNFINISHED", locked: "True"))
        },
        "070-projects-cancelled": TranscriptDifference("what a job did is known when it ends", told: knownAtOnce) {
            $0.output = $0.output.replacing(unknown, with: slow("FAILED", locked: "False"))
        },
        "073-projects-restarted": TranscriptDifference(
            "a service that does not run is no success",
            told: "| `up` is `COMPLETED` although Director refused the file, a service left again"
        ) { said in
            said.output = said.output.replacing("operation: COMPLETED", with: "operation: INCOMPLETED").replacing(
                "        restarted: True\n",
                with: """
                            restarted: True
                            labels:
                             error: True
                             message: Service 'mariadb' of the project 'db' does not run

                    """)
        },
        "090-projects-after-destroy-on-bravo": TranscriptDifference(
            "what is gone is gone when the job ends", told: knownAtOnce
        ) { said in
            guard let bravo = said.output.range(of: "  chain: bravo") else { return }
            let standing = """
                state: DONE
                      last_log: <DATE>
                      locked: False
                      services:
                        - {'name': 'nginx', 'status': 0, 'jail': '<JAIL>'}
                        - {'name': 'worker', 'status': 0, 'jail': '<JAIL>'}

                """
            let before = String(said.output[..<bravo.lowerBound])
            said.output = before + said.output[bravo.lowerBound...].replacing(standing, with: unknown)
        },
        "094-projects-after-destroy": TranscriptDifference(
            "who asked for the end can see that it came", told: "| the records of a project that is gone vanish",
            agrees: { ours, _ in
                ours.status == 0 && ours.output.contains("      down:\n        operation: COMPLETED\n")
                    && !ours.output.contains("state: DONE")
            }),
    ]

    private static let unknown = "state: None\n      last_log: None\n      locked: None\n      services:\n"

    private static func slow(_ state: String, locked: String) -> String {
        """
        state: \(state)
              last_log: None
              locked: \(locked)
              services:
                - {'name': 'one', 'status': 66, 'jail': '<JAIL>'}

        """
    }

    private static let chains: [String: TranscriptDifference] = [
        "096-apply-metadata-prefix": prefix, "098-apply-metadata-prefix-again": prefix,
        "099-chains-after-two-failures": TranscriptDifference("no chain failed", told: prefixOnce) {
            $0.output = allChains
        },
        "102-destroy-metadata-again": TranscriptDifference(
            "what is not there need not be deleted",
            told: "a key or namespace that is not there is no failure, and no `DELETE` is sent for it"
        ) { $0.complaints = "" },
        "103-chains-after-destroy-again": TranscriptDifference(
            "no chain failed", told: "| refusals of its own count as failures | they do not |"
        ) { $0.output = allChains },
    ]

    private static let prefixOnce = "| `metadataPrefix` is added once more for each node | once | |"

    private static let prefix = TranscriptDifference("the prefix is added once", told: prefixOnce) {
        $0.complaints = ""
    }

    private static let allChains = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: None
          labels:
            - all
            - main
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha
          labels:
            - all
            - web
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
          labels:
            - all
            - db
            - db-only
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: bravo
          labels:
            - all
            - web
            - ssd

        """

    /// The paths of all settings in a JSON text, but for what logs and neighbours are configured with.
    private static func paths(of text: String) -> Set<String>? {
        func paths(_ value: JSONValue, _ path: String) -> [String] {
            guard let object = value.object, path != "/log_config", path != "/chains" else { return [path] }
            return object.members.flatMap { paths($0.value, "\(path)/\($0.name)") }
        }
        return JSONReader.valueIfWellFormed(text).map { Set(paths($0, "").filter { $0 != "/log_config" }) }
    }
}
