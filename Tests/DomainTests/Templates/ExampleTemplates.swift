/// The two templates of the contract, and what the original engine made of them.
enum ExampleTemplates {
    static let web = #"""
        ## Web service with a list of published ports.
        kind: directorProject
        projectName: ${appName}
        projectFile: |
          options:
            - virtualnet: ':<random> default'
            - nat:
          services:
            ${appName.replace('.', '-')}:
              makejail: <%text>!ENV '${OVERLORD_METADATA}/web.makejail'</%text>
              options:
        % for p in ports.split(','):
                - expose: '${p.strip()} ext_if:${iface or 'em0'}'
        % endfor
        % if tls == 'yes':
                - label: 'overlord.load-balancer:1'
        % elif balancer:
                - label: 'overlord.load-balancer.backend:${balancer}'
        % else:
                - label: 'example.plain:${loops or 1}'
        % endif
        environment:
          WORKERS: '${int(workers or 2) * 2}'
          HOSTS: '${', '.join(['%s.%s' % (h, domain) for h in hosts.split()])}'
          NOTE: ${"it's fine" | trim}

        """#

    static let webResult = #"""
        kind: directorProject
        projectName: shop.eu
        projectFile: |
          options:
            - virtualnet: ':<random> default'
            - nat:
          services:
            shop-eu:
              makejail: !ENV '${OVERLORD_METADATA}/web.makejail'
              options:
                - expose: '8080:80 ext_if:em0'
                - expose: '8443:443 ext_if:em0'
                - label: 'overlord.load-balancer.backend:web'
        environment:
          WORKERS: '4'
          HOSTS: 'a.lan, b.lan'
          NOTE: it's fine

        """#

    static let machine = #"""
        <%def name="part(type, size='', fmt='')">\
              - type: '${type}'
        % if size:
                size: '${size}'
        % endif
        % if fmt:
                format:
                  flags: '${fmt}'
        % endif
        </%def>\
        kind: vmJail
        vmName: ${appName}
        makejail: 'gh+example/vm'
        template:
        % for key, value in {'cpu': cpu, 'memory': memory, 'loader': 'bhyveload'}.items():
          ${key}: '${value}'
        % endfor
        diskLayout:
          driver: nvme
          size: ${disk}
          from:
            type: components
            components: [base.txz, kernel.txz]
            osArch: amd64
            osVersion: ${version}-RELEASE
          disk:
            scheme: gpt
            partitions:
        ${part('freebsd-boot', '512k')}\
        % if int(swap or 0) > 0:
        ${part('freebsd-swap', swap + 'G')}\
        % endif
        ${part('freebsd-ufs', fmt='-Uj')}\
            bootcode:
              bootcode: /boot/pmbr
              partcode: /boot/gptboot
              index: 1
          fstab:
        % for dev, mnt, kind in [('nda0p3', '/', 'ufs'), ('nda0p2', 'none', 'swap')]:
            - device: /dev/${dev}
              mountpoint: '${mnt}'
              type: ${kind}
              options: ${'sw' if kind == 'swap' else 'rw,sync'}
              dump: ${0 if loop.index else 1}
              pass: ${0 if loop.last else 1}
        % endfor
        script: |
        <%text>
          . /metadata/environment
          sysrc -f /mnt/etc/rc.conf hostname="${HOSTNAME}"
        </%text>

        """#

    static let machineResult = #"""
        kind: vmJail
        vmName: vm1
        makejail: 'gh+example/vm'
        template:
          cpu: '2'
          memory: '1G'
          loader: 'bhyveload'
        diskLayout:
          driver: nvme
          size: 20G
          from:
            type: components
            components: [base.txz, kernel.txz]
            osArch: amd64
            osVersion: 14.2-RELEASE
          disk:
            scheme: gpt
            partitions:
              - type: 'freebsd-boot'
                size: '512k'
              - type: 'freebsd-swap'
                size: '1G'
              - type: 'freebsd-ufs'
                format:
                  flags: '-Uj'
            bootcode:
              bootcode: /boot/pmbr
              partcode: /boot/gptboot
              index: 1
          fstab:
            - device: /dev/nda0p3
              mountpoint: '/'
              type: ufs
              options: rw,sync
              dump: 1
              pass: 1
            - device: /dev/nda0p2
              mountpoint: 'none'
              type: swap
              options: sw
              dump: 0
              pass: 0
        script: |

          . /metadata/environment
          sysrc -f /mnt/etc/rc.conf hostname="${HOSTNAME}"


        """#
}
