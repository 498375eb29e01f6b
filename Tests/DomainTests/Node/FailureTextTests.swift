import Domain
import Testing

/// What operators read of a host or a disk that fails, in the log and in the record of a job.
struct FailureTextTests {
    @Test(arguments: [
        (HostFailure.notInstalled(program: "appjail"), "appjail is not installed"),
        (.timedOut(program: "appjail-director"), "appjail-director did not end in time"),
        (.exited(program: "appjail", status: 70, text: ""), "appjail ended with status 70"),
        (
            .exited(program: "appjail", status: 66, text: "\nException:\n  type: NoSuchProcess\r\n  error: gone\n"),
            "appjail ended with status 66: Exception: | type: NoSuchProcess | error: gone"
        ),
        (.unreadable(program: "appjail", text: "{\n"), "appjail gave an unknown answer: {"),
        (.storage(.full), "the disk is full"),
        (.storage(.corrupt("state.db")), "damaged and left as it is: state.db"),
        (.storage(.inputOutput("read /var/db/x: Input/output error")), "read /var/db/x: Input/output error"),
    ]) func `a failure is told in a line without the words of a program`(failure: HostFailure, text: String) {
        #expect("\(failure)" == text)
    }
}
