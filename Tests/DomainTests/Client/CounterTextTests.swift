import Domain
import Testing

/// Command-line contract, section 4.3.
struct CounterTextTests {
    @Test(
        arguments: [
            (0, "0 (0 bytes)"), (1, "1 (1 byte)"), (1023, "1023 (1023 bytes)"), (1024, "1024 (1 KiB)"),
            (1030, "1030 (1.01 KiB)"), (1536, "1536 (1.5 KiB)"), (8_400_896, "8400896 (8.01 MiB)"),
            (75_104_256, "75104256 (71.62 MiB)"), (1_367_982_080, "1367982080 (1.27 GiB)"),
            (1_073_741_823, "1073741823 (1024 MiB)"), (1_048_575, "1048575 (1024 KiB)"), (-5000, "-5000 (-5000 bytes)"),
            (1 << 40, "1099511627776 (1 TiB)"), (1 << 50, "1125899906842624 (1 PiB)"),
            (.max, "9223372036854775807 (8 EiB)"),
        ] as [(Int, String)])
    func `every row of the contract is written so`(value: Int, text: String) {
        #expect(CounterText.of("memoryuse", .integer(value)) == text)
    }

    @Test func `a number past all symbols stays with the last`() {
        let value = JSONValue.double(1_237_940_039_285_380_274_899_124_224)
        #expect(CounterText.of("swapuse", value).hasSuffix(" (1024 YiB)"))
    }

    @Test func `a number past 64 bits is written with all its digits`() throws {
        let value = try JSONReader.value(of: "1237940039285380274899124224")
        #expect(CounterText.of("swapuse", value) == "1237940039285380274899124224 (1024 YiB)")
        #expect(CounterText.of("cputime", value) == "1237940039285380274899124224")
    }

    @Test(arguments: [
        "datasize", "stacksize", "coredumpsize", "memoryuse", "memorylocked", "vmemoryuse", "swapuse", "shmsize",
        "readbps", "writebps",
    ])
    func `a size has a form for people`(counter: String) {
        #expect(CounterText.of(counter, 2048) == "2048 (2 KiB)")
    }

    @Test(arguments: ["msgqsize", "cputime", "wallclock", "maxproc", "pcpu", "readiops"])
    func `a counter that is no size has none`(counter: String) {
        #expect(CounterText.of(counter, 2048) == "2048")
    }

    @Test func `a size that is no number is written as it came`() {
        #expect(CounterText.of("memoryuse", .null) == "None")
    }
}
