"""A process that has the house loaded, from which scripts of tests are forked: a Python of their own starts slowly.

    python forking.py           each line of its input is one script to run, each line of its output what it left with

What is forked is a process like any other: it can be killed, and its memory and connections are its own.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parent
FOUND = (TESTS.parent / "src", TESTS, TESTS.parent / "benchmarks")  # where a script finds what it imports
# What the scripts use: loaded once, so that none of them does.
USED = (
    "collecting", "encours.acts.connect.push", "encours.acts.import_file", "encours.acts.intake.folder",
    "encours.channels.outbox", "babel.dates", "django.db.models.sql.compiler", "django.db.backends.postgresql.base",
)  # fmt: skip


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
        order = {
            "script": str(script),
            "words": words,
            "environment": {**os.environ, **environment},
            **said,
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        out, err = (Path(path).read_text(encoding="utf-8") for path in said.values())
        return subprocess.CompletedProcess([str(script), *words], code, out, err)

    def end(self) -> None:
        """Nothing more is asked: it goes."""
        self.process.communicate(timeout=20)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """A process with the house in it, which waits for scripts to run."""
    process = Loaded(tmp_path_factory.mktemp("forked"))
    yield process
    process.end()


def _load() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "encours.config.settings"
    django.setup()
    for name in USED:
        importlib.import_module(name)


def _serve() -> None:
    _load()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            _become(order)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


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
    from houses import point_django_at

    os.environ.clear()
    os.environ.update(environment)
    point_django_at(database(environment["DATABASE_URL"]))
    home = Path(environment["ENCOURS_HOME"])
    settings.ENCOURS = {**settings.ENCOURS, "home": home, "outbox": home / "outbox"}


if __name__ == "__main__":
    _serve()
