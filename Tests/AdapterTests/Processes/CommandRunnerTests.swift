import Adapters
import Foundation
import Testing

extension ProgramTests {
    @Suite("Command runner")
    struct CommandRunnerTests {
        private let runner = CommandRunner()

        private func shell(
            _ script: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"], folder: String? = nil,
            limit: Duration? = .seconds(60), grace: Duration = .seconds(3),
            first: Command.FirstTarget = .group, outputLimit: Int = 1 << 20
        ) -> Command {
            Command(
                "/bin/sh", ["-c", script], environment: environment, workingDirectory: folder, timeLimit: limit,
                grace: grace, firstTarget: first, outputLimit: outputLimit)
        }

        // MARK: What is handed over

        @Test func `the two outputs and the status come back separately`() async throws {
            let result = try await runner.run(shell("echo out; echo err >&2; exit 3"))
            #expect(result.ending == .exited(3))
            #expect(result.output.text == "out\n")
            #expect(result.errorOutput.text == "err\n")
        }

        @Test func `a signal that somebody else sent is told from a status`() async throws {
            #expect(try await runner.run(shell("kill -9 $$")).ending == .signalled(9))
        }

        @Test func `the environment is what was passed and nothing else`() async throws {
            let result = try await runner.run(
                Command(
                    "env", [], environment: ["PATH": "/usr/bin:/bin", "A": "1 2", "B=C": "x", "": "y", "N": "a\0b"]))
            #expect(result.output.text.split(separator: "\n").sorted() == ["A=1 2", "PATH=/usr/bin:/bin"])
        }

        @Test func `arguments are never read by a shell`() async throws {
            let words = ["$HOME", "a b", "; echo x", "*", ""]
            let result = try await runner.run(
                Command("printf", ["[%s]"] + words, environment: ["PATH": "/usr/bin:/bin"]))
            #expect(result.output.text == words.map { "[\($0)]" }.joined())
        }

        @Test func `standard input is at its end`() async throws {
            let result = try await runner.run(Command("cat", [], environment: ["PATH": "/usr/bin:/bin"]))
            #expect(result.ending == .exited(0))
            #expect(result.output.bytes.isEmpty)
        }

        @Test func `the program runs in the folder that was asked for`() async throws {
            #expect(try await runner.run(shell("pwd", folder: "/usr")).output.text == "/usr\n")
        }

        @Test func `descriptors of ours are not inherited even when they stay open over exec`() async throws {
            let descriptor = open("/dev/null", O_RDONLY)
            defer { close(descriptor) }
            let result = try await runner.run(shell("test -e /dev/fd/\(descriptor) && echo inherited; exit 0"))
            #expect(result.output.text == "")
            #expect(result.ending == .exited(0))
        }

        @Test func `the program leads a process group of its own`() async throws {
            let result = try await runner.run(shell("echo $$; ps -o pgid= -p $$"))
            let numbers = result.output.text.split(whereSeparator: \.isWhitespace)
            #expect(numbers.count == 2 && numbers[0] == numbers[1])
        }

        // MARK: Output

        @Test(arguments: [
            "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero",
            "head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2",
            "head -c 3000000 /dev/zero & head -c 3000000 /dev/zero >&2; wait",
        ])
        func `floods of both outputs are read to the end and kept up to the limit`(script: String) async throws {
            let result = try await runner.run(shell(script, outputLimit: 1000))
            #expect(result.ending == .exited(0))
            for output in [result.output, result.errorOutput] {
                #expect(output.bytes.count == 1000)
                #expect(output.droppedBytes == 3_000_000 - 1000)
                #expect(output.isTruncated)
            }
        }

        @Test func `output of exactly the limit is not truncated`() async throws {
            let result = try await runner.run(shell("printf 12345", outputLimit: 5))
            #expect(result.output.text == "12345")
            #expect(!result.output.isTruncated)
        }

