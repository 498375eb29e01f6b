import Adapters
import Testing

@Suite("Environments of programs")
struct ProcessEnvironmentTests {
    @Test func `programs get what this process got except secrets of ours and foreign code`() {
        let base = ProcessEnvironment.base(of: [
            "PATH": "/opt/bin:/usr/bin", "HOME": "/home/admin", "LANG": "C.UTF-8", "DIRECTOR_CONFIG": "/etc/d.ini",
            "OVERLORD_SECRET_KEY": "x", "1A": "x", "LD_PRELOAD": "x", "PYTHONPATH": "x",
        ])
        #expect(
            base == [
                "PATH": "/opt/bin:/usr/bin:/sbin:/bin:/usr/sbin:/usr/local/sbin:/usr/local/bin",
                "HOME": "/home/admin", "LANG": "C.UTF-8", "DIRECTOR_CONFIG": "/etc/d.ini",
            ])
    }

    @Test func `a service that is started with nothing still finds programs and a home`() {
        let base = ProcessEnvironment.base(of: [:])
        #expect(base["HOME"] == "/root")
        #expect(base["PATH"]?.hasSuffix(":/usr/local/bin") == true)
    }

    @Test func `later variables of a job win over earlier ones and over the node's`() {
        let job = ProcessEnvironment.job(
            base: ["LANG": "C", "TZ": "UTC"], requested: [("LANG", "de"), ("A", "1"), ("A", "2")])
        #expect(job == ["LANG": "de", "TZ": "UTC", "A": "2"])
    }

    @Test(arguments: [
        "PATH", "HOME", "SHELL", "DIRECTOR_CONFIG", "DIRECTOR_PROJECT", "OVERLORD_CONFIG", "LD_LIBRARY_PATH",
        "LD_32_PRELOAD", "PYTHONHOME", "PYTHONSTARTUP", "BASH_ENV",
    ])
    func `a request cannot change what runs`(name: String) {
        #expect(ProcessEnvironment.isReserved(name))
        #expect(ProcessEnvironment.job(base: [:], requested: [(name, "x")]).isEmpty)
    }

    @Test(arguments: [
        "OVERLORD_METADATA", "OVERLORD_NAMESPACES", "OVERLORD_FREEPORT_EM0", "path", "HOMEPAGE", "APP_HOME",
    ])
    func `other variables are the deployment's own`(name: String) {
        #expect(!ProcessEnvironment.isReserved(name))
    }
}
