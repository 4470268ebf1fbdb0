"""A real mail server (postfix) on a free loopback port, with its queue, its log and its mailboxes in one folder.

It takes every message, as a relay does, and only then looks for the recipient: one it does not have comes back to the
sender as a delivery status notification that postfix writes.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from houses import free_port

_POSTFIX, _DAEMONS = Path("/usr/sbin/postfix"), Path("/usr/lib/postfix/sbin")
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.relay.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
recipient_delimiter = +
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
maillog_file_prefixes = {folder}
maillog_file = {folder}/log
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
verify unix - - n - 1 verify
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running server: the settings of the channel, and where its mailboxes are."""

    settings: dict[str, Any]
    folder: Path

    def waits_for(self, box: str) -> bytes:
        """The one mail that comes into a mailbox."""
        new = self.folder / "mail" / box / "new"
        for _ in range(300):
            found = [path for path in new.glob("*") if path.is_file()] if new.exists() else []
            if found:
                return found[0].read_bytes()
            time.sleep(0.1)
        log = self.folder / "log"
        return pytest.fail(f"nothing came into {box}: {log.read_text() if log.exists() else ''}")


@contextmanager
def postfix_server(folder: Path, boxes: dict[str, str]) -> Iterator[Postfix]:
    """Run a server that has these mailboxes, by address (`@domain`: every other address of it)."""
    if not _POSTFIX.exists() or os.geteuid() != 0:
        if os.environ.get("ENCOURS_ALL_TESTS"):
            pytest.fail("postfix is not installed, or the tests do not run as root: make test-deps")
        pytest.skip("postfix is not installed, or the tests do not run as root: make test-deps")
    port, config = free_port(), _written(folder, boxes)
    (config / "master.cf").write_text(_MASTER.format(port=port))
    quiet: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    subprocess.run([_POSTFIX, "-c", config, "check"], check=True, cwd="/", **quiet)
    server = subprocess.Popen([_DAEMONS / "master", "-c", config, "-d"], cwd="/", **quiet)
    try:
        _wait(port, folder / "log", server)
        yield Postfix({"host": "127.0.0.1", "port": port, "tls": "none"}, folder)
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _written(folder: Path, boxes: dict[str, str]) -> Path:
    """The configuration and the folders, each owned as postfix wants it."""
    import pwd

    nobody, owner = pwd.getpwnam("nobody"), pwd.getpwnam("postfix")
    folder.chmod(0o755)
    for name in ("config", "queue", "data", "mail"):
        (folder / name).mkdir()
        (folder / name).chmod(0o755)
    os.chown(folder / "data", owner.pw_uid, owner.pw_gid)
    os.chown(folder / "mail", nobody.pw_uid, nobody.pw_gid)
    (folder / "boxes").write_text("".join(f"{address} {box}/\n" for address, box in boxes.items()))
    domains = " ".join(sorted({address.rpartition("@")[2] for address in boxes}))
    told = {"folder": folder, "daemons": _DAEMONS, "domains": domains}
    main = _MAIN.format(**told, uid=nobody.pw_uid, gid=nobody.pw_gid)
    (folder / "config" / "main.cf").write_text(main)
    return folder / "config"


def _wait(port: int, log: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"postfix did not start: {log.read_text() if log.exists() else ''}")
