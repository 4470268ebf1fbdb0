"""Child processes: the product and its floors each in one of their own, so that peak memory is theirs alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from encours.jobs.bench.places import House
from encours.jobs.opening import BadInputError

_SOURCES = Path(__file__).resolve().parents[3]
BENCHMARKS = _SOURCES.parent / "benchmarks"
_KILOBYTES = 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child said (JSON), and the most memory it ever held, in megabytes."""

    said: dict[str, Any]
    peak_mb: float


def product(task: str, house: House, **given: Any) -> Answer:
    """Run one task of `tasks` in a process of its own, in that house."""
    return started(task, house, **given).finished()


def started(task: str, house: House, **given: Any) -> Child:
    """Start one task and go on."""
    command = [sys.executable, "-m", "encours.jobs.bench.tasks", task, json.dumps(given, default=str)]
    return Child(command, house.environment())


def sources() -> str:
    """Where a child finds the product and the generators."""
    return os.pathsep.join([str(_SOURCES), str(BENCHMARKS)])


def floor(name: str, *arguments: str | Path) -> dict[str, Any]:
    """Run a floor script of `benchmarks/`, and return what it says."""
    script = BENCHMARKS / f"floor_{name}.py"
    if not script.exists():
        raise BadInputError(
            f"{script.name} manque : les mesures se font depuis un clone, avec « benchmarks »."
        )
    return Child([sys.executable, str(script), *map(str, arguments)], {}).finished().said


class Child:
    """A process that answers with one line of JSON."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._out = tempfile.TemporaryFile()  # noqa: SIM115 — closed by `finished`, once the child is done
        self._name = " ".join(command[1:4])
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            env={**os.environ, **environment, "PYTHONPATH": sources()},
        )

    def alive(self) -> bool:
        """Whether it still runs; leaves what it answers to `finished`."""
        told = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return told is None

    def finished(self) -> Answer:
        """Wait for its end; raises BadInputError when it failed (its trace is on the error stream)."""
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        with self._out as out:
            out.seek(0)
            said = out.read().decode().strip()
        if self._process.returncode:
            raise BadInputError(f"Mesure interrompue : {self._name} a échoué (sa trace est ci-dessus).")
        return Answer(json.loads(said.splitlines()[-1]), usage.ru_maxrss / _KILOBYTES)
