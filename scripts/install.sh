#!/usr/bin/env bash
# Puts a built calsync where a system looks for it: program, manual, completions. With --remove takes all of it away.
# Usage: scripts/install.sh BINARIES ROOT    ROOT is DESTDIR and PREFIX together, such as /usr/local
#        scripts/install.sh --remove ROOT
set -euo pipefail
root=${2%/}
share=$root/share
bash=$share/bash-completion/completions/calsync
zsh=$share/zsh/site-functions/_calsync
fish=$share/fish/vendor_completions.d/calsync.fish
man=$share/man/man1

if [ "$1" = --remove ]; then
    rm -f "$root/bin/calsync" "$bash" "$zsh" "$fish" "$man/calsync.1.gz" "$man"/calsync-*.1.gz
    echo "Removed calsync from $root. Your calendar folders, accounts and sign-ins are as they were."
    exit 0
fi

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
cp "$1/calsync" "$made/calsync"
strip "$made/calsync" 2>/dev/null || echo "There is no strip (binutils): the program is installed with its symbols." >&2
for shell in bash zsh fish; do "$made/calsync" completion "$shell" >"$made/$shell"; done
"$made/calsync" man --into "$made/man" >/dev/null
gzip -9n "$made"/man/*.1

install -d "$root/bin" "$man" "$(dirname "$bash")" "$(dirname "$zsh")" "$(dirname "$fish")"
install -m 755 "$made/calsync" "$root/bin/calsync"
install -m 644 "$made/bash" "$bash"
install -m 644 "$made/zsh" "$zsh"
install -m 644 "$made/fish" "$fish"
install -m 644 "$made"/man/*.1.gz "$man/"
echo "Installed $root/bin/calsync ($(($(stat -c %s "$root/bin/calsync") / 1000000)) MB), its manual and completions."
