#!/usr/bin/env bash
# Makes a Python environment below .build with what others wrote and the tests use. Without an argument it is
# .build/python: clients that drive the sandbox, and CalDAV servers. With `browser` it is .build/python-browser: what drives
# a browser, and makes up requests from the OpenAPI file.
# Does nothing when it is there already. Prints nothing on success.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
"") place=.build/python packages=(google-auth-oauthlib==1.5.0 google-api-python-client==2.202.0 google-auth==2.62.2
    gcal_sync==8.0.0 notion-client==3.1.0
    radicale==3.9.0 xandikos==0.4.10 vdirsyncer==0.21.0) ;;
browser) place=.build/python-browser packages=(selenium==4.51.0 pillow==13.0.0 schemathesis==4.32.5) ;;
*) echo "Usage: $0 [browser]" >&2; exit 2 ;;
esac
stamp=$place/packages
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "${packages[*]}" ] && exit 0
command -v python3 >/dev/null || { echo "python3 is missing: the tests with other people's clients are left out." >&2; exit 0; }
rm -rf "$place"
python3 -m venv "$place"
"$place/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"
echo "${packages[*]}" >"$stamp"
