"""What the tests share: a fresh copy of a database with its tables each, the shared samples, a hypothesis profile.

Tests that commit never flush: the triggers on history refuse it. SQLite tests copy a file;
PostgreSQL tests make a database from a TEMPLATE. Services start on free loopback ports.
"""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

_HOME = Path(tempfile.mkdtemp(prefix="encours-tests-"))
os.environ["ENCOURS_HOME"] = str(_HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encours.config.settings")
for _name in [name for name in os.environ if name.startswith(("ENCOURS_SMTP", "ENCOURS_IMAP"))] + [
    "DATABASE_URL"
]:
    os.environ.pop(_name, None)

hypothesis.settings.register_profile("suite", max_examples=60, deadline=None, derandomize=True)
hypothesis.settings.register_profile("fuzz", max_examples=5_000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

pytest_plugins = ["houses"]


def pytest_collection_finish() -> None:
    """Some hundred thousand objects loaded to stay: the collector need not walk over them at each test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real samples beside the project; skipped by name where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "samples"
    if not folder.exists():
        pytest.skip("../shared/samples is absent")
    return folder
