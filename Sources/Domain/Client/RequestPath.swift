/// The paths of the API as a client writes them: `/v1/X` for the root, `/v1/chain/a.b/X` below it.
/// Source: deployment-file contract, section 12.2.
package enum RequestPath {
    /// - Parameter segments: Parts of the path after the chain, decoded; each is percent-encoded here, so that none
    ///   can add a segment, a query or a step upwards.
    package static func of(_ segments: [String], chain: ChainPath) -> String {
        let prefix = chain.isRoot ? ["v1"] : ["v1", "chain", chain.description]
        return (prefix + segments).map { "/" + encoded($0) }.joined()
    }

    /// Every byte but the unreserved ones of RFC 3986 as `%XX`; a segment of dots only is encoded too, because it would
    /// be taken for a step in the tree of paths.
    private static func encoded(_ segment: String) -> String {
        let isStep = segment == "." || segment == ".."
        var text: [UInt8] = []
        for byte in segment.utf8 {
            if isUnreserved(byte) && !isStep {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(hexDigits[Int(byte >> 4)])
                text.append(hexDigits[Int(byte & 15)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        NameGrammar.isLetter(byte, upperCase: true) || NameGrammar.isDigit(byte) || Array("-._~".utf8).contains(byte)
    }
}
