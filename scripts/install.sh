#!/bin/sh
# Builds in release and installs below ${DESTDIR}${PREFIX}. Both may be given as in a port; PREFIX is /usr/local.
# STRIP too: -s, and with an empty one the programs keep their symbols.
set -eu
cd "$(dirname "$0")/.."
prefix="${PREFIX:-/usr/local}"
target="${DESTDIR:-}$prefix"
strip="${STRIP--s}"

sh scripts/setup.sh
binaries="$(sh scripts/release.sh overlord overlord-sim)"

install -d "$target/bin" "$target/share/examples/overlord"
# shellcheck disable=SC2086 # nothing or one word
for program in overlord overlord-sim; do install $strip -m 0755 "$binaries/$program" "$target/bin/$program"; done
for page in docs/man/*.[1-9]; do
    folder="$target/share/man/man${page##*.}"
    install -d "$folder"
    install -m 0644 "$page" "$folder/${page##*/}"
done
completions="$target/share/bash-completion/completions"
functions="$target/share/zsh/site-functions"
vendor="$target/share/fish/vendor_completions.d"
install -d "$completions" "$functions" "$vendor"
"$binaries/overlord" completions bash >"$completions/overlord"
"$binaries/overlord" completions zsh >"$functions/_overlord"
"$binaries/overlord" completions fish >"$vendor/overlord.fish"
chmod 0644 "$completions/overlord" "$functions/_overlord" "$vendor/overlord.fish"
documents="$target/share/doc/overlord"
install -d "$documents"
for file in README.md CHANGELOG.md docs/*.md; do install -m 0644 "$file" "$documents/"; done
for file in examples/*.yml; do install -m 0644 "$file" "$target/share/examples/overlord/"; done
if [ "$(uname -s)" = FreeBSD ]; then
    install -d "$target/etc/rc.d"
    sed "s|%%PREFIX%%|$prefix|g" packaging/freebsd/overlord.in >"$target/etc/rc.d/overlord"
    chmod 0555 "$target/etc/rc.d/overlord"
fi
echo "installed below $target"
