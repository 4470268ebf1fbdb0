"""What the tests share: a fresh copy of a database with its tables each, the shared samples, a hypothesis profile.

Tests that commit never flush: the triggers on history refuse it. SQLite tests copy a file;
PostgreSQL tests make a database from a TEMPLATE. Services start on free loopback ports.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

import kept_templates


def _in_memory() -> None:
    """Files of the tests lie in memory where this machine has room there: each test has a database of its own."""
    memory = Path("/dev/shm")  # noqa: S108 — each folder in it is made by mkdtemp, for its maker alone
    if "TMPDIR" not in os.environ and memory.is_dir() and shutil.disk_usage(memory).free > _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(memory)


_ROOM = 6 * 1024**3
_in_memory()
if "PYTEST_XDIST_WORKER" in os.environ:  # each worker with a thread for each core, they wait for one another
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
kept_templates.make_place()
_HOME = Path(tempfile.mkdtemp(prefix="encours-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["ENCOURS_HOME"] = str(_HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encours.config.settings")
for _name in [name for name in os.environ if name.startswith(("ENCOURS_SMTP", "ENCOURS_IMAP"))] + [
    "DATABASE_URL"
]:
    os.environ.pop(_name, None)

hypothesis.settings.register_profile("suite", max_examples=60, deadline=None, derandomize=True)
hypothesis.settings.register_profile("fuzz", max_examples=5_000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

pytest_plugins = ["houses", "forking"]


def pytest_collection_finish() -> None:
    """Some hundred thousand objects loaded to stay: the collector need not walk over them at each test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _language_of_the_house() -> Iterator[None]:
    """What a command run in a test speaks, the next test does not."""
    yield
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _passwords_quickly_kept() -> None:
    """As the house keeps them, and a hundred times quicker; one test keeps them at the real cost (jobs/test_users)."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["houses.QuickArgon2"]


@pytest.fixture(scope="session", autouse=True)
def _templates_kept() -> None:
    kept_templates.keep_templates()


@pytest.fixture(scope="session", autouse=True)
def _middleware_loaded_once() -> Iterator[None]:
    """Django loads it for every test client, and it looks through all static files each time: here, once."""
    from django.conf import settings
    from django.test.client import ClientHandler

    loaded: dict[object, dict[str, Any]] = {}
    load = ClientHandler.load_middleware

    def load_once(handler: ClientHandler, is_async: bool = False) -> None:
        told = (is_async, settings.DEBUG, *settings.MIDDLEWARE)
        if told not in loaded:
            before = set(vars(handler))
            load(handler, is_async)
            loaded[told] = {name: each for name, each in vars(handler).items() if name not in before}
        vars(handler).update(loaded[told])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real samples beside the project; skipped by name where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "samples"
    if not folder.exists():
        pytest.skip("../shared/samples is absent")
    return folder
