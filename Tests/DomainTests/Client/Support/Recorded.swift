// Long because the recorded texts are whole.

/// What 0.25 printed in one recorded session: a tree main → alpha → charlie, main → bravo.
enum Recorded {
    /// `overlord get-info -f info-web.yml -t chains`
    static let chainsWebNotSSD = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha
          labels:
            - all
            - web
        """

    /// `overlord get-info -f info-alpha.yml -t chains`
    static let chainsFromAlpha = """
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
        """

    /// `overlord get-info -f info.yml -t chains --all-labels --filter charlie`
    static let chainsFiltered = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
        """

    /// `overlord get-info -f metadata.yml -t metadata`
    static let metadata = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha
          labels:
            - all
            - web
          metadata:
            makejail: |
              OPTION start
              OPTION overwrite=force
             \u{20}
              INCLUDE gh+DtxdF/efficient-makejail
             \u{20}
              PKG nginx
              SERVICE nginx oneenable start
            motd: hello
            index: <h1>It works</h1>
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
          labels:
            - all
            - db
            - db-only
          metadata:
            makejail: |
              OPTION start
              OPTION overwrite=force
             \u{20}
              INCLUDE gh+DtxdF/efficient-makejail
             \u{20}
              PKG nginx
              SERVICE nginx oneenable start
            motd: hello
            index: <h1>It works</h1>
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: bravo
          labels:
            - all
            - web
            - ssd
          metadata:
            makejail: |
              OPTION start
              OPTION overwrite=force
             \u{20}
              INCLUDE gh+DtxdF/efficient-makejail
             \u{20}
              PKG nginx
              SERVICE nginx oneenable start
            motd: hello
            index: <h1>It works</h1>
        """

    /// `overlord get-info -f metadata.yml -t metadata --filter motd`
    static let metadataFiltered = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha
          labels:
            - all
            - web
          metadata:
            motd: hello
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
          labels:
            - all
            - db
            - db-only
          metadata:
            motd: hello
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: bravo
          labels:
            - all
            - web
            - ssd
          metadata:
            motd: hello
        """

    /// `overlord get-info -f web.yml -t projects --filter-per-project`
    static let projectsRightAfterApply = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha
          labels:
            - all
            - web
          projects:
            web:
              state: None
              last_log: None
              locked: None
              services:
              up:
                operation: COMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 0.73 seconds
                job_id: 1
                restarted: False
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: bravo
          labels:
            - all
            - web
            - ssd
          projects:
            web:
              state: None
              last_log: None
              locked: None
              services:
              up:
                operation: COMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 0.85 seconds
                job_id: 1
                restarted: False
        """

    /// `overlord get-info -f info.yml -t projects`
    static let projects = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: None
          labels:
            - all
            - main
          projects:
            limited:
              state: DONE
              last_log: 2026-11-22_15h02m51s
              locked: False
              services:
                - {'name': 'one', 'status': 0, 'jail': 'fccde26acd'}
              up:
                operation: COMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 20.28 seconds
                job_id: 1
                restarted: False
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha
          labels:
            - all
            - web
          projects:
            limited:
              state: DONE
              last_log: 2026-11-22_15h02m51s
              locked: False
              services:
                - {'name': 'one', 'status': 0, 'jail': '30f84194c4'}
              up:
                operation: COMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 20.52 seconds
                job_id: 3
                restarted: False
            web:
              state: DONE
              last_log: 2026-11-22_15h02m48s
              locked: False
              services:
                - {'name': 'nginx', 'status': 0, 'jail': 'd85044ce46'}
                - {'name': 'worker', 'status': 0, 'jail': '7d7d68b1d1'}
              up:
                operation: COMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 23.44 seconds
                job_id: 1
                restarted: False
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
          labels:
            - all
            - db
            - db-only
          projects:
            db:
              state: DONE
              last_log: 2026-11-22_15h02m50s
              locked: False
              services:
                - {'name': 'mariadb', 'status': 0, 'jail': 'mariadb'}
              up:
                operation: COMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 21.83 seconds
                job_id: 1
                restarted: False
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: bravo
          labels:
            - all
            - web
            - ssd
          projects:
            web:
              state: DONE
              last_log: 2026-11-22_15h02m48s
              locked: False
              services:
                - {'name': 'nginx', 'status': 0, 'jail': 'cdd2064634'}
                - {'name': 'worker', 'status': 0, 'jail': '5cadd665c3'}
              up:
                operation: COMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 23.59 seconds
                job_id: 1
                restarted: False
        """

