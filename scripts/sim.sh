#!/bin/sh
# The long sweep of the simulator, in release: every scenario over all its seeds, a self-check, the comparison of builds
# and thread counts, and how cost grows with the tree.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
swift build -c release --product overlord-sim
swift build --product overlord-sim
release="$(swift build -c release --show-bin-path)/overlord-sim"
debug="$(swift build --show-bin-path)/overlord-sim"

"$release" check scenarios/
echo "Every scenario over all its seeds:"
"$release" run scenarios/ --coverage

echo "Every run twice, and the same in debug and release, with one thread and with four:"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$release" run scenarios/ --limit 20 --self-check >/dev/null
"$release" run scenarios/ --limit 2 --jobs 1 --json >"$folder/release-1"
"$release" run scenarios/ --limit 2 --jobs 4 --json >"$folder/release-4"
"$debug" run scenarios/ --limit 2 --jobs 2 --json >"$folder/debug-2"
python3 - "$folder" <<'PYTHON'
import json, sys

def hashes(name):
    with open(f"{sys.argv[1]}/{name}") as file:
        report = json.load(file)
    return {
        (scenario["file"], result["seed"]): (result["trace_hash"], result["schedule_hash"])
        for scenario in report["scenarios"] for result in scenario["results"]
    }

first = hashes("release-1")
for other in ("release-4", "debug-2"):
    if hashes(other) != first:
        sys.exit(f"the runs of {other} are not those of release-1")
print(f"{len(first)} runs, all the same")
PYTHON

echo "A rolling deployment with crashes, by the size of the tree:"
for nodes in 10 20 100 1000; do "$release" measure --nodes "$nodes"; done
