#!/bin/sh
# Random, structured, damaged and growing input for every decoder, in release. COUNT inputs each, from the number SEED.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
swift build -c release --product overlord-fuzz
program="$(swift build -c release --show-bin-path)/overlord-fuzz"
# A process for each decoder, so that the memory of one is not counted for another.
for decoder in $("$program" --list); do
    "$program" --decoder "$decoder" --count "${COUNT:-1000000}" --seed "${SEED:-1}"
done
