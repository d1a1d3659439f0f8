#!/usr/bin/env bash
# Installs the Debian packages that calsync is built with and runs on, where they are missing.
# Arguments are more of them: those that only a test drives.
# libical3 serves `calsync check --strict` and a test only; all else works without.
set -euo pipefail
wanted=(libcurl4-openssl-dev libical3 tzdata git curl ca-certificates)
# The tests with Google's own clients want a Python that can make environments.
python3 -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)
wanted+=("$@")
missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
echo "Installing ${missing[*]} …"
sudo=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Please install as root: apt-get install ${missing[*]}" >&2; exit 1; }
    sudo=(sudo)
fi
"${sudo[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
