"""Migrated databases kept between runs of the tests, under a name made of all that a migration reads.

Migrating takes ten seconds of a core, copying a tenth of one: the first worker migrates, the others wait and copy.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_KEPT_SECONDS = 86_400


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """The file or folder that `make` makes, made once for these sources on this machine."""
    place = Path(tempfile.gettempdir()) / f"encours-migrated-{os.geteuid()}"
    place.mkdir(mode=0o755, exist_ok=True)
    if place.stat().st_uid != os.geteuid():
        raise PermissionError(f"{place} is somebody else's: remove it.")
    found = place / f"{name}-{_sources()}"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            _forget_old(place)
            making = place / f"{found.name}.{os.getpid()}.making"
            make(making)
            making.rename(found)
    os.utime(found)
    return found


def _forget_old(place: Path) -> None:
    for old in place.iterdir():
        if old.name != "lock" and old.stat().st_mtime < time.time() - _KEPT_SECONDS:
            shutil.rmtree(old) if old.is_dir() else old.unlink()


@cache
def _sources() -> str:
    """What the tables come from: the models with their migrations and triggers, settings, and the packages."""
    read = hashlib.sha256()
    sources = [*_ROOT.glob("src/encours/records/**/*.py"), *_ROOT.glob("src/encours/config/*.py")]
    for path in [*sorted(sources), _ROOT / "requirements.lock"]:
        read.update(str(path.relative_to(_ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return read.hexdigest()[:20]
