/// What a new scenario begins with.
package enum ScenarioTemplate {
    /// Where the template expects its deployment file, relative to the scenario.
    package static let deploymentFile = "deployments/web.yml"

    /// A commented scenario that runs as it is, beside a file with the text of ``deployment``.
    ///
    /// - Parameter title: One line.
    package static func text(title: String) -> String {
        """
        # A scenario: servers, what operators do, what goes wrong, and how it must end.
        # Run it: overlord-sim run THIS-FILE
        name: \(YAMLText.quoted(title))
        learn: >-
          Say here what a reader should learn from it.
        # The promises that it exists for. Those of safety are checked in every run all the same.
        promises: [S1, L2]

        # The server without 'below' is the root, which operators talk to.
        servers:
          main: {}
          alpha: {below: main, labels: [web]}
          bravo: {below: main, labels: [web]}
        # A large tree instead: tree: {fan-out: 3, depth: 4, rack-size: 10}

        settings:
          heartbeat: 30s
        # How jails and Director behave on all hosts.
        host: {defaults: {up_seconds: 10}}

        deployments:
          web: \(deploymentFile)

        # What happens when. A range such as 5s..20s is drawn anew for each seed.
        steps:
          - {at: 1s, apply: web}
          - {at: 5s..20s, kill: alpha, for: 10s}
          # - {at: 30s, cut: bravo, direction: up, for: 2m}
          # - {at: 1m, set-clock: any, by: -1h, for: 10m}

        # What may happen again and again. Each rule is switched on in two runs of three.
        faults:
          - {lose: all, rate: 10%, every: 1m..3m, for: 5s..30s}
        storm: 0s..5m

        # How long nothing goes wrong at the end, so that everything can come right.
        quiet: 15m
        expect:
          - {when: eventually, project: web, server: alpha, is: COMPLETED}
          - {when: eventually, project: web, server: bravo, is: COMPLETED}
          - {when: eventually, whole-tree: true, promise: L3}
        seeds: 1..100

        """
    }

    /// The deployment file that the template names.
    package static let deployment = """
        kind: directorProject
        datacenters:
          main:
            entrypoint: 'http://main:8888'
            access_token: simulated
        deployIn:
          labels: [web]
        projectName: web
        projectFile: |
          services:
            web:
              makejail: 'gh+AppJail-makejails/hello-http'

        """
}
