import Domain
import Foundation
import Testing

/// The transcripts in their order, what is done between them, and where we mean to differ.
enum Transcripts {
    static let steps: [TranscriptStep] = [usage, files, listing, metadata, projects, failing, machines, ending].flatMap
    { $0 }

    private static func steps(_ names: String...) -> [TranscriptStep] { names.map { TranscriptStep($0) } }

    private static let usage: [TranscriptStep] =
        steps(
            "001-version", "003-unknown-command", "004-apply-without-file", "005-get-info-bad-type",
            "006-help-of-a-command") + [
            TranscriptStep("007-gen-token", isServer: true),
            TranscriptStep("008-gen-token-metadata-expire", isServer: true),
            TranscriptStep("009-print-config", isServer: true),
        ]

    private static let files = steps(
        "012-print-spec-metadata", "014-print-spec-scaled", "015-print-spec-app", "017-print-spec-missing-file",
        "018-print-spec-empty", "019-print-spec-bad-yaml", "021-print-spec-bad-parameter",
        "022-print-spec-bad-type", "023-print-spec-bad-metadata-key", "025-print-spec-no-deploy-in")

    private static let listing = steps(
        "027-chains-web-not-ssd", "028-chains-from-alpha", "029-chains-all-labels-filter", "031-projects-empty",
        "032-metadata-empty", "035-bad-token", "037-apply-read-only", "038-apply-no-matching-label")

    private static let metadata =
        steps("039-apply-metadata") + [TranscriptStep("040-apply-metadata-again-with-log", isServer: true)]
        + steps("041-metadata", "042-metadata-filter", "043-namespaces")

    private static let projects =
        steps("044-apply-web") + [
            TranscriptStep("045-projects-right-after-apply") { session in
                for chain in ["alpha", "bravo"] { try await session.untilDone(chain, "web") }
            },
            TranscriptStep("046-apply-db"),
            TranscriptStep("048-projects") { session in
                try await session.run("apply -f everywhere.yml")
                for chain in ["", "alpha"] { try await session.untilDone(chain, "limited") }
                try await session.untilDone("alpha.charlie", "db")
            },
            TranscriptStep("049-projects-per-project"), TranscriptStep("050-projects-filter-unknown"),
            TranscriptStep("053-chains-stats") { session in
                let caller = try await session.tree.caller()
                _ = try await eventually("counters of charlie") {
                    try await caller.get("/v1/chain/alpha.charlie/stats")["stats"]?.object?.isEmpty == false
                        ? true : nil
                }
            },
            log, TranscriptStep("057-get-project-log-missing"),
        ]

    /// The log is called by its date, which is another each time.
    private static let log: TranscriptStep = {
        var step = TranscriptStep("056-get-project-log")
        step.arguments = { transcript, session in
            let logs = try await session.tree.caller().get("/v1/chain/alpha/projects/logs")["logs"]?.object
            let date = try #require(logs?.members.first { $0.value["nginx"] != nil }?.name)
            return transcript.arguments.map { $0 == "2026-11-22_15h02m48s" ? date : $0 }
        }
        return step
    }()

    private static let failing: [TranscriptStep] = [
        TranscriptStep("061-apply-broken-director-file") { try await $0.run("apply -f failing.yml") },
        TranscriptStep("063-apply-special-labels"),
        TranscriptStep("064-projects-failing") { try await $0.untilDone("alpha.charlie", "failing") },
        TranscriptStep("065-projects-special-labels") { try await $0.untilDone("alpha.charlie", "named") },
        TranscriptStep("066-projects-service-66") { session in
            try session.behave(#""db": {"services": {"mariadb": {"status": 66}}}"#)
            try await session.until("alpha.charlie", "db") {
                $0["services"]?.array?.first?["status"]?.integer == 66
            }
        },
        TranscriptStep("067-apply-slow"),
        TranscriptStep("068-projects-running") { session in
            try await session.until("alpha.charlie", "slow") {
                $0["up"]?["operation"] == "RUNNING" && $0["state"] == "UNFINISHED"
            }
        },
        TranscriptStep("070-projects-cancelled") { session in
            try await session.run("cancel -f slow.yml")
            try await session.until("alpha.charlie", "slow") {
                $0["up"]?["operation"] != "RUNNING" && $0["state"] == "FAILED"
            }
        },
        TranscriptStep("071-cancel-wrong-kind"),
        TranscriptStep("073-projects-restarted") { session in
            try await session.run("apply -f db.yml --restart")
            try await session.until("alpha.charlie", "db") { $0["up"]?["restarted"] == true }
        },
    ]

    private static let machines: [TranscriptStep] = [
        TranscriptStep("078-apply-vm") { session in
            for line in ["apply -f template.yml", "apply -f app.yml"] { try await session.run(line) }
        },
        TranscriptStep("079-vm"), TranscriptStep("080-vm-project"), TranscriptStep("081-autoscale-without-filter"),
        TranscriptStep("083-autoscale") { try await $0.run("apply -f scaled.yml") },
        TranscriptStep("084-autoscale-projects"), TranscriptStep("085-cancel-scaled"),
        TranscriptStep("086-destroy-scaled"), TranscriptStep("087-autoscale-destroyed"),
    ]

    private static let ending: [TranscriptStep] = [
        TranscriptStep("088-destroy-read-only"), TranscriptStep("089-destroy-web-on-bravo"),
        TranscriptStep("090-projects-after-destroy-on-bravo") { session in
            try await session.until("bravo", "web") { $0["down"]?["operation"] == "COMPLETED" }
        },
        TranscriptStep("091-destroy-web"), TranscriptStep("092-destroy-db-force"),
        TranscriptStep("094-projects-after-destroy") { session in
            for chain in ["alpha", "bravo"] {
                try await session.until(chain, "web") { $0["down"]?["operation"] == "COMPLETED" }
            }
        },
        TranscriptStep("095-projects-at-the-end") { session in
            try await session.until("alpha.charlie", "db") { $0["down"]?["operation"] == "COMPLETED" }
        },
        TranscriptStep("096-apply-metadata-prefix"), TranscriptStep("098-apply-metadata-prefix-again"),
        TranscriptStep("099-chains-after-two-failures"), TranscriptStep("101-chains-later"),
        TranscriptStep("102-destroy-metadata-again") { try await $0.run("destroy -f metadata.yml") },
        TranscriptStep("103-chains-after-destroy-again"),
    ]
}
