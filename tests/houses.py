"""Databases for tests: `house` gives a fresh one with its tables on SQLite, and on PostgreSQL where marked `both`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, connections

from encours.config.home import database
from encours.jobs.founding import found


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 at its lowest cost: a password of a test guards nothing."""

    time_cost, memory_cost, parallelism = 1, 8, 1


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `both` runs on each database.

    Those of acts are marked that ask a statement which no other asks: each statement is met on PostgreSQL once.
    """
    if "database_kind" in metafunc.fixturenames:
        kinds = ["sqlite", "postgresql"] if metafunc.definition.get_closest_marker("both") else ["sqlite"]
        metafunc.parametrize("database_kind", kinds, scope="function")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test marked `once`, PostgreSQL gets the first case alone."""
    seen: set[str] = set()
    left = []
    for item in items:
        if item.get_closest_marker("once") and "postgresql" in item.name:
            name = item.nodeid.partition("[")[0]
            if name in seen:
                left.append(item)
            seen.add(name)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _postgres_bin() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return found[-1].parent if found else None


def _as_server_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: it then runs as nobody's system user."""
    if os.geteuid() != 0:
        return {}
    import pwd

    name = "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"
    owner = pwd.getpwnam(name)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid}


# A server that lives as long as its tests need not outlive the machine: only its clients are killed.
_HURRIED = (
    "jit=off",
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "synchronous_commit=off",
    "wal_writer_delay=10s",
    "bgwriter_lru_maxpages=0",
    "checkpoint_timeout=1h",
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[dict[str, Any]]:
    """A PostgreSQL server of this test worker's own, on a free loopback port, stopped at the end."""
    binaries = _postgres_bin()
    if binaries is None:
        if os.environ.get("ENCOURS_ALL_TESTS"):
            pytest.fail("PostgreSQL is not installed: make test-deps")
        pytest.skip("PostgreSQL is not installed: make test-deps")
    folder = Path(tempfile.mkdtemp(prefix="encours-pg-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    who = _as_server_user(data)
    port = free_port()
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", **who}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "encours", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        **quiet,
    )
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
         "-c", "unix_socket_directories=", "-c", "max_connections=40",
         *(word for option in _HURRIED for word in ("-c", option))],
        stdin=subprocess.DEVNULL,
        **quiet,
    )  # fmt: skip
    place = {"host": "127.0.0.1", "port": port, "user": "encours"}
    _wait_for_server(place, server)
    yield place
    server.terminate()
    server.wait(timeout=30)
    shutil.rmtree(folder, ignore_errors=True)


def _wait_for_server(place: dict[str, Any], server: subprocess.Popen[bytes]) -> None:
    import time

    import psycopg

    for _ in range(200):
        if server.poll() is not None:
            pytest.fail("PostgreSQL did not start")
        try:
            psycopg.connect(dbname="postgres", **place).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("PostgreSQL did not answer within 20 seconds")


def point_django_at(options: dict[str, Any]) -> None:
    """Give the default connection other settings; whoever held the old one is closed."""
    connection.close()
    connections["default"].close()
    filled = dict(options)
    for name, value in connections.settings["default"].items():
        filled.setdefault(name, value)
    settings.DATABASES["default"] = filled
    connections.settings["default"] = filled
    del connections["default"]


