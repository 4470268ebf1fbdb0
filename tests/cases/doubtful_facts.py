"""A case of a doubtful debt: what is owed of it and what a document says of its VAT, what is then to be entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from encours.core.doubtful.depreciating import DEBT, depreciation
from encours.core.doubtful.policy import DoubtfulPolicy

_ON = date(2026, 6, 30)
_WORDS = {"reste_du", "ht", "tva", "taux", "avoirs", "en_416", "deja", "douteux"}
_TAX = {"document": "document", "assumed": "supposee"}


def of_doubtful(facts: dict[str, Any], expected: dict[str, Any], cents: Callable[[str], int]) -> None:
    """Hold what is proposed against what is expected; `cents` reads an amount as it is written."""
    if unknown := (set(facts) - _WORDS) | (set(expected) - {"transfert", "base", "depreciation", "tva"}):
        raise ValueError(
            f"mots inconnus : {', '.join(sorted(unknown))} ; possibles : {', '.join(sorted(_WORDS))}"
        )
    told = {name: cents(facts[name]) if name in facts else None for name in ("ht", "tva", "taux")}
    debt = {
        "receivable_id": 1, "customer_id": 1, "due_on": _ON, "open_cents": cents(facts["reste_du"]),
        "credit_cents": cents(facts.get("avoirs", "0")), "doubtful": facts.get("douteux", "oui") == "oui",
        "insolvent": False, "rate_bps": told["taux"], "net_cents": told["ht"], "tax_cents": told["tva"],
        "transferred": facts.get("en_416") == "oui", "written_cents": cents(facts.get("deja", "0")),
    }  # fmt: skip
    frame = pl.DataFrame([debt], schema=DEBT, orient="row")
    found = depreciation(frame, DoubtfulPolicy(), on=_ON).row(0, named=True)
    assert {
        "transfert": found["transfer_cents"],
        "base": found["base_cents"],
        "depreciation": found["depreciation_cents"],
        "tva": _TAX[found["tax_source"]],
    } == {name: text if name == "tva" else cents(text) for name, text in expected.items()}