    /// `overlord get-info -f web.yml -t projects --filter-per-project`
    static let projectsPerProject = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha
          labels:
            - all
            - web
          projects:
            web:
              state: DONE
              last_log: 2026-11-22_15h02m48s
              locked: False
              services:
                - {'name': 'nginx', 'status': 0, 'jail': 'd85044ce46'}
                - {'name': 'worker', 'status': 0, 'jail': '7d7d68b1d1'}
              up:
                operation: COMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 24.01 seconds
                job_id: 1
                restarted: False
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: bravo
          labels:
            - all
            - web
            - ssd
          projects:
            web:
              state: DONE
              last_log: 2026-11-22_15h02m48s
              locked: False
              services:
                - {'name': 'nginx', 'status': 0, 'jail': 'cdd2064634'}
                - {'name': 'worker', 'status': 0, 'jail': '5cadd665c3'}
              up:
                operation: COMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 24.13 seconds
                job_id: 1
                restarted: False
        """

    /// `overlord get-info -f info.yml -t chains:stats --filter charlie --all-labels`
    static let statistics = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
          stats:
            cputime: 12
            datasize: 1048576 (1 MiB)
            stacksize: 65536 (64 KiB)
            coredumpsize: 0 (0 bytes)
            memoryuse: 33554432 (32 MiB)
            memorylocked: 0 (0 bytes)
            maxproc: 5
            openfiles: 96
            vmemoryuse: 268435456 (256 MiB)
            pseudoterminals: 0
            swapuse: 0 (0 bytes)
            nthr: 7
            msgqqueued: 0
            msgqsize: 0
            nmsgq: 0
            nsem: 0
            nsemop: 0
            nshm: 0
            shmsize: 0 (0 bytes)
            wallclock: 3600
            pcpu: 1
            readbps: 0 (0 bytes)
            writebps: 4096 (4 KiB)
            readiops: 0
            writeiops: 1
        """

    /// `overlord get-info -f failing.yml -t projects --filter-per-project`
    static let projectsFailing = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
          labels:
            - all
            - db
            - db-only
          projects:
            failing:
              state: FAILED
              last_log: 2026-11-22_15h03m19s
              locked: False
              services:
                - {'name': 'one', 'status': 66, 'jail': '28fa7ff3e2'}
              up:
                operation: INCOMPLETED
                output:
                 rc: 65
                 stdout: {'errlevel': 65, 'message': None, 'failed': [{'type': 'makejail', 'service': 'one'}]}
                last_update: 20.08 seconds
                job_id: 3
                restarted: False
                labels:
                 error: True
                 message: Project 'failing' has an unexpected state 'FAILED'
        """

    /// `overlord get-info -f skydns.yml -t projects --filter-per-project`
    static let projectsSpecialLabels = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
          labels:
            - all
            - db
            - db-only
          projects:
            named:
              state: DONE
              last_log: 2026-11-22_15h03m21s
              locked: False
              services:
                - {'name': 'one', 'status': 0, 'jail': 'named'}
              up:
                operation: INCOMPLETED
                output:
                 rc: 0
                 stdout: {'errlevel': 0, 'message': None, 'failed': []}
                last_update: 18.29 seconds
                job_id: 7
                restarted: False
                 load-balancer:
                   services:
                     one:
                       error: True
                       message: (project:named, service:one) Data Plane API client is not configured.
                 skydns:
                   services:
                     one:
                       error: True
                       message: (project:named, service:one, label:overlord.skydns.group) group has not been specified, but is required.
        """

    /// `overlord get-info -f slow.yml -t projects --filter-per-project`
    static let projectsRunning = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
          labels:
            - all
            - db
            - db-only
          projects:
            slow:
              state: None
              last_log: None
              locked: None
              services:
              up:
                operation: RUNNING
                last_update: 2.03 seconds
                job_id: 9
        """

    /// `overlord get-info -f slow.yml -t projects --filter-per-project`
    static let projectsCancelled = """
        datacenter: http://127.0.0.1:26881
          entrypoint: main
          chain: alpha.charlie
          labels:
            - all
            - db
            - db-only
          projects:
            slow:
              state: None
              last_log: None
              locked: None
              services:
              up:
                operation: INCOMPLETED
                output:
                 rc: 70
                 stdout: {'errlevel': 70, 'message': None, 'failed': []}
                last_update: 0.41 seconds
                job_id: 9
                restarted: False
                labels:
                 error: True
                 message: Project 'slow' has an unexpected state 'FAILED'
        """

    /// `overlord get-info -f info.yml -t chains`
    static let chains = """
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
}
