#!/bin/sh
# Installs from Debian what the tests use besides Python. Nothing is done where it is there already.
set -eu
needed=""
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || needed="$needed postgresql"
command -v chromium >/dev/null 2>&1 || needed="$needed chromium"
python3 -c 'import venv, ensurepip' >/dev/null 2>&1 || needed="$needed python3-venv"
[ -n "$needed" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "test-deps: not a Debian machine; install by hand:$needed" >&2
    exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 — a list of names
$as_root apt-get install -y -qq --no-install-recommends $needed
