"""Each requirement that the house says it meets names something that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "requirements.md"
IDENTIFIER = re.compile(r"^\|\s*([RMB]\d+)\s*\|")
PROMISED = [
    "R1",
    "R2",
    "R8",
    "R16",
    "R33",
    "R34",
    "R35",
    "R36",
    "R37",
    "R39",
    "R43",
    "R45",
    "R61",
    "R62",
    "R63",
    "R64",
    "R65",
    "R66",
    "R79",
    "R88",
    "R89",
    "R90",
    "R94",
    "R168",
    "R193",
    "R194",
    "R278",
    "B11",
    "M1",
    "M2",
    "M3",
    "M13",
    "M14",
    "M15",
    "M16",
    "M17",
    "M18",
    "M19",
    "M20",
    "M21",
    "M25",
    "M34",
    "B1",
    "B12",
]


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    if not PAGE.exists():
        pytest.skip("docs/requirements.md is not there yet")
    lines = PAGE.read_text("utf-8").splitlines()
    return {found.group(1): line for line in lines if (found := IDENTIFIER.match(line))}


def test_every_promised_requirement_has_its_row(rows: dict[str, str]) -> None:
    assert [name for name in PROMISED if name not in rows] == []


def test_every_file_that_a_row_names_exists(rows: dict[str, str]) -> None:
    missing = [
        f"{name}: {path}"
        for name, line in rows.items()
        for path in re.findall(r"`((?:src|tests|docs|benchmarks|scripts)/[\w./-]+)", line)
        if not (ROOT / path).exists()
    ]
    assert missing == []


def test_every_test_that_a_row_names_exists(rows: dict[str, str]) -> None:
    files = list((ROOT / "tests").rglob("test_*.py"))
    known = {path.stem for path in files}
    for path in files:
        known |= set(re.findall(r"(?m)^def (test_\w+)\(", path.read_text("utf-8")))
    named = {word for line in rows.values() for word in re.findall(r"\btest_\w+", line)}
    assert named <= known


def test_every_command_that_a_row_names_exists(rows: dict[str, str]) -> None:
    from encours.jobs.cli import _COMMANDS

    named = {word for line in rows.values() for word in re.findall(r"`(?:\./)?encours ([a-z]+)", line)}
    assert named <= set(_COMMANDS)


def test_every_row_says_where_it_can_be_seen(rows: dict[str, str]) -> None:
    shown = re.compile(r"`|\btest_\w+")
    assert [name for name, line in rows.items() if not shown.search(line)] == []
