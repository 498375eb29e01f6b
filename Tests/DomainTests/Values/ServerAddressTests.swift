import Testing

@testable import Domain

@Suite struct `Addresses` {
    @Test(arguments: [
        ("http://127.0.0.1:8888", true), ("https://h", true), ("HTTPS://Node.example:9331/prefix/", true),
        ("http://[::1]:8888", true), ("http://[fe80::1]", true), ("http://user:word@h:80/", true), ("http://a_b", true),
        ("http://", false), ("http:///x", false), ("h:80", false), ("", false), ("ftp://h", false),
        ("http://h:0", false),
        ("http://h:65536", false), ("http://h:", false), ("http://h:x", false), ("http://a b", false),
        ("http://h/\n", false), ("http://h?x", false), ("http://h#x", false), ("http://[::1", false),
        ("http://[zz]", false), ("http://[10.0.0.1]", false), ("http://h:+80", false), ("http://é", false),
        ("http:/h", false), ("httpx://h", false), ("http://user@", false),
    ])
    func `of servers are absolute`(text: String, isValid: Bool) {
        #expect((ServerAddress(text) != nil) == isValid)
    }

    @Test(arguments: [
        ("10.0.0.0/8", true), ("10.0.0.1/8", true), ("192.168.1.4", true), ("10.0.0.0/255.0.0.0", true),
        ("10.0.0.0/0.255.255.255", true), ("0.0.0.0/0", true), ("fd00::/8", true), ("::/0", true), ("::1", true),
        ("fe80::1/64", true), ("1:2:3:4:5:6:7:8", true), ("::ffff:10.0.0.1", true), ("1::", true),
        ("1:2:3:4:5:6:7::", true), ("2001:db8::8:800:200c:417a/128", true), ("zz", false), ("", false), ("/", false),
        ("10.0.0.0/33", false), ("10.0.0.0/", false), ("10.0.0/8", false), ("10.0.0.256", false), ("10.0.0.01", false),
        ("10.0.0.0/255.0.255.0", false), ("fd00::/129", false), ("1:2:3:4:5:6:7:8:9", false), ("1::2::3", false),
        (":1:2:3:4:5:6:7", false), ("1:2:3:4:5:6:7:", false), ("12345::", false), (":::", false), ("::1%em0", false),
        ("10.0.0.0/8/8", false), ("10.0.0.0/-1", false), ("1:2:3:4:5:6:7:8::", false), ("::1.2.3", false), (":", false),
        ("g::", false), ("10.0.0.0/08", true),
    ])
    func `of networks have a length that fits`(text: String, isValid: Bool) {
        #expect((IPNetwork(text) != nil) == isValid, "\(text)")
    }
}
