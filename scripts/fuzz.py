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
    """One turn of a parser's properties."""
    told = {**os.environ, "HYPOTHESIS_PROFILE": "fuzz", "PYTHONPATH": str(ROOT / "src")}
    tests = sorted(folder.glob("test_fuzz.py")) or [folder]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *map(str, tests)]
    return subprocess.run(command, env=told, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
