#!/bin/sh
# Does the simulator find bugs? Plants one defect after the other into a copy of the engine and writes docs/mutants.md.
# Options: --list, --only NAME, --jobs N, --scenarios PATH, --seeds N; see scripts/mutants.py.
set -eu
cd "$(dirname "$0")/.."
for argument in "$@"; do
    [ "$argument" != --list ] || exec python3 scripts/mutants.py "$@"
done
sh scripts/setup.sh
[ -d .build/checkouts/Yams ] || swift package resolve
exec python3 scripts/mutants.py "$@"
