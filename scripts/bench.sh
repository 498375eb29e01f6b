#!/bin/sh
# Measurements, in release, of one server and of a tree. Worthless while anything else runs on the machine.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
if ! command -v wrk >/dev/null 2>&1; then
    echo "Installing wrk"
    case "$(uname -s)" in
    FreeBSD) pkg install -y wrk ;;
    *) apt-get install -y -qq wrk >/dev/null ;;
    esac
fi
swift build -c release --product overlord
exec python3 scripts/bench.py "$(swift build -c release --show-bin-path)/overlord"
