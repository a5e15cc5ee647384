#!/usr/bin/env bash
# What the tests need and a Debian machine may not have: a browser, PostgreSQL, Node and the packages of end2end.
# With `spreadsheet`, LibreOffice instead of browser and database: 90 MB to fetch, which only `make spreadsheet` asks for.
# Installs only what is missing. `make run` needs none of it; `make release` only the optimiser, which is one of those packages.
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
  # RUNLEVEL=1 keeps Debian from starting a PostgreSQL of its own: the tests start one and throw it away.
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  install=(apt-get install --yes --quiet --no-install-recommends "${missing[@]}")
  "${install[@]}" || { apt-get update --quiet && "${install[@]}"; }
fi

# npm records what it installed; a lock file newer than that record means it has to run again.
if [ ! end2end/node_modules/.package-lock.json -nt end2end/package-lock.json ]; then
  npm --prefix end2end ci --no-audit --no-fund
fi
