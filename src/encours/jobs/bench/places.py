"""Where a bench takes place: a home and a database of its own, never the user's, gone at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from encours.jobs.opening import BadInputError

_PATIENCE = 300  # tenths of a second


@dataclass(frozen=True, slots=True)
class House:
    """A home folder and its database."""

    kind: str  # sqlite | postgresql
    home: Path
    url: str  # as DATABASE_URL
    uri: str  # as the floors read it: a path, or a libpq URI
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """What a child process is told."""
        return {"ENCOURS_HOME": str(self.home), "DATABASE_URL": self.url, **self.extra}


@contextmanager
def place() -> Iterator[Path]:
    """A folder beside the user's temporary files, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="encours-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def sqlite_house() -> Iterator[House]:
    """A home with SQLite."""
    with place() as folder:
        path = folder / "encours.sqlite3"
        yield House("sqlite", folder, f"sqlite:///{path}", str(path))


@contextmanager
def postgresql_house() -> Iterator[House | None]:
    """A home with a PostgreSQL server of its own on a free loopback port; None where none is installed."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin/postgres"), default=None)
    if binaries is None:
        yield None
        return
    with place() as folder:
        folder.chmod(0o755)
        with _server(binaries.parent, folder) as port:
            place_ = f"encours@127.0.0.1:{port}/encours"
            yield House("postgresql", folder, f"postgres://{place_}", f"postgresql://{place_}")


HOUSES: dict[str, Callable[[], AbstractContextManager[House | None]]] = {
    "sqlite": sqlite_house,
    "postgresql": postgresql_house,
}


@contextmanager
def _server(binaries: Path, folder: Path) -> Iterator[int]:
    """As Debian starts it: durable, its own settings; only the memory a small server would be given."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    quiet |= _as_server_user(data)
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "encours", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        **quiet,
    )
    port = free_port()
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
         "-c", "unix_socket_directories=", "-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB"],
        stdin=subprocess.DEVNULL,
        **quiet,
    )  # fmt: skip
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)
        shutil.rmtree(data, ignore_errors=True)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(_PATIENCE):
        if server.poll() is not None:
            break
        try:
            with psycopg.connect(
                host="127.0.0.1", port=port, user="encours", dbname="postgres", autocommit=True
            ) as base:
                base.execute("CREATE DATABASE encours")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise BadInputError("PostgreSQL ne démarre pas : la mesure sur PostgreSQL n'est pas faite.")


def _as_server_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: it then runs as the system user that owns it."""
    if os.geteuid() != 0:
        return {}
    import pwd

    name = "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"
    owner = pwd.getpwnam(name)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid}


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
