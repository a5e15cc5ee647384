#!/usr/bin/env bash
# Installs the tests' requirements on Debian if missing: a browser, PostgreSQL, Node and the packages of end2end.
# With `spreadsheet`: LibreOffice instead of browser and database (90 MB to download), for `make spreadsheet` only.
# `make run` needs none of them; `make release` only the optimiser, which is one of the npm packages.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
if [ "${1:-}" = spreadsheet ]; then
  command -v soffice >/dev/null || missing+=(libreoffice-calc-nogui)
elif [ "${1:-}" != optimiser ]; then
  [ -x /usr/bin/chromium ] || missing+=(chromium fonts-liberation)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
fi
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)

if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "missing: ${missing[*]}. Install them, or run this as root on Debian." >&2
    exit 1
  fi
  # RUNLEVEL=1 keeps Debian from starting its own PostgreSQL: the tests start a temporary one.
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  install=(apt-get install --yes --quiet --no-install-recommends "${missing[@]}")
  "${install[@]}" || { apt-get update --quiet && "${install[@]}"; }
fi

# npm records its installation; run it again if the lock file is newer than that record.
if [ ! end2end/node_modules/.package-lock.json -nt end2end/package-lock.json ]; then
  npm --prefix end2end ci --no-audit --no-fund
fi
