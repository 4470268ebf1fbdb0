"""A line's customer is told by what it names, paid or not, or by who sends it."""

from __future__ import annotations

from typing import Any

import pytest

from encours.core.matching.senders import senders


@pytest.mark.parametrize(
    ("wording", "iban", "told"),
    [
        ("FA-0001", None, [(1, 7)]),
        ("rien", "IBAN7", [(1, 7)]),
        ("FA-0001", "IBAN7", [(1, 7)]),
        ("FA-0001", "IBAN8", []),
        ("FA-0009", None, []),
        ("FA-0001 FA-0002", None, []),
        ("rien", "IBAN0", []),
        ("rien", None, []),
    ],
    ids=[
        "paid invoice",
        "payer",
        "both",
        "contradiction",
        "shared",
        "two customers",
        "no customer",
        "nothing",
    ],
)
def test_a_customer_is_told_when_nothing_else_could_be_meant(
    bench: Any, wording: str, iban: str | None, told: Any
) -> None:
    items = [
        bench.item(1, 7, "FA-0001", 0),
        bench.item(2, 8, "FA-0002", 5000),
        bench.item(3, 7, "FA-0009", 0),
        bench.item(4, 8, "FA-0009", 0),
    ]
    payers = [bench.iban("IBAN7", 7), bench.iban("IBAN8", 8), bench.iban("IBAN0", None)]
    found = senders(*bench.frames([bench.line(1, 5000, wording, iban=iban)], items, payers))
    assert found.rows() == told
