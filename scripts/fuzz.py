"""Looks for crashes and sums that do not tie, so long in each parser: `python scripts/fuzz.py MINUTES [PARSER…]`.

Each turn draws other examples; the first that fails ends it, and is kept by hypothesis for the next run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARSERS = ROOT / "tests" / "formats"
_NO_SUCH_TEST = 5  # pytest's word for it


def main(minutes: float, named: list[str]) -> int:
    """Fuzz each parser for its time; 1 at the first that fails."""
    folders = [path for path in sorted(PARSERS.iterdir()) if path.is_dir() and list(path.glob("test_*.py"))]
    for folder in folders:
        if named and folder.name not in named:
            continue
        until, turns = time.monotonic() + minutes * 60, 0
        while turns == 0 or time.monotonic() < until:
            if not fuzzed(folder):
                return 1
            turns += 1
        sys.stdout.write(f"{folder.name}: {turns} turns\n")
    return 0


def fuzzed(folder: Path) -> bool:
    """One turn of a parser's properties: its own, those that all bank files share, else whatever it has."""
    own = sorted(folder.glob("test_fuzz.py"))
    if own:
        return asked(*map(str, own)) == 0
    shared = asked(str(PARSERS / "test_bank_fuzz.py"), "-k", f"[{folder.name}]")
    return (asked(str(folder)) if shared == _NO_SUCH_TEST else shared) == 0


def asked(*tests: str) -> int:
    """What pytest answers of these tests, with more examples than usual."""
    told = {**os.environ, "HYPOTHESIS_PROFILE": "fuzz", "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, env=told, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
