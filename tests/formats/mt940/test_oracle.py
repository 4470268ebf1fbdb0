"""What the oracle beside each real MT940 tells is what we read, sign apart: it does not turn reversals round."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from encours.core.refusals import UnreadableFileError
from encours.formats import mt940
from encours.formats.mt940.movements import movement_of

FOLDER = Path("bank", "mt940_wolph")
READ = 12
"""Of the files with an oracle; the others are pieces of files, or do not tie (`shared_samples/bank.yaml`)."""


def valued(node: yaml.Node, name: str) -> yaml.Node:
    return next(value for key, value in node.value if key.value == name)


def first(node: yaml.Node) -> str:
    return first(node.value[0]) if isinstance(node, yaml.SequenceNode) else str(node.value)


def cents_of(oracle: Path) -> list[int]:
    told = yaml.compose(oracle.read_text("utf-8"))  # nodes only: nothing of it is built
    amounts = [valued(valued(each, "data"), "amount") for each in valued(told, "transactions").value]
    return [abs(int(Decimal(first(valued(each, "amount"))) * 100)) for each in amounts]


def test_what_the_oracle_tells_is_what_we_read(shared: Path) -> None:
    read = 0
    for source in sorted((shared / FOLDER).rglob("*.sta")):
        with source.open("rb") as file:
            try:
                *_, piece = mt940.read(file)
            except UnreadableFileError:
                continue
        read += 1
        assert [abs(cents) for cents in piece.frame["amount_cents"]] == cents_of(source.with_suffix(".yml"))
    assert read == READ


@pytest.mark.parametrize("mark", ["RC", "RD"])
def test_a_reversal_turns_the_amount_round(mark: str) -> None:
    assert movement_of(f"260302{mark}1,00NTRFX", 1).amount_cents == (-100 if mark == "RC" else 100)
