internal import CLibCurl
internal import CSQLite
internal import Crypto
internal import Hummingbird
internal import HummingbirdTLS
internal import Subprocess
internal import Yams

enum AdaptersPlaceholder {}
