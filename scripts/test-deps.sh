#!/bin/sh
# Installs from Debian what the tests use besides Python. Nothing is done where it is there already.
set -eu
needed=""
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || needed="$needed postgresql"
command -v chromium >/dev/null 2>&1 || needed="$needed chromium"
python3 -c 'import venv, ensurepip' >/dev/null 2>&1 || needed="$needed python3-venv"
[ -x /usr/sbin/dovecot ] || needed="$needed dovecot-imapd"
[ -x /usr/sbin/postfix ] || needed="$needed postfix"
[ -x /usr/sbin/mariadbd ] || needed="$needed mariadb-server"
[ -n "$needed" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "test-deps: not a Debian machine; install by hand:$needed" >&2
    exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# The tests start servers of their own: one that installing would start must not take their ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod +x "$policy"
    trap '$as_root rm -f "$policy"' EXIT
fi
# shellcheck disable=SC2086 — a list of names
$as_root apt-get install -y -qq --no-install-recommends $needed
