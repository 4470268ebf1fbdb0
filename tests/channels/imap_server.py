"""A real IMAP server (dovecot) on a free loopback port, with one mailbox in a folder of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from houses import free_port

USER, PASSWORD = "relances", "secret-secret"  # of the test's own mailbox
_DOVECOT = Path("/usr/sbin/dovecot")
_CONF = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = {login}
default_internal_user = {login}
default_internal_group = {group}
first_valid_uid = 0
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


def _identity() -> dict[str, Any]:
    """Who owns the mailbox: this user; as root, dovecot wants mail users that are not root."""
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    if os.geteuid() == 0 and "dovecot" in names:
        owner = pwd.getpwnam("nobody")
        return {"login": "dovecot", "group": "dovecot", "uid": owner.pw_uid, "gid": owner.pw_gid}
    import grp

    me = getpass.getuser()
    group = grp.getgrgid(os.getgid()).gr_name
    return {"login": me, "group": group, "uid": os.getuid(), "gid": os.getgid()}


@contextmanager
def imap_server(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yields the folder where new mails are dropped, and the settings of the channel."""
    if not _DOVECOT.exists():
        if os.environ.get("ENCOURS_ALL_TESTS"):
            pytest.fail("dovecot is not installed: make test-deps")
        pytest.skip("dovecot is not installed: make test-deps")
    port, who = free_port(), _identity()
    new = folder / "mail" / "new"
    for name in ("new", "cur", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
        if os.geteuid() == 0:
            os.chown(path, who["uid"], who["gid"])
    config = folder / "dovecot.conf"
    config.write_text(_CONF.format(folder=folder, port=port, password=PASSWORD, **who))
    quiet: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    server = subprocess.Popen([_DOVECOT, "-F", "-c", config], cwd="/", **quiet)
    try:
        _wait(port, folder / "log", server)
        yield new, {"host": "127.0.0.1", "port": port, "user": USER, "password": PASSWORD, "tls": "none"}
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, log: Path, server: subprocess.Popen[bytes]) -> None:
    import socket

    for _ in range(100):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"dovecot did not start: {log.read_text() if log.exists() else ''}")
