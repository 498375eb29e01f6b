/// What `get-info -t jails` printed of one jail of AdGuard Home.
enum RecordedJail {
    static let text = """
        datacenter: http://127.0.0.1:8888
          entrypoint: main
          chain: centralita
          labels:
            - all
            - centralita
            - services
          jails:
            2a67806954:
              stats:
                cputime: 91
                datasize: 8400896 (8.01 MiB)
                stacksize: 0 (0 bytes)
                coredumpsize: 0 (0 bytes)
                memoryuse: 75104256 (71.62 MiB)
                memorylocked: 0 (0 bytes)
                maxproc: 4
                openfiles: 296
                vmemoryuse: 1367982080 (1.27 GiB)
                pseudoterminals: 0
                swapuse: 0 (0 bytes)
                nthr: 13
                msgqqueued: 0
                msgqsize: 0
                nmsgq: 0
                nsem: 0
                nsemop: 0
                nshm: 0
                shmsize: 0 (0 bytes)
                wallclock: 363548
                pcpu: 0
                readbps: 0 (0 bytes)
                writebps: 0 (0 bytes)
                readiops: 0
                writeiops: 0
              info:
                name: 2a67806954
                network_ip4: 10.0.0.3
                ports: 53/tcp,53/udp,53/tcp,53/udp
                status: UP
                type: thin
                version: 14.2-RELEASE
              cpuset: 0, 1
              expose:
                - {'enabled': '1', 'name': None, 'network_name': 'ajnet', 'hport': '53', 'jport': '53', 'protocol': 'udp', 'ext_if': 'tailscale0', 'on_if': 'tailscale0', 'nro': '3'}
                - {'enabled': '1', 'name': None, 'network_name': 'ajnet', 'hport': '53', 'jport': '53', 'protocol': 'tcp', 'ext_if': 'jext', 'on_if': 'jext', 'nro': '0'}
                - {'enabled': '1', 'name': None, 'network_name': 'ajnet', 'hport': '53', 'jport': '53', 'protocol': 'tcp', 'ext_if': 'tailscale0', 'on_if': 'tailscale0', 'nro': '2'}
                - {'enabled': '1', 'name': None, 'network_name': 'ajnet', 'hport': '53', 'jport': '53', 'protocol': 'udp', 'ext_if': 'jext', 'on_if': 'jext', 'nro': '1'}
              fstab:
                - {'enabled': '1', 'name': None, 'device': '/var/appjail-volumes/adguardhome/db', 'mountpoint': 'adguardhome-db', 'type': '<volumefs>', 'options': 'rw', 'dump': '0', 'pass': None, 'nro': '0'}
              labels:
                - {'value': '1', 'name': 'overlord.skydns'}
                - {'value': 'adguardhome', 'name': 'appjail.dns.alt-name'}
                - {'value': 'tailscale0', 'name': 'overlord.skydns.interface'}
                - {'value': 'adguardhome', 'name': 'overlord.skydns.group'}
              nat:
                - {'rule': 'nat on "jext" from 10.0.0.3 to any -> ("jext:0")', 'network': 'ajnet'}
              volumes:
                - {'mountpoint': 'usr/local/etc/AdGuardHome.yaml', 'type': '<pseudofs>', 'uid': None, 'gid': None, 'perm': '644', 'name': 'adguardhome-conf'}
                - {'mountpoint': '/var/db/adguardhome', 'type': '<pseudofs>', 'uid': None, 'gid': None, 'perm': '750', 'name': 'adguardhome-db'}
        """
}
