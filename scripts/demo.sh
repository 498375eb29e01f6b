#!/bin/sh
# The main job, end to end: a tree of five servers, two deployments, a server that dies and comes back.
# Everything runs on loopback, over modelled jails, in a folder below the build folder that is removed at the end.
set -eu
cd "$(dirname "$0")/.."

sh scripts/setup.sh
echo "Building Overlord (the first time takes some minutes)"
swift build --product overlord >.demo-build.log 2>&1 || { cat .demo-build.log; rm -f .demo-build.log; exit 70; }
rm -f .demo-build.log
overlord="$(swift build --show-bin-path)/overlord"

folder="$(mktemp -d "$(pwd)/.build/demo.XXXXXX")"
processes=""
stop() {
    for process in $processes; do kill "$process" 2>/dev/null || :; done
    for process in $processes; do wait "$process" 2>/dev/null || :; done
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() { if [ -t 1 ]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n%s\n' "$*"; fi; }
show() { printf '$ overlord %s\n' "$*"; "$overlord" "$@"; }

# start NAME [PORT]: starts a server and waits until it listens. Its port goes to NAME/port.
start() {
    rm -f "$folder/$1/port"
    OVERLORD_CONFIG="$folder/$1/overlord.yml" "$overlord" serve --sandbox "$folder/$1/sandbox" \
        --listen 127.0.0.1 --port "${2:-0}" --port-file "$folder/$1/port" >>"$folder/$1/log" 2>&1 &
    echo $! >"$folder/$1/pid"
    processes="$processes $!"
    tries=0
    until [ -s "$folder/$1/port" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 300 ] || ! kill -0 "$(cat "$folder/$1/pid")" 2>/dev/null; then
            echo "the server $1 did not start:" >&2
            cat "$folder/$1/log" >&2
            exit 70
        fi
        sleep 0.1
    done
}

# server NAME LABELS CHILD...: writes the configuration of a server and starts it; children must run already.
server() {
    name="$1"
    labels="$2"
    shift 2
    mkdir -p "$folder/$name"
    {
        echo "labels: [$labels]"
        echo "secret_keyfile: $folder/$name/keyfile"
        echo "autodisable: {interval: 3, increase: 1}"
        echo "polling: {projects: 1, jails: 1, jail_stats: 2, heartbeat: 1, skew: [0, 1]}"
        if [ $# -gt 0 ]; then echo "chains:"; fi
        for child in "$@"; do
            echo "  $child:"
            echo "    entrypoint: http://127.0.0.1:$(cat "$folder/$child/port")"
            echo "    access_token: $(token "$child")"
        done
    } >"$folder/$name/overlord.yml"
    start "$name"
    printf '  %-8s listens on 127.0.0.1:%s, labels: %s\n' "$name" "$(cat "$folder/$name/port")" "$labels"
}

token() { OVERLORD_CONFIG="$folder/$1/overlord.yml" "$overlord" gen-token --expire 1; }

step "Five servers: main -> alpha, alpha -> bravo and charlie, charlie -> delta"
server delta "all, db-only"
server charlie "all, db-only" delta
server bravo "all, web"
server alpha "all, web" bravo charlie
server main "all" alpha
ENTRYPOINT="http://127.0.0.1:$(cat "$folder/main/port")"
TOKEN="$(token main)"
export ENTRYPOINT TOKEN

step "A database for the servers labelled db-only, wherever they are"
show apply -f examples/database.yml --wait

step "A web server everywhere"
show apply -f examples/hello.yml --wait

step "The tree"
show get-info -f examples/tree.yml -t chains:tree

step "The projects, as every server sees its own"
show get-info -f examples/tree.yml -t projects

step "bravo dies"
kill -9 "$(cat "$folder/bravo/pid")"
wait "$(cat "$folder/bravo/pid")" 2>/dev/null || :
tries=0
while "$overlord" get-info -f examples/tree.yml -t chains:tree 2>/dev/null | grep -q bravo; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "bravo is still listed" >&2; exit 70; }
    sleep 0.5
done
show get-info -f examples/tree.yml -t chains:tree

step "bravo comes back, with all that it promised"
start bravo "$(cat "$folder/bravo/port")"
tries=0
until "$overlord" get-info -f examples/tree.yml -t chains:tree 2>/dev/null | grep -q bravo; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "bravo is not listed again" >&2; exit 70; }
    sleep 0.5
done
show get-info -f examples/tree.yml -t chains:tree
show get-info -f examples/hello.yml -t projects --filter-per-project

step "Done. All servers are stopped and the folder is removed."
echo "Read on: README.md, docs/guide.md, 'overlord --help'."
