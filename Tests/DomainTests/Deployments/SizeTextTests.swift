import Testing

@testable import Domain

@Suite struct `Sizes` {
    @Test(
        arguments: [
            ("512m", SizeText.Reading.bytes(536_870_912)), ("1.5g", .bytes(1_610_612_736)),
            ("1 GB", .bytes(1_073_741_824)),
            ("12b", .bytes(12)), ("1", .bytes(1)), ("2T", .bytes(2_199_023_255_552)), ("1k", .bytes(1024)),
            ("1K", .bytes(1024)), ("1KB", .bytes(1024)), ("1KiB", .bytes(1024)), ("1 kilobyte", .bytes(1024)),
            ("5 kfoo", .bytes(5120)), ("  7  ", .bytes(7)), ("3 bytes", .bytes(3)), ("0.5k", .bytes(512)),
            ("1.9", .bytes(1)), ("7 exbibytes", .bytes(8_070_450_532_247_928_832)), ("0z", .bytes(0)),
            ("9223372036854775807", .bytes(Int.max)), ("9223372036854775808", .tooLarge), ("8e", .tooLarge),
            ("1y", .tooLarge), ("8.5e", .tooLarge), ("512x", .unknownUnit("x")), ("1 2", .unknownUnit("2")),
            ("1k2", .unknownUnit("k2")), ("1,5k", .unknownUnit(",5k")), ("-1", .noNumber), ("+1", .noNumber),
            (".5k", .noNumber), ("1.", .unknownUnit(".")), ("1.2.3", .unknownUnit(".3")), ("", .noNumber),
            ("k", .noNumber),
            ("1e3", .unknownUnit("e3")), ("10 MB/s", .bytes(10_485_760)), ("1kb.", .bytes(1024)),
            ("1 k b", .bytes(1024)),
            ("1K\n", .bytes(1024)), ("1\nk", .bytes(1024)), ("1\u{A0}k", .bytes(1024)), ("١k", .bytes(1024)),
            ("١.٥k", .bytes(1536)), ("12bfoo5", .unknownUnit("bfoo5")), ("5 kfoo 7", .unknownUnit("kfoo 7")),
        ] as [(String, SizeText.Reading)])
    func `are read in binary units by their first letter`(text: String, expected: SizeText.Reading) {
        #expect(SizeText.read(text) == expected)
    }
}
