"""Whatever another system answers, what was pulled is read or refused in words, row by row."""

from __future__ import annotations

import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats.pulled import read, sniff
from encours.formats.pulled.shapes import TABLES

HEAD = {"encours": "pulled", "version": 1, "source": "odoo:1", "at": "2026-11-20"}
NAMES = sorted({name for shape in TABLES.values() for name in shape.create_empty().columns} | {"allocations"})
ODD = (
    st.none() | st.booleans() | st.integers() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=12)
    | st.sampled_from(["2026-02-30", "2026-11-20", "20261120", "EUR", "C1", "1e9", "", " ", "\ud800"])
)  # fmt: skip
PARTS = st.lists(
    st.dictionaries(
        st.sampled_from(["payment", "credit", "amount_cents", "on", "reference", "whole"]), ODD, max_size=6
    )
    | ODD,
    max_size=3,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"table": st.sampled_from(list(TABLES)) | ODD, "account": st.just("C1"), "number": st.just("F1")}
    ).flatmap(
        lambda told: st.dictionaries(st.sampled_from(NAMES), ODD | PARTS, max_size=8).map(
            lambda more: told | more
        )
    ),
    max_size=4,
)


def faults(content: bytes) -> list[str]:
    """What is wrong with how the rows were taken."""
    try:
        pieces = list(read(io.BytesIO(content)))
    except UnreadableFileError as error:
        return [] if error.rule and error.sentence and error.remedy else ["refused without a word"]
    for piece in pieces[:-1]:
        TABLES[piece.facts["table"]].validate(piece.frame)
    last = pieces[-1]
    kept = sum(piece.frame.height for piece in pieces[:-1] if piece.facts["table"] != "allocations")
    mute = [one for one in last.refusals if not (one.remedy and one.line)]
    tied = last.controls is not None and last.controls.rows_kept == kept <= last.controls.rows_read
    return ["refused without a word" for _each in mute] + ([] if tied else ["rows lost"])


@given(ROWS)
def test_any_rows_are_read_or_refused(rows: list[dict[str, Any]]) -> None:
    content = "\n".join(json.dumps(one) for one in [HEAD, *rows]).encode()
    assert sniff(content, "pulled.json") == 0.0
    assert faults(content) == []


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert faults(content) == []
    assert faults(json.dumps(HEAD).encode() + b"\n" + content) == []
