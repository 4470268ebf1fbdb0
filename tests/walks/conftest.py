"""What the walks share: a work done in a process of its own, which may be killed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from collecting import Desk
from forking import Loaded

Child = Callable[[str, Desk, str], subprocess.CompletedProcess[str]]

SCRIPT = Path(__file__).with_name("killed_child.py")


@pytest.fixture
def child(loaded: Loaded) -> Child:
    """Does a work in another process, which is killed at the point named."""

    def done(work: str, desk: Desk, kill: str) -> subprocess.CompletedProcess[str]:
        connection.close()
        words = (work, desk.now.isoformat(), json.dumps(desk.settings))
        return loaded.run(SCRIPT, *words, ENCOURS_TEST_KILL=kill)

    return done