        @Test func `bytes that are no UTF-8 are replaced in the text and kept as bytes`() async throws {
            let result = try await runner.run(shell(#"printf 'a\377b'"#))
            #expect(result.output.text == "a\u{FFFD}b")
            #expect(result.output.bytes == [0x61, 0xFF, 0x62])
        }

        @Test func `a grandchild that keeps the output open is not waited for`() async throws {
            let result = try await runner.run(shell("sleep 1000 & echo $!; echo done"))
            let lines = result.output.text.split(separator: "\n")
            let grandchild = try #require(lines.first.flatMap { Int32($0) })
            defer { kill(grandchild, SIGKILL) }
            #expect(result.ending == .exited(0))
            #expect(lines.last == "done")
            #expect(await isAlive(grandchild))
        }

        @Test func `a grandchild that floods the output for ever does not hold us`() async throws {
            let result = try await runner.run(shell("(exec yes) & echo $! >&2; exit 4", outputLimit: 100))
            let grandchild = try #require(
                Int32(result.errorOutput.text.trimmingCharacters(in: .whitespacesAndNewlines)))
            defer { kill(grandchild, SIGKILL) }
            #expect(result.ending == .exited(4))
        }

        // MARK: Ending

        @Test func `time that is up ends the whole group`() async throws {
            let result = try await runner.run(
                shell("sleep 1000 & echo $$ $!; wait", limit: .milliseconds(1500), grace: .seconds(2)))
            #expect(result.ending == .timedOut)
            for process in result.output.text.split(whereSeparator: \.isWhitespace).compactMap({ Int32($0) }) {
                #expect(await !isAlive(process))
            }
        }

        @Test func `a program that ignores the polite signal is killed with its group`() async throws {
            let script = "trap '' TERM; sleep 1000 & echo $$ $!; while :; do wait; done"
            let result = try await runner.run(shell(script, limit: .milliseconds(1500), grace: .milliseconds(200)))
            #expect(result.ending == .timedOut)
            for process in result.output.text.split(whereSeparator: \.isWhitespace).compactMap({ Int32($0) }) {
                #expect(await !isAlive(process))
            }
        }

        @Test func `last words after the polite signal are kept`() async throws {
            let script = "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
            let result = try await runner.run(shell(script, limit: .milliseconds(1500)))
            #expect(result.ending == .timedOut)
            #expect(result.output.text == "ready\nbye\n")
        }

        @Test func `a program that closed its outputs and lingers is ended too`() async throws {
            let result = try await runner.run(shell("exec >&- 2>&-; sleep 1000", limit: .milliseconds(1500)))
            #expect(result.ending == .timedOut)
        }

        @Test func `a program that ends its children itself is asked alone and its group afterwards`() async throws {
            // The child reports a signal; the leader notes the end of the child only if the child went before it.
            let script = """
                (trap 'echo child asked; exit 0' TERM; while :; do sleep 0.05; done) &
                child=$!
                trap 'kill -0 $child && echo child lives; exit 0' TERM
                echo ready
                while :; do sleep 0.05; done
                """
            let result = try await runner.run(shell(script, limit: .milliseconds(1500), first: .program))
            #expect(result.ending == .timedOut)
            #expect(result.output.text.contains("child lives"))
        }

        @Test func `cancelling the task ends the program and keeps what it said`() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let script = "trap 'echo bye; exit 0' TERM; : > \(folder.path)/ready; while :; do sleep 0.05; done"
            let task = Task { try await runner.run(shell(script, limit: nil)) }
            try await eventually { FileManager.default.fileExists(atPath: "\(folder.path)/ready") }
            task.cancel()
            let result = try await task.value
            #expect(result.ending == .cancelled)
            #expect(result.output.text == "bye\n")
        }

        @Test func `a task that is cancelled before it begins ends the program all the same`() async throws {
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await runner.run(shell("sleep 1000", limit: nil))
            }
            task.cancel()
            #expect(try await task.value.ending == .cancelled)
        }

        @Test func `no zombie stays behind`() async throws {
            let result = try await runner.run(shell("echo $$"))
            let process = try #require(Int32(result.output.text.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(await processState(process) == nil)
        }

        // MARK: Not starting

        @Test(arguments: ["no-such-program", "/no/such/program", "bin/sh", "./sh", "", "/", "/etc/passwd"])
        func `a program that is not there is a failure of its own`(program: String) async throws {
            let command = Command(program, [], environment: ["PATH": "/usr/bin:/bin:usr/bin:."])
            await #expect(throws: CommandFailure.notInstalled(program: program)) { try await runner.run(command) }
        }

        @Test func `only the path of the command is searched`() async throws {
            let command = Command("sh", [], environment: ["PATH": "/nowhere"])
            await #expect(throws: CommandFailure.notInstalled(program: "sh")) { try await runner.run(command) }
            let without = Command("sh", [], environment: [:])
            await #expect(throws: CommandFailure.notInstalled(program: "sh")) { try await runner.run(without) }
        }

        @Test func `the first executable in the path wins over a file that is none`() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            try folder.write("one/tool", "not executable")
            try folder.write("two/tool", "#!/bin/sh\necho two\n", mode: 0o755)
            let command = Command("tool", [], environment: ["PATH": "\(folder.path)/one:\(folder.path)/two:/bin"])
            #expect(try await runner.run(command).output.text == "two\n")
        }

        @Test func `a script without its interpreter is not installed`() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            try folder.write("tool", "#!/no/such/interpreter\n", mode: 0o755)
            let program = "\(folder.path)/tool"
            await #expect(throws: CommandFailure.notInstalled(program: program)) {
                try await runner.run(Command(program, [], environment: [:]))
            }
        }

        @Test func `a folder that is not there is said to be the reason`() async throws {
            await #expect {
                try await runner.run(shell("true", folder: "/no/such/folder"))
            } throws: { error in
                guard case CommandFailure.cannotStart("/bin/sh", let reason)? = error as? CommandFailure else {
                    return false
                }
                return reason.contains("/no/such/folder")
            }
        }
    }
}
