import Adapters
import Domain
import Testing

@Suite("Process list")
struct ProcessListTests {
    private let list = ProcessList(
        """
          PID COMMAND
            1 /sbin/init --
          200 /usr/local/bin/python3.11 /usr/local/bin/appjail-director up -j -f /var/x/appjail-director.yml -p web
          201 appjail-director down -j -d --ignore-failed --project=db
          202 /usr/local/bin/python3.11 /usr/local/bin/appjail-director up -pshop
          203 /usr/local/bin/python3.11 /usr/local/bin/appjail-director describe -p idle
          204 vi appjail-director.yml -p editor up
          205 /bin/sh /usr/local/bin/appjail start -- blog
        99999 (up) -p

        """)

    @Test(arguments: ["web", "db", "shop"])
    func `a project that a Director changes is found in every spelling`(name: String) throws {
        #expect(list.hasDirector(at: try #require(ProjectName(name))))
    }

    @Test(arguments: ["idle", "editor", "blog", "we", "webx", "up"])
    func `looking at a project or naming it elsewhere is not changing it`(name: String) throws {
        #expect(!list.hasDirector(at: try #require(ProjectName(name))))
    }

    @Test func `a Director that names no project may mean any`() throws {
        let list = ProcessList("7 python3 /usr/local/bin/appjail-director up -j\n")
        #expect(list.hasDirector(at: try #require(ProjectName("web"))))
    }

    @Test(arguments: [(200, true), (201, true), (203, true), (204, false), (1, false), (99999, false), (4, false)])
    func `a process is a Director by its program`(process: Int32, isDirector: Bool) {
        #expect(list.isDirector(process) == isDirector)
    }
}
