import Domain
import Testing

/// Command-line contract, section 4.2.
struct DurationTextTests {
    @Test(
        arguments: [
            (0, "0 seconds"), (0.004, "0 seconds"), (0.005, "0.01 seconds"), (0.995, "0.99 seconds"),
            (0.999, "1 second"),
            (1.5, "1.5 seconds"), (7.65, "7.65 seconds"), (59.999, "60 seconds"), (60.004, "1 minute"),
            (61, "1 minute and 1 second"), (82.1, "1 minute and 22.1 seconds"), (462.41, "7 minutes and 42.41 seconds"),
            (-62.5, "-62.5 seconds"), (300.0000001, "5 minutes"), (299.999999, "4 minutes and 60 seconds"),
            (3599.999, "59 minutes and 60 seconds"), (3600, "1 hour"), (3600.5, "1 hour and 0.5 seconds"),
            (3661.55, "1 hour, 1 minute and 1.55 seconds"), (86400.5, "1 day and 0.5 seconds"),
            (90061.5, "1 day, 1 hour and 1 minute"), (363548, "4 days, 4 hours and 59 minutes"),
            (604800.9, "1 week and 0.9 seconds"), (694861.3, "1 week, 1 day and 1 hour"),
            (31_536_000, "1 year and 1 day"),
            (1_000_000_000.37, "31 years, 41 weeks and 3 days"),
        ] as [(Double, String)])
    func `every row of the contract is written so`(seconds: Double, text: String) {
        #expect(DurationText.text(seconds: seconds) == text)
    }

    @Test(
        arguments: [
            (60, "1 minute"), (2, "2 seconds"), (1, "1 second"), (0.125, "0.12 seconds"), (0.375, "0.38 seconds"),
            // Cut out of the decimal text: 62.005 − 60 would be 2.0050000000000026 in binary.
            (62.005, "1 minute and 2 seconds"), (120.1, "2 minutes and 0.1 seconds"),
            (17.761953353881836, "17.76 seconds"),
            (31_449_600, "1 year"), (62_899_200, "2 years"),
            (1e17, "3179690679 years, 35 weeks and 6 days"),
        ] as [(Double, String)])
    func `edges between the rows`(seconds: Double, text: String) {
        #expect(DurationText.text(seconds: seconds) == text)
    }
}