@pytest.fixture(scope="session")
def _empty_sqlite(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    path = tmp_path_factory.mktemp("empty") / "encours.sqlite3"
    with django_db_blocker.unblock():
        point_django_at(database(f"sqlite:///{path}"))
        found(connection)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    return path


@pytest.fixture(scope="session")
def _empty_postgresql(postgres_server: dict[str, Any], django_db_blocker: Any) -> str:
    _postgres_command(postgres_server, "CREATE DATABASE encours_template")
    with django_db_blocker.unblock():
        point_django_at(_postgres_options(postgres_server, "encours_template"))
        found(connection)
        connection.close()
    return "encours_template"


def _postgres_options(place: dict[str, Any], name: str) -> dict[str, Any]:
    return database(f"postgres://{place['user']}@{place['host']}:{place['port']}/{name}") | {
        "CONN_MAX_AGE": 0
    }


_BY_FILES = " STRATEGY FILE_COPY"  # four times quicker than through its log
_KNOWS_STRATEGIES = 150_000


def _postgres_command(place: dict[str, Any], sql: str) -> None:
    import psycopg

    with psycopg.connect(dbname="postgres", autocommit=True, **place) as handle:
        if handle.info.server_version < _KNOWS_STRATEGIES:
            sql = sql.removesuffix(_BY_FILES)  # it knows no other way
        handle.execute(sql)  # type: ignore[call-overload]


_names = [f"encours_{number}" for number in reversed(range(30))]  # not in use: the next is the last


@pytest.fixture
def house(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Any
) -> Iterator[Path]:
    """A fresh database with its tables, and a home folder of the test's own; yields that folder.

    `DATABASE_URL` and `ENCOURS_HOME` name them for processes that the test starts.
    """
    from encours.acts.aged_customers import sheet_read

    home = tmp_path / "home"
    home.mkdir()
    with _database(database_kind, request, home) as url, django_db_blocker.unblock():
        before = {name: os.environ.get(name) for name in ("DATABASE_URL", "ENCOURS_HOME")}
        os.environ.update(DATABASE_URL=url, ENCOURS_HOME=str(home))
        kept = settings.ENCOURS
        settings.ENCOURS = {**kept, "home": home, "outbox": home / "outbox"}
        try:
            yield home
        finally:
            settings.ENCOURS = kept
            connection.close()
            sheet_read.cache_clear()  # the next database of this name has other rows under the same keys
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


Begin = Callable[[str, Callable[[], object]], None]


@pytest.fixture
def begin(house: Path, _begun: Path, request: pytest.FixtureRequest) -> Begin:
    """Bring a fresh house to where tests of that name begin: made the first time, copied from then on."""

    def to(name: str, make: Callable[[], object]) -> None:
        kept = _begun / f"{connection.vendor} {name}"
        if kept.exists():
            _copied(kept.name, request)
            shutil.copytree(kept, house, dirs_exist_ok=True)
            return
        make()
        connection.close()
        if connection.vendor == "postgresql":
            now = connection.settings_dict["NAME"]
            place = request.getfixturevalue("postgres_server")
            _postgres_command(place, f'CREATE DATABASE "{kept.name}" TEMPLATE {now}{_BY_FILES}')
        shutil.copytree(house, kept)

    return to


def _copied(template: str, request: pytest.FixtureRequest) -> None:
    """In the place of the house's database, one made from a template; SQLite's is a file like the others."""
    connection.close()
    if connection.vendor == "postgresql":
        now, place = connection.settings_dict["NAME"], request.getfixturevalue("postgres_server")
        _postgres_command(place, f"DROP DATABASE {now} WITH (FORCE)")
        _postgres_command(place, f'CREATE DATABASE {now} TEMPLATE "{template}"{_BY_FILES}')


@pytest.fixture(scope="session")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("begun")


@contextmanager
def _database(kind: str, request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    if kind == "sqlite":
        empty: Path = request.getfixturevalue("_empty_sqlite")
        path = home / "encours.sqlite3"
        shutil.copy(empty, path)
        point_django_at(database(f"sqlite:///{path}"))
        yield f"sqlite:///{path}"
        return
    place: dict[str, Any] = request.getfixturevalue("postgres_server")
    template: str = request.getfixturevalue("_empty_postgresql")
    with new_database(place, template) as url:
        point_django_at(_postgres_options(place, url.rpartition("/")[2]))
        yield url
        connection.close()


@contextmanager
def new_database(place: dict[str, Any], template: str = "") -> Iterator[str]:
    """The address of a database of its own on that PostgreSQL, gone at the end; empty, or copied from another.

    It bears the name of one that is gone where it can: ADBC then need not learn its types anew.
    """
    name = _names.pop()
    copied = f" TEMPLATE {template}{_BY_FILES}" if template else ""
    _postgres_command(place, f"CREATE DATABASE {name}{copied}")
    try:
        yield f"postgres://{place['user']}@{place['host']}:{place['port']}/{name}"
    finally:
        _postgres_command(place, f"DROP DATABASE {name} WITH (FORCE)")
        _names.append(name)
