"""Real CFONB files: read to the right totals, or refused for a reason listed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from encours.core.refusals import UnreadableFileError
from encours.formats import cfonb120

FOLDER = Path("bank", "cfonb_silarhi", "tests", "fixtures")

READ = {  # debit and credit cents, lines, statements
    "simple-test.txt": (0, 0, 0, 1),
    "complex-test.txt": (521090, 0, 5, 8),
    "non-strict-test.txt": (521090, 0, 5, 8),
    "test-unused-parts.txt": (0, 0, 0, 8),
}


@pytest.mark.parametrize("name", READ)
def test_a_real_file_is_read_to_its_totals(shared: Path, name: str) -> None:
    with (shared / FOLDER / name).open("rb") as file:
        *_, piece = cfonb120.read(file)
    controls = piece.controls
    found = (controls.debit_cents, controls.credit_cents, piece.frame.height, len(piece.facts["statements"]))
    assert found == READ[name]


def test_a_cfonb240_file_is_refused_by_its_name(shared: Path) -> None:
    with (
        (shared / FOLDER / "cfonb.240-complex-test.txt").open("rb") as file,
        pytest.raises(UnreadableFileError, match="CFONB240") as caught,
    ):
        list(cfonb120.read(file))
    assert caught.value.rule == "cfonb240"


def test_every_cfonb_file_of_the_samples_is_listed(shared: Path) -> None:
    found = {path.name for path in (shared / FOLDER).glob("*.txt")}
    assert found == READ.keys() | {"cfonb.240-complex-test.txt"}
