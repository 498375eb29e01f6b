#!/bin/sh
# Installs the system packages that the build needs, and with the argument 'tests' those that the tests need too (a
# browser, for the time lines of the simulator, and mandoc, for the manual pages), and says so. Needs root only when one
# is missing.
set -eu

browser=""
manuals=""
if [ "${1:-}" = tests ]; then
    browser=chromium
    manuals=mandoc
fi

missing=""
case "$(uname -s)" in
Linux)
    for package in libcurl4-openssl-dev libsqlite3-dev python3 git $browser $manuals; do
        dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        echo "Installing system packages:$missing"
        apt-get update -qq
        # shellcheck disable=SC2086 # one word a package
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
    fi
    ;;
FreeBSD)
    # mandoc is part of the base system.
    for package in curl sqlite3 pkgconf python3 git $browser; do
        pkg info -e "$package" || missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        echo "Installing system packages:$missing"
        # shellcheck disable=SC2086 # one word a package
        pkg install -y $missing
    fi
    ;;
*)
    echo "Overlord builds on FreeBSD and Linux; this is $(uname -s)." >&2
    exit 69
    ;;
esac

if ! command -v swift >/dev/null 2>&1; then
    echo "Overlord needs Swift 6.2 or newer, and there is no 'swift' in PATH." >&2
    echo "See https://www.swift.org/install/ (FreeBSD: https://www.swift.org/install/freebsd/)." >&2
    exit 69
fi
