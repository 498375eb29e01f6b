internal import CLibCurl

/// Sets options of a handle and remembers the first that was refused.
struct CurlOptions {
    let handle: UnsafeMutableRawPointer
    private(set) var failure = CURLE_OK

    init(handle: UnsafeMutableRawPointer) { self.handle = handle }

    mutating func set(_ option: CURLoption, _ value: Int) { note(curl_shim_set_long(handle, option, value)) }

    mutating func set(_ option: CURLoption, _ text: String?) { note(curl_shim_set_text(handle, option, text)) }

    mutating func set(_ option: CURLoption, offset: Int) {
        note(curl_shim_set_offset(handle, option, curl_off_t(offset)))
    }

    mutating func set(_ option: CURLoption, bytes: [UInt8]) {
        // An empty array may have no address, which libcurl takes for "read the body from a callback".
        note(curl_shim_set_bytes(handle, option, bytes.isEmpty ? [0] : bytes))
    }

    mutating func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) {
        note(curl_shim_set_pointer(handle, option, pointer))
    }

    mutating func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) {
        note(curl_shim_set_list(handle, option, list))
    }

    mutating func set(_ option: CURLoption, _ function: @escaping curl_write_callback) {
        note(curl_shim_set_write_function(handle, option, function))
    }

    private mutating func note(_ code: CURLcode) { if failure == CURLE_OK { failure = code } }
}
