"""Bank lines with known truth: every situation of cash application in a stated mix, and a background of open items.

The same arguments give the same lines. Written as labelled lines (docs/labelled-lines.md), they are what
`encours eval matching FILE` measures on:

    python benchmarks/generate.py cash lines.jsonl --lines 30000 --customers 12000
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import cash_named as named
import cash_unnamed as unnamed
from cash_book import Book

FORMAT = "encours/labelled-lines@1"
POLICY = {"difference_cents": 100, "difference_bps": 50, "charge_cents": 3_000}

MIX: dict[Callable[[Book], None], float] = {
    named.structured_reference: 8,
    named.end_to_end_id: 3,
    named.number_clean: 18,
    named.number_loose: 9,
    named.number_misread: 2,
    named.number_truncated: 3,
    named.number_list: 8,
    named.number_range: 1.5,
    named.number_shortened: 1,
    named.purchase_order: 1,
    named.part_payment: 3,
    named.bank_charges: 1,
    named.small_difference: 1.5,
    named.discount: 2,
    named.several_payers: 1,
    named.one_for_several: 1,
    named.bill: 1,
    named.number_mistyped: 0.5,
    unnamed.amount_iban: 8,
    unnamed.amount_alias: 3,
    unnamed.amount_siren: 1,
    unnamed.amount_name: 2.5,
    unnamed.subset: 3.5,
    unnamed.credit_note: 2.5,
    unnamed.small_difference_unnamed: 0.5,
    unnamed.double_payment: 1.5,
    unnamed.on_account: 1.5,
    unnamed.other_currency: 0.5,
    unnamed.not_a_customer: 3.5,
    unnamed.card_batch: 1,
    unnamed.cheque_deposit: 1,
    unnamed.ambiguous_amount: 1.5,
    unnamed.ambiguous_set: 0.5,
    unnamed.ambiguous_number: 0.5,
    unnamed.ambiguous_name: 0.5,
    unnamed.name_of_another: 0.5,
    unnamed.shared_account: 1,
    unnamed.group_pays: 0.5,
    unnamed.subset_of_many: 0.5,
}
"""Shares of the lines, in per cent of their sum; `several_payers` makes two lines each time."""

_ROUND = 0.15  # of the amounts of the background


@dataclass(frozen=True, slots=True)
class Labelled:
    """Frames as `core.matching` takes them, and the truth: `line_id, situation, customer_id, pays, accepted`."""

    lines: pl.DataFrame
    items: pl.DataFrame
    payers: pl.DataFrame
    customers: pl.DataFrame
    paid: pl.DataFrame
    truths: pl.DataFrame
    about: dict[str, Any]

    def write(self, path: Path) -> None:
        """Write one JSON object a row: what it is about, then customers, payers, items, payments and lines."""
        labelled = self.lines.join(self.truths, on="line_id", maintain_order="left")
        rows = {
            "customer": self.customers, "payer": self.payers, "item": self.items, "paid": self.paid, "line": labelled,
        }  # fmt: skip
        with path.open("w", encoding="utf-8") as file:
            file.write(json.dumps({"row": "about", **self.about}, ensure_ascii=False) + "\n")
            for kind, frame in rows.items():
                for row in frame.with_columns(pl.col(pl.Date).cast(pl.String)).iter_rows(named=True):
                    told = {name: value for name, value in row.items() if value is not None}
                    file.write(json.dumps({"row": kind, **told}, ensure_ascii=False) + "\n")


def labelled(
    lines: int = 30_000, customers: int = 12_000, items: int = 120_000, seed: int = 2026, *, on: date
) -> Labelled:
    """So many lines over so many customers, who owe at least so many items in all."""
    book = Book.opened(customers, seed, on=on)
    situations, shares = list(MIX), np.array(list(MIX.values()))
    drawn = book.draw.choice(len(situations), lines, p=shares / shares.sum())
    for rank in drawn:
        if len(book.lines) >= lines:
            break
        book.situation = situations[rank].__name__
        situations[rank](book)
    about = {"format": FORMAT, "seed": seed, "on": on.isoformat(), "policy": POLICY, "mix": _mix()}
    return _framed(book, items, about)


def one_payer(items: int = 2_000, lines: int = 100, seed: int = 2026, *, on: date) -> Labelled:
    """One known payer who owes so many items, paid by lines that name nothing: sums of several, deposits, noise."""
    book = Book.opened(3, seed, on=on)
    payer = book.customers[-1]
    payer.known_by = "iban"
    owed = [book.item(payer) for _ in range(items)]
    for _ in range(lines):
        book.situation = "many_items"
        chosen = book.draw.choice(items, book.between(2, 40), replace=False)
        cents = sum(owed[rank].open_cents for rank in chosen)
        book.line(payer, cents + (1 if book.chance(0.5) else 0), None)
    about = {
        "format": FORMAT,
        "seed": seed,
        "on": on.isoformat(),
        "policy": POLICY,
        "mix": {"many_items": 100},
    }
    return _framed(book, items, about)


def _mix() -> dict[str, float]:
    whole = sum(MIX.values())
    return {situation.__name__: round(share * 100 / whole, 2) for situation, share in MIX.items()}


def _framed(book: Book, items: int, about: dict[str, Any]) -> Labelled:
    whole = pl.DataFrame([_told(line) for line in book.lines], schema=_LINE, orient="row")
    truth = ["situation", "pays", "accepted"]
    return Labelled(
        whole.select(pl.exclude(*truth, "customer_id"), ultimate=_NONE, return_reason=_NONE),
        pl.concat([_items(book), _background(book, items - len(book.items))]),
        _payers(book),
        _customers(book),
        pl.DataFrame(
            [(customer, cents, "EUR", day) for customer, cents, day in book.paid], schema=_PAID, orient="row"
        ),
        whole.select("line_id", "customer_id", *truth),
        about,
    )


_NONE = pl.lit(None, pl.String)
_PAIRS = pl.List(pl.Struct({"receivable_id": pl.Int64, "amount_cents": pl.Int64}))
_LINE = {
    "line_id": pl.Int64, "situation": pl.String, "booked_on": pl.Date, "amount_cents": pl.Int64, "wording": pl.String,
    "pays": _PAIRS, "accepted": _PAIRS, "customer_id": pl.Int64, "currency": pl.String, "counterparty": pl.String,
    "iban": pl.String, "end_to_end_id": pl.String, "reference": pl.String,
}  # fmt: skip
_ITEM = {
    "receivable_id": pl.Int64, "customer_id": pl.Int64, "number": pl.String, "due_on": pl.Date,
    "amount_cents": pl.Int64, "open_cents": pl.Int64, "currency": pl.String, "discount_cents": pl.Int64,
    "discount_until": pl.Date, "po_number": pl.String,
}  # fmt: skip
_PAID = {"customer_id": pl.Int64, "amount_cents": pl.Int64, "currency": pl.String, "paid_on": pl.Date}


def _told(line: Any) -> tuple[Any, ...]:
    pairs = [
        [{"receivable_id": item, "amount_cents": cents} for item, cents in told]
        for told in (line.pays, line.accepted)
    ]
    return (
        line.id, line.situation, line.booked_on, line.amount_cents, line.wording, *pairs, line.customer_id,
        line.currency, line.counterparty, line.iban, line.end_to_end_id, line.reference,
    )  # fmt: skip


def _items(book: Book) -> pl.DataFrame:
    rows = [
        (
            item.id, item.customer_id, item.number, item.due_on, item.amount_cents, item.open_cents, item.currency,
            item.discount_cents, item.discount_until, item.po_number,
        )
        for item in book.items
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_ITEM, orient="row")


def _background(book: Book, count: int) -> pl.DataFrame:
    """What is owed beside: nobody pays it in these lines."""
    count = max(count, 0)
    draw = book.draw
    cents = np.exp(draw.normal(11.2, 1.1, count)).astype(np.int64) + 1_000
    cents = np.where(draw.random(count) < _ROUND, np.maximum(cents // 5_000, 1) * 5_000, cents)
    owner = draw.integers(1, len(book.customers) + 1, count)
    # Whoever pays an amount without naming anything owes it once, as the truth says.
    taken = {(one.id, amount) for one in book.customers for amount in one.cents}
    meets = [pair in taken for pair in zip(owner.tolist(), cents.tolist(), strict=True)]
    cents = np.where(meets, cents + 1, cents)
    first, number = (
        len(book.items) + 1,
        int(book.numbers(count)[0].split("-")[-1].lstrip("F")) if count else 0,
    )
    rank = pl.int_range(count, eager=True)
    due = pl.lit(book.on) - pl.duration(days=pl.Series(draw.integers(-45, 120, count)))
    return pl.DataFrame({"rank": rank}).select(
        receivable_id=pl.col("rank") + first,
        customer_id=pl.Series(owner),
        number=pl.format("FA-2026-{}", (pl.col("rank") + number).cast(pl.String).str.zfill(6)),
        due_on=due.cast(pl.Date),
        amount_cents=pl.Series(cents),
        open_cents=pl.Series(cents),
        currency=pl.lit("EUR"),
        discount_cents=pl.lit(None, pl.Int64),
        discount_until=pl.lit(None, pl.Date),
        po_number=pl.lit(None, pl.String),
    )


def _payers(book: Book) -> pl.DataFrame:
    told = [
        (one.known_by, one.iban if one.known_by == "iban" else one.name, one.id) for one in book.customers
    ]
    rows = [(kind, value, customer, True) for kind, value, customer in [*told, *book.payers] if kind]
    schema = {"kind": pl.String, "value": pl.String, "customer_id": pl.Int64, "confirmed": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _customers(book: Book) -> pl.DataFrame:
    schema = {
        "customer_id": pl.Int64, "name": pl.String, "account": pl.String, "siren": pl.String, "vat_number": pl.String,
        "group_id": pl.Int64,
    }  # fmt: skip
    rows = [(one.id, one.name, one.account, one.siren, one.vat_number, one.group) for one in book.customers]
    return pl.DataFrame(rows, schema=schema, orient="row")
