"""A process that has the house loaded, from which scripts of tests are forked: a Python of their own starts slowly.

    python forking.py           each line of its input is one script to run, each line of its output what it left with;
                                for a script that stays, its process, until it is told to end

What is forked is a process like any other: it can be killed, and its memory and connections are its own.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import time
import traceback
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from houses import free_port

TESTS = Path(__file__).resolve().parent
FOUND = (TESTS.parent / "src", TESTS, TESTS.parent / "benchmarks")  # where a script finds what it imports
# What the scripts use besides the house: loaded once, so that none of them does.
USED = (
    "collecting", "kept_templates", "granian", "babel.dates", "cryptography.x509", "django.test.utils",
    "django.db.models.sql.compiler", "django.db.backends.postgresql.base",
)  # fmt: skip
# Programs, which make their process their own when they are loaded.
APART = ("__main__", "encours.records.frames.reading_apart")


class Loaded:
    """The process that waits, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, str(TESTS / "forking.py")],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, FOUND))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, script: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script as the main program of a process of its own, in the house that the environment names."""
        said = {name: str(self.folder / name) for name in ("out", "err")}
        code = self._asked(_order(script, words, environment, **said))
        out, err = (Path(path).read_text(encoding="utf-8") for path in said.values())
        return subprocess.CompletedProcess([str(script), *words], code, out, err)

    @contextmanager
    def running(self, script: Path, *words: str, **environment: str) -> Iterator[None]:
        """A script as the main program of a process of its own, which stays until it is told to end (SIGTERM)."""
        kept = {"out": os.devnull, "err": os.devnull, "stays": True}
        process = self._asked(_order(script, words, environment, **kept))
        try:
            yield
        finally:
            self._asked({"ends": process})

    def _asked(self, order: dict[str, Any]) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> None:
        """Nothing more is asked: it goes."""
        self.process.communicate(timeout=20)


def _order(script: Path, words: tuple[str, ...], environment: dict[str, str], **told: Any) -> dict[str, Any]:
    return {"script": str(script), "words": words, "environment": {**os.environ, **environment}, **told}


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """A process with the house in it, which waits for scripts to run."""
    process = Loaded(tmp_path_factory.mktemp("forked"))
    yield process
    process.end()


@contextmanager
def serving(loaded: Loaded, **environment: str) -> Iterator[str]:
    """The address where the house that the environment names is served, by granian in a process of its own."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with loaded.running(TESTS / "served.py", str(port), **environment):
        _wait_for(address)
        yield address


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=20).close()  # noqa: S310 — our own loopback
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer")


def _load() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "encours.config.settings"
    django.setup()
    import encours

    house = [each.name for each in pkgutil.walk_packages(encours.__path__, "encours.")]
    for name in (*house, *USED):
        if not name.endswith(APART):
            importlib.import_module(name)
    sys.modules["kept_templates"].keep_templates()


def _serve() -> None:
    _load()
    for line in sys.stdin:
        order = json.loads(line)
        if (child := order.get("ends")) is not None:
            os.kill(child, signal.SIGTERM)
        elif not (child := os.fork()):
            _become(order)
        sys.stdout.write(f"{child if 'stays' in order else _left_with(child)}\n")
        sys.stdout.flush()


def _left_with(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _become(order: dict[str, Any]) -> None:
    """In the forked process: its own house and its own outputs, then the script, and no way back."""
    code = 1
    try:
        for name, number in (("out", 1), ("err", 2)):
            os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        _move_in(order["environment"])
        sys.argv = [order["script"], *order["words"]]
        runpy.run_path(order["script"], run_name="__main__")
        code = 0
    except BaseException:  # noqa: BLE001 — whatever it is, it is told, and the process ends
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _move_in(environment: dict[str, str]) -> None:
    from django.conf import settings

    from encours.config.home import database
    from houses import QuickArgon2, point_django_at

    os.environ.clear()
    os.environ.update(environment)
    point_django_at(database(environment["DATABASE_URL"]))
    settings.PASSWORD_HASHERS = [f"houses.{QuickArgon2.__name__}"]
    home = Path(environment["ENCOURS_HOME"])
    settings.ENCOURS = {**settings.ENCOURS, "home": home, "outbox": home / "outbox"}


if __name__ == "__main__":
    _serve()
