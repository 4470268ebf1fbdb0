"""The lines of what is entered of doubtful debts: 411 to 416 and back, VAT included; 6817 to 491, and 491 to 7817."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from encours.core.entries.lines import LINE
from encours.core.entries.policy import EntryPolicy
from encours.core.entry_keys import key_of

BOOKING: Final = {
    "booking_id": pl.Int64,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "on": pl.Date,
    "cents": pl.Int64,
    "number": pl.String,
    "issued_on": pl.Date,
}
"""What a person accepted to enter of a debt (`records.doubtful.models.Booking`)."""
_JOURNAL = "Opérations diverses"
_ROOT: Final = 3
# Words of the books, in French whoever reads the page.
_WORDS: Final = {"doubtful": "Client douteux", "depreciation": "Dotation dépréciation"}
_WORDS_BACK: Final = {"doubtful": "Client redevenu ordinaire", "depreciation": "Reprise dépréciation"}
_DEBITED: Final = {
    "doubtful": "Clients douteux ou litigieux",
    "depreciation": "Dotations aux dépréciations des créances",
}
_CREDITED: Final = {"doubtful": "Clients", "depreciation": "Dépréciations des comptes de clients"}
_CREDITED_BACK: Final = {
    "doubtful": "Clients douteux ou litigieux",
    "depreciation": "Reprises sur dépréciations des créances",
}


def booked_lines(
    bookings: pl.DataFrame, customers: pl.DataFrame, policy: EntryPolicy, *, first: int
) -> pl.DataFrame:
    """The lines (`LINE`, with `booking_id`) of new entries, one a booking (`BOOKING`), ranked from `first`.

    `customers` as `core.entries.lines.lines_of`. Each entry has two lines of the same amount.
    """
    rows = bookings.join(customers, on="customer_id", how="left", maintain_order="left")
    found = [
        line
        for sequence, row in enumerate(rows.iter_rows(named=True), start=first)
        for line in _entry(row, sequence, policy)
    ]
    return pl.DataFrame(found, schema={**LINE, "booking_id": pl.Int64}, orient="row")


def doubtful_place(account: str, control_account: str, policy: EntryPolicy) -> tuple[str, bool]:
    """The account in which a customer's doubtful debts stand, and whether that account names the customer by itself."""
    if account == control_account and len(account) > _ROOT:
        return policy.doubtful[:_ROOT] + account[_ROOT:], True
    return policy.doubtful, False


def _entry(row: Mapping[str, Any], sequence: int, policy: EntryPolicy) -> list[dict[str, Any]]:
    cents, kind = row["cents"], row["kind"]
    onto = cents > 0
    word, debited = (_WORDS[kind], _DEBITED[kind]) if onto else (_WORDS_BACK[kind], _CREDITED[kind])
    credited = _CREDITED[kind] if onto else _CREDITED_BACK[kind]
    if kind == "doubtful":
        ordinary, doubtful = _sides(row, policy)
        debit, credit = (doubtful, ordinary) if onto else (ordinary, doubtful)
    else:
        depreciation = (policy.depreciation, "", "")
        debit, credit = (
            ((policy.allowance, "", ""), depreciation) if onto else (depreciation, (policy.reversal, "", ""))
        )
    common = {
        "sequence": sequence,
        "journal": policy.other_journal,
        "journal_label": _JOURNAL,
        "entry_on": row["on"],
        "piece": row["number"],
        "piece_on": row["issued_on"],
        "label": f"{key_of(sequence)} {word} {row['number']} {row['name']}",
        "lettering": "",
        "lettered_on": None,
        "booking_id": row["booking_id"],
    }
    return [
        common | _line(0, debit, debited, debit_cents=abs(cents), credit_cents=0),
        common | _line(1, credit, credited, debit_cents=0, credit_cents=abs(cents)),
    ]


def _line(
    position: int, place: tuple[str, str, str], label: str, *, debit_cents: int, credit_cents: int
) -> dict[str, Any]:
    account, auxiliary, auxiliary_label = place
    return {
        "position": position,
        "account": account,
        "account_label": label,
        "auxiliary": auxiliary,
        "auxiliary_label": auxiliary_label,
        "debit_cents": debit_cents,
        "credit_cents": credit_cents,
    }


def _sides(row: Mapping[str, Any], policy: EntryPolicy) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """The customer's account and its doubtful one, each with its auxiliary account: as the ledger writes them."""
    own, control, name = row["account"], row["control_account"], row["name"]
    ordinary = control if len(control) > _ROOT and control.startswith("411") else policy.customers
    place, alone = doubtful_place(own, control, policy)
    beside = ("", "") if alone else (own, name)
    return (ordinary, *beside), (place, *beside)
