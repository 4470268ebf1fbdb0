"""Bank lines labelled by others (../shared/samples/remittance_docs/cash_application_a): what matching makes of them.

Their notes say what each line is, and are never shown to matching. What their books say of an item or of a customer
(under dispute, frozen, not to be applied by itself) is told to it, as the house tells its own. What stands nowhere is
judged all the same: that a word is the name of a sister company.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from encours.core.frames import BankLine
from encours.core.matching.accuracy import Accuracy, Truth, judged
from encours.core.matching.cash import match
from encours.core.matching.policy import Policy
from encours.core.matching.shapes import CustomerName, Payable, Payer
from encours.core.remittance.reasons import reason_of

# What the note of each line means: cents of each invoice. What a line of another sort pays is nothing.
ALONE: dict[str, dict[str, int]] = {
    "TXN-03-001": {},  # held for its payer
    "TXN-03-002": {},  # of an invoice under dispute
    "TXN-03-003": {},  # of another company
    "TXN-03-004": {},  # frozen by a court
    "TXN-03-005": {},  # a payment that came back
    "TXN-01-005": {"INV-01-006": 5_500_000},
    "TXN-01-006": {"INV-01-007": 2_730_000},
    "TXN-01-002": {"INV-01-002": 1_800_000, "INV-01-003": 2_400_000},
    "TXN-04-002": {"INV-04-002": 3_100_000, "INV-04-003": 2_500_000},
    "TXN-05-005": {"INV-05-005": 4_860_000, "INV-05-006": 3_780_000},
}
LET_GO = {
    "TXN-01-003": {"INV-01-004": 65_000},
    "TXN-01-004": {"INV-01-005": 2_500},
    "TXN-02-001": {"INV-02-001": 80_000},
    "TXN-05-006": {"INV-05-007": 2_500},
}
POLICY = Policy(difference_cents=2_500, difference_bps=50)


def cents(amount: float) -> int:
    return round(amount * 100)


def sample(folder: Path) -> Accuracy:
    """What matching makes of one sample, each company's customers known by name alone."""
    told: dict[str, Any] = json.loads((folder / "bank_statement.json").read_text("utf-8"))
    books: dict[str, Any] = json.loads((folder / "open_ar.json").read_text("utf-8"))
    owed: list[dict[str, Any]] = books["invoices"]
    by_hand = books.get("compliance_config", {})
    customers = {
        name: rank for rank, name in enumerate(dict.fromkeys(each["customer_name"] for each in owed), 1)
    }
    numbers = {each["invoice_id"]: rank for rank, each in enumerate(owed, 1)}
    items = [
        {
            "receivable_id": numbers[each["invoice_id"]],
            "customer_id": customers[each["customer_name"]],
            "number": each["invoice_id"],
            "due_on": date.fromisoformat(each["due_date"]),
            "open_cents": cents(each["open_amount"]),
            "amount_cents": cents(each["original_amount"]),
            "currency": each["currency"],
            "po_number": each["po_reference"],
            "by_hand": kept_by_hand(each, by_hand),
            "discount_cents": cents(each["open_amount"] * each["discount_pct"] / 100) or None,
            "discount_until": date.fromisoformat(each["discount_deadline"])
            if each["discount_deadline"]
            else None,
        }
        for each in owed
    ]
    lines, truths = [], []
    for rank, each in enumerate(told["transactions"], 1):
        lines.append(line(rank, each))
        pays = ALONE.get(each["txn_id"])
        if pays is None:
            pays = {each["remittance_text"][:10]: cents(each["amount"])}
        truths.append(
            {
                "line_id": rank,
                "situation": each["txn_id"],
                "customer_id": None,
                "pays": pairs(pays, numbers),
                "accepted": pairs(LET_GO.get(each["txn_id"], {}), numbers),
            }
        )
    cash = match(
        pl.DataFrame(lines, schema={**BankLine.create_empty().schema, "line_id": pl.Int64}),
        pl.DataFrame(items, schema=Payable.create_empty().schema),
        Payer.create_empty(),
        pl.DataFrame(
            [{"customer_id": key, "name": name} for name, key in customers.items()],
            schema=CustomerName.create_empty().schema,
        ),
        policy=POLICY,
    )
    truth = pl.DataFrame(truths, schema=Truth.create_empty().schema)
    return judged(truth, cash.matches, cash.on_account, cash.candidates)


def kept_by_hand(item: dict[str, Any], told: dict[str, Any]) -> str | None:
    """Why its authors' books let nobody but a person apply a payment to an item."""
    if item["invoice_id"] in told.get("disputed_invoice_ids", []):
        return "item_contested"
    return "held" if item["customer_id"] in told.get("do_not_auto_apply_customer_ids", []) else None


def line(rank: int, told: dict[str, Any]) -> dict[str, Any]:
    returned = "return" in told["remittance_text"].lower()
    return {
        "line_id": rank,
        "position": rank,
        "account": "USD",
        "currency": told["currency"],
        "booked_on": date.fromisoformat(told["date"]),
        "amount_cents": -cents(told["amount"]) if returned else cents(told["amount"]),
        "counterparty": told["payer_raw"],
        "bank_reference": told["bank_reference"],
        "return_reason": "NSF" if returned else None,
        "wording": told["remittance_text"],
        "fingerprint": str(rank),
    }


def pairs(told: dict[str, int], numbers: dict[str, int]) -> list[dict[str, int]]:
    return [{"receivable_id": numbers[name], "amount_cents": amount} for name, amount in told.items()]


def found(shared: Path) -> pl.DataFrame:
    folder = shared / "remittance_docs" / "cash_application_a"
    if not folder.exists():
        pytest.skip("../shared/samples/remittance_docs/cash_application_a is absent")
    return pl.concat(sample(each).verdicts for each in sorted(folder.glob("sample_*")))


def test_every_line_that_pays_something_is_applied_as_its_note_says(shared: Path) -> None:
    """32 of 32: sets, discounts, charges, part payments, orders by number, parents that pay for their daughters."""
    verdicts = found(shared)
    decidable = verdicts.filter("decidable")
    assert (len(decidable), int(decidable["right"].sum())) == (32, 32)


def test_what_is_applied_wrongly_is_what_nothing_told_of(shared: Path) -> None:
    """32 right of 33 applied: the other names its invoice and, beside it, a sister company that no book knows."""
    applied = found(shared).filter("automatic")
    assert applied.filter(~pl.col("right"))["situation"].to_list() == ["TXN-03-003"]
    assert len(applied) == 33


def test_a_short_payment_says_its_reason_in_its_own_words(shared: Path) -> None:
    folder = shared / "remittance_docs" / "cash_application_a" / "sample_02"
    told = json.loads((folder / "bank_statement.json").read_text("utf-8"))["transactions"]
    said = {each["txn_id"][-3:]: reason_of("", each["remittance_text"]) for each in told}
    assert said == {
        "001": "other",
        "002": "freight",
        "003": "damaged",
        "004": "promotion",
        "005": "other",
        "006": "shortage",
        "007": "discount",
        "008": "price",
        "009": "other",
    }
