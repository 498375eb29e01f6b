#!/bin/sh
# Measurements, in release and linked as it is shipped, of one server and of a tree. Worthless while anything else runs on the machine.
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
binaries="$(sh scripts/release.sh overlord)"
exec python3 scripts/bench.py "$binaries/overlord"
