#!/bin/sh
# Builds PRODUCT… as they are shipped and prints the folder that holds them. In release, and with Swift's own libraries
# linked in where the toolchain has them in that form: a server then needs no Swift, and a command starts sooner.
set -eu
cd "$(dirname "$0")/.."

libraries="$(swiftc -print-target-info -static-stdlib | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')"
link=""
if [ -d "$libraries" ] && [ -n "$(find "$libraries" -name libswiftCore.a)" ]; then link=--static-swift-stdlib; fi

# In a folder of its own: with other options everything would be compiled anew each time.
# shellcheck disable=SC2086 # nothing or one word
build() { swift build -c release $link --scratch-path .build/shipped "$@"; }

for product in "$@"; do build --product "$product" >&2; done
build --show-bin-path
