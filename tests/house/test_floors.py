"""The house keeps its floors: who may import whom, who may read the clock, what stays light."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "encours"
ABOVE = ("desk", "jobs", "config")  # floor 4 and the settings: only these may read the clock
PURE = ("core", "law", "formats")
FRAMEWORKS = {
    "django", "sqlite3", "psycopg", "adbc_driver_manager", "adbc_driver_sqlite", "adbc_driver_postgresql",
    "requests", "urllib", "urllib3", "http", "socket", "ssl", "smtplib", "subprocess", "asyncio",
}  # fmt: skip
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("timezone", "now"),
    ("timezone", "localdate"), ("timezone", "localtime"),
}  # fmt: skip


def sources(*rooms: str) -> list[Path]:
    folders = [HOUSE / room for room in rooms] if rooms else [HOUSE]
    return sorted(
        path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts
    )


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


@cache
def imports(path: Path) -> tuple[tuple[str, str], ...]:
    """What a module imports, and where."""
    return tuple((name, place(path, node)) for node in ast.walk(tree(path)) for name in _imported(node))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


# By one process: reading all the sources takes longest.
IMPORTS_READ = pytest.mark.xdist_group("imports of the house")


def in_a_process(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_every_contract_between_floors_is_kept() -> None:
    done = in_a_process("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_floor_stands_under_a_contract() -> None:
    floors = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    contracts = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.importlinter]")[2]
    layers = contracts.partition("layers = [")[2].partition("]")[0]
    named = {word.strip() for line in layers.split(",") for word in line.strip().strip('"').split("|")}
    assert floors <= named


def test_nobody_below_the_fourth_floor_reads_the_clock() -> None:
    """A module named after an aliased class is caught by its attribute, whatever it was imported from."""
    found = [
        place(path, node)
        for path in sources()
        if path.relative_to(HOUSE).parts[0] not in ABOVE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name | ast.Attribute)
        and (_last(node.value), node.attr) in CLOCKS
    ]
    assert found == []


def _last(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def test_database_functions_that_read_the_clock_are_not_used_either() -> None:
    words = ("CURRENT_DATE", "CURRENT_TIMESTAMP", "NOW()", "auto_now", "django.db.models.functions.Now")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sources("records", "acts", "core", "law", "formats", "words", "channels")
        for word in words
        if word in path.read_text("utf-8")
    ]
    assert found == []


@IMPORTS_READ
def test_pure_floors_know_no_framework_no_network_and_no_process() -> None:
    found = [
        f"{where}: {name}"
        for path in sources(*PURE)
        for name, where in imports(path)
        if name.split(".")[0] in FRAMEWORKS
    ]
    assert found == []


def test_core_opens_no_file() -> None:
    found = [
        place(path, node)
        for path in sources("core")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"})
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in {"read_text", "read_bytes", "write_text", "write_bytes"}
            )
        )
    ]
    assert found == []


@IMPORTS_READ
def test_only_acts_import_the_writing_of_history() -> None:
    found = {
        path.relative_to(HOUSE).parts[0]
        for path in sources()
        for name, _ in imports(path)
        if name == "encours.records.history.writing"
    }
    assert found <= {"acts"}


def test_no_room_is_named_after_nothing() -> None:
    nothing = {"utils", "util", "common", "helpers", "helper", "misc", "base", "tools", "shared"}
    found = [path for path in HOUSE.rglob("*") if path.stem in nothing and "vendor" not in path.parts]
    assert found == []


@IMPORTS_READ
def test_no_signal_and_no_admin_hide_what_business_does() -> None:
    hidden = ("django.dispatch", "django.db.models.signals", "django.contrib.admin")
    found = [f"{where}: {name}" for path in sources() for name, where in imports(path) if name in hidden]
    assert found == []


LIGHT = """
import sys
from click.testing import CliRunner
from encours.jobs.cli import house
result = CliRunner().invoke(house, {words!r})
assert result.exit_code == 0, result.output
heavy = sorted({{name.split('.')[0] for name in sys.modules}} & {{'django', 'polars', 'pyarrow', 'numpy'}})
assert not heavy, heavy
"""


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["export", "--help"], ["user", "--help"]])
def test_help_answers_without_the_framework_and_the_frames(words: list[str]) -> None:
    done = in_a_process("-c", LIGHT.format(words=words))
    assert done.returncode == 0, done.stderr


def test_every_command_of_the_map_exists_and_says_what_it_does() -> None:
    script = (
        "from click import Context\n"
        "from encours.jobs.cli import house\n"
        "for name in house.list_commands(Context(house)):\n"
        "    command = house.get_command(Context(house), name)\n"
        "    assert command.help, name\n"
    )
    done = in_a_process("-c", script)
    assert done.returncode == 0, done.stderr


def test_the_launcher_is_plain_posix_sh() -> None:
    launcher = ROOT / "encours"
    text = launcher.read_text("utf-8")
    assert text.startswith("#!/bin/sh\nset -eu\n" if "\nset -eu" in text[:20] else "#!/bin/sh\n")
    assert os.access(launcher, os.X_OK)
    assert subprocess.run(["sh", "-n", str(launcher)], check=False).returncode == 0
    for word in ("[[", "function ", "source ", "<(", "local ", "pipefail", "$'"):
        assert word not in text, word


def test_a_command_does_not_load_what_it_never_asks() -> None:
    asked = (
        "import sys; from encours.jobs.opening import speak; speak(); "
        "import encours.core.ledger, encours.core.quality; print('sqlalchemy' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"
