#!/usr/bin/env bash
# Makes .venv, the secrets and the system's libraries what the site needs; quick when they are.
# Sourced by ./run and ./test, or called: scripts/env.sh install base|dev, scripts/env.sh lock.
# Needs Python 3.12 to 3.14, or uv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_PROGRESS=1 UV_SYSTEM_CERTS=true
# Caches belong to the person who works here; a service account may have no home.
export HOME="${HOME:-$PWD/var}"
# Each PDF is set by a process of its own; without kept bytecode it would compile every library.
unset PYTHONDONTWRITEBYTECODE

stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_suitable() { # $1: a Python
  "$1" -c 'import sys, ssl, sqlite3, venv; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 14))' \
    >/dev/null 2>&1
}

# pyenv's shims stand on PATH for every version and fail when it is not selected, so the
# versions themselves are looked up; without PYENV_ROOT the shims' own place tells where.
pyenv_roots() {
  local folder
  [ -z "${PYENV_ROOT:-}" ] || echo "$PYENV_ROOT"
  while IFS= read -r -d : folder; do
    case "$folder" in
      */shims | */bin) [ ! -d "${folder%/*}/versions" ] || echo "${folder%/*}" ;;
    esac
  done <<<"$PATH:"
  pyenv root 2>/dev/null || true
  echo "$HOME/.pyenv"
}

find_python() {
  local candidate root version
  local candidates=()
  [ -z "${PYTHON:-}" ] || candidates+=("$PYTHON")
  while IFS= read -r root; do
    for version in 3.13 3.14 3.12; do
      for candidate in "$root/versions/$version".*/bin/python3; do
        [ ! -x "$candidate" ] || candidates+=("$candidate")
      done
    done
  done < <(pyenv_roots)
  for candidate in ${candidates[@]+"${candidates[@]}"} python3.13 python3.14 python3.12 python3; do
    if is_suitable "$candidate"; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  return 1
}

apt_install() { # $@: packages; fails when this is no Debian or not root
  [ "$(id -u)" = 0 ] && have apt-get || return 1
  echo "Installing $*" >&2
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

make_venv() {
  local python
  if python=$(find_python); then
    "$python" -m venv .venv 2>/dev/null && return
    rm -rf .venv # Debian without python3-venv leaves half of one
    if have uv; then
      uv venv -q --python "$python" .venv && return
    fi
    apt_install python3-venv && "$python" -m venv .venv && return
  elif have uv; then
    uv venv -q --python 3.13 .venv && return # downloads a Python
  elif have python3 && python3 -m venv .tools 2>/dev/null && .tools/bin/python -m pip install -q uv; then
    .tools/bin/uv venv -q --python 3.13 .venv && return
  fi
  stop "Latarnia needs Python 3.12, 3.13 or 3.14 with its venv module, or uv." \
    "Set PYTHON to such a Python if it is not on the PATH."
}

packages() { # $1: base | dev
  local lock="requirements/$1.txt" stamp=".venv/.stamp-$1" uv
  if ! { [ -x .venv/bin/python ] && is_suitable .venv/bin/python; }; then
    rm -rf .venv
    make_venv
  fi
  ! cmp -s requirements/dev.txt .venv/.stamp-dev || return 0
  ! cmp -s "$lock" "$stamp" || return 0
  uv=$(find_uv)
  # uv knows nothing of pip's own settings: where they name the only mirror, pip does it.
  if [ -z "$uv" ] ||
    ! VIRTUAL_ENV="$PWD/.venv" "$uv" pip install -q --require-hashes -r "$lock" 2>.venv/uv.log; then
    have_pip || stop "uv could not install the packages:" "$(cat .venv/uv.log)"
    .venv/bin/python -m pip install -q --require-hashes -r "$lock"
  fi
  rm -f .venv/.stamp-* .venv/uv.log
  cp "$lock" "$stamp"
}

have_pip() { .venv/bin/python -m pip --version >/dev/null 2>&1; }

find_uv() { # prints a path, or nothing
  if have uv; then
    command -v uv
  else
    [ -x .venv/bin/uv ] ||
      .venv/bin/python -m pip install -q "$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements/dev.txt)" >&2 ||
      return 0
    echo .venv/bin/uv
  fi
}

make_secret() { # $1: file, $2: Python expression
  [ -s "$1" ] || (umask 077 && .venv/bin/python -c "import base64, secrets; print($2)" >"$1")
}

secrets() {
  local var="${LATARNIA_VAR:-var}"
  mkdir -p "$var"
  make_secret "$var/secret-key" 'secrets.token_urlsafe(64)'
  make_secret "$var/field-keys" 'base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()'
}

# Loads what WeasyPrint loads, without WeasyPrint itself (2 seconds): it warns about a missing
# HarfBuzz and fails without Pango.
pdf_libraries() {
  .venv/bin/python -W error -c '
import importlib.util, pathlib, runpy
folder = pathlib.Path(importlib.util.find_spec("weasyprint").origin).parent
runpy.run_path(str(folder / "text" / "ffi.py"))
' >/dev/null 2>&1
}

libraries() {
  pdf_libraries && return
  apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig && pdf_libraries && return
  stop "PDFs need Pango and HarfBuzz, which are not installed. Please run one of" \
    "  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig" \
    "  sudo dnf install pango harfbuzz" \
    "  brew install pango"
}

have_chromium() {
  [ -n "${CHROMIUM:-}" ] || have chromium || have google-chrome || have chromium-browser ||
    compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium*" >/dev/null ||
    compgen -G "$HOME/Library/Caches/ms-playwright/chromium*" >/dev/null
}

test_programs() {
  local missing=()
  have pdftoppm || missing+=(poppler-utils)
  have msgfmt || missing+=(gettext)
  if [ ${#missing[@]} -gt 0 ]; then
    apt_install "${missing[@]}" ||
      stop "The tests need pdftoppm and msgfmt. Please install: poppler-utils gettext" \
        "(Homebrew: poppler gettext)."
  fi
  have_chromium || apt_install chromium || .venv/bin/python -m playwright install chromium
}

install() { # $1: base | dev
  case "${1:-}" in
    base | dev) ;;
    *) stop "Use: scripts/env.sh install base|dev" ;;
  esac
  packages "$1"
  secrets
  libraries
  [ "$1" = base ] || test_programs
}

lock() { # writes the lock files anew; keeps versions that still fit
  packages dev
  local set
  for set in base dev; do
    .venv/bin/uv pip compile -q --universal --python-version 3.12 --generate-hashes --no-header \
      --no-emit-index-url "$@" "requirements/$set.in" -o "requirements/$set.txt"
  done
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  case "${1:-}" in
    install | lock) "$@" ;;
    *) stop "Use: scripts/env.sh install base|dev" "     scripts/env.sh lock [--upgrade]" ;;
  esac
fi
