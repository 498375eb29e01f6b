import Domain
import Testing

@Suite("Base64url")
struct TokenEncodingTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"), ("\u{FB}", "w7s"), ("??>", "Pz8-"), ("???", "Pz8_"),
    ])
    func `text stands for its bytes`(plain: String, encoded: String) {
        #expect(TokenEncoding.text(of: Array(plain.utf8)) == encoded)
        #expect(TokenEncoding.bytes(of: Array(encoded.utf8)) == Array(plain.utf8))
    }

    @Test(arguments: [
        "A", "AAAAA", "Zg==", "Zm8=", "Zh", "Zm9", "Z g", "Zm9v\n", "Pz8+", "Pz8/", "é", "Zm9v.", "\u{0}AAA",
    ])
    func `anything but the one text of a value is refused`(text: String) {
        #expect(TokenEncoding.bytes(of: Array(text.utf8)) == nil)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `decoding undoes encoding`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
        #expect(TokenEncoding.bytes(of: Array(TokenEncoding.text(of: bytes).utf8)) == bytes, "seed \(seed)")
    }
}
