"""A big invented portfolio: open items and customers as the day sees them, and one long timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from encours.core.frames import CustomerFacts

OFFSETS = (-7, 3, 15, 30, 45)  # the default ladder, days from the due date
_NOT_YET_DUE = 0.55
_PART_PAID = 0.05
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Open items and their customers, in the shapes `core.frames.OpenItem` and `CustomerFacts`."""

    items: pl.DataFrame
    customers: pl.DataFrame
    on: date
    customers_due: int


def open_items(
    rows: int = 1_000_000,
    customers: int = 100_000,
    seed: int = 2026,
    due_share: float = 0.01,
    *,
    on: date,
) -> Portfolio:
    """A portfolio where `due_share` of the customers have one step due on `on`, and no one else has.

    The others' items stand between two steps: the last one whose day has come is delivered. A due
    customer has one item whose next step falls on `on`, its other items not due for a month.
    """
    draw = np.random.default_rng(seed)
    owner = draw.permutation(np.arange(rows) % customers)
    late = np.where(
        draw.random(rows) < _NOT_YET_DUE, draw.integers(-60, 0, rows), draw.integers(1, 400, rows)
    )
    position = np.searchsorted(OFFSETS, late, side="right")
    chosen = draw.permutation(min(customers, rows))[: round(customers * due_share)]
    waits = np.isin(owner, chosen)
    late[waits], position[waits] = draw.integers(-60, -30, int(waits.sum())), 0
    _, first = np.unique(owner, return_index=True)
    moved = first[chosen]
    step = draw.integers(1, len(OFFSETS) + 1, len(moved))
    late[moved], position[moved] = np.array(OFFSETS)[step - 1], step - 1
    return _portfolio(draw, owner, late, position, customers, on=on, customers_due=len(chosen))


def dunned(rows: int = 50_000, customers: int = 5_000, seed: int = 2026, *, on: date) -> Portfolio:
    """A portfolio of overdue items that each have a reminder due on `on`: steps 2 to 4, one a customer."""
    draw = np.random.default_rng(seed)
    owner = draw.permutation(np.arange(rows) % customers)
    step = draw.integers(2, 5, customers)[owner]
    late = np.array(OFFSETS)[step - 1] + draw.integers(0, 10, rows)
    return _portfolio(draw, owner, late, step - 1, customers, on=on, customers_due=min(customers, rows))


def timeline(rows: int = 10_000, seed: int = 2026, *, until: date) -> pl.DataFrame:
    """A plausible history of one customer, oldest first: `on`, `kind`, `number`, `cents`, `words`.

    `kind` is invoice, reminder, payment, note, call, promise or dispute; `cents` is null where no
    money is named.
    """
    draw = np.random.default_rng(seed)
    kinds = np.array(["invoice", "reminder", "payment", "note", "call", "promise", "dispute"])
    words = ["Facture émise", "Relance envoyée", "Règlement reçu", "Note", "Appel", "Promesse", "Litige"]
    kind = draw.choice(len(kinds), rows, p=[0.28, 0.24, 0.24, 0.1, 0.08, 0.04, 0.02])
    days = np.sort(draw.integers(0, 3650, rows))[::-1]
    frame = pl.DataFrame(
        {"days": days, "kind": kinds[kind], "words": np.array(words)[kind], "rank": np.arange(rows)}
    )
    money = pl.col("kind").is_in(["invoice", "payment", "promise", "dispute"])
    return frame.select(
        on=pl.lit(until) - pl.duration(days=pl.col("days")),
        kind="kind",
        number=pl.format("FA-{}", pl.col("rank").cast(pl.String).str.zfill(6)),
        cents=pl.when(money).then(pl.Series(draw.integers(5_000, 900_000, rows))),
        words="words",
    ).cast({"on": pl.Date, "cents": pl.Int64})


def _portfolio(
    draw: np.random.Generator,
    owner: np.ndarray,
    late: np.ndarray,
    position: np.ndarray,
    customers: int,
    *,
    on: date,
    customers_due: int,
) -> Portfolio:
    rows, today = len(owner), (on - _EPOCH).days
    due = today - late
    open_cents = (np.exp(draw.normal(11.2, 1.1, rows))).astype(np.int64) + 1_000
    part_paid = draw.random(rows) < _PART_PAID
    delivered = due + np.array((0, *OFFSETS))[position]
    items = pl.DataFrame({"receivable_id": np.arange(1, rows + 1), "customer_id": owner + 1}).with_columns(
        creditor_id=pl.lit(1, pl.Int64),
        kind=pl.lit("invoice"),
        number=pl.format("FA{}", pl.col("receivable_id").cast(pl.String).str.zfill(8)),
        issued_on=_days(due - 45),
        due_on=_days(due),
        due_assumed=pl.lit(value=False),
        amount_cents=pl.Series(np.where(part_paid, open_cents * 2, open_cents)),
        open_cents=pl.Series(open_cents),
        currency=pl.lit("EUR"),
        disputed_cents=pl.lit(0, pl.Int64),
        not_due_cents=pl.lit(None, pl.Int64),  # nothing is due in instalments
        gone=pl.lit(value=False),
        held_from=pl.lit(None, pl.Date),
        held_until=pl.lit(None, pl.Date),
        held_days=pl.lit(0, pl.Int64),
        held_days_since_delivered=pl.lit(0, pl.Int64),
        promised=pl.lit(None, pl.Boolean),
        debited=pl.lit(None, pl.Boolean),
        hold_reason=pl.lit(None, pl.String),
        doubt=pl.lit(None, pl.String),
        delivered_position=pl.Series(position.astype(np.int64)),
        delivered_on=pl.when(pl.Series(position > 0)).then(_days(delivered)),
    )
    return Portfolio(items, _customers(items, customers), on, customers_due)


def _customers(items: pl.DataFrame, customers: int) -> pl.DataFrame:
    """Businesses with an e-mail and an address; the last message is that of their latest step."""
    last = items.group_by("customer_id").agg(last_message_on=pl.col("delivered_on").max())
    everyone = pl.DataFrame({"customer_id": np.arange(1, customers + 1)})
    return everyone.join(last, on="customer_id", how="left", maintain_order="left").select(
        "customer_id",
        creditor_id=pl.lit(1, pl.Int64),
        regime=pl.lit("b2b"),
        regime_assumed=pl.lit(value=False),
        language=pl.when(pl.col("customer_id") % 20 == 0).then(pl.lit("en")).otherwise(pl.lit("fr")),
        has_email=pl.lit(value=True),
        has_address=pl.lit(value=True),
        refuses_email=pl.lit(value=False),
        unapplied_cents=pl.lit(0, pl.Int64),
        other_cash=pl.lit(None, CustomerFacts.create_empty().schema["other_cash"]),
        held_from=pl.lit(None, pl.Date),
        held_until=pl.lit(None, pl.Date),
        hold_reason=pl.lit(None, pl.String),
        doubt=pl.lit(None, pl.String),
        recipient_doubt=pl.lit(None, pl.String),
        email_lost=pl.lit(None, pl.Boolean),
        hold_kind=pl.lit(None, pl.String),
        soft_until=pl.lit(None, pl.Date),
        no_courtesy=pl.lit(None, pl.Boolean),
        region=pl.lit(None, pl.String),
        last_message_on="last_message_on",
        wanted_channel=pl.lit(None, pl.String),
        wanted_because=pl.lit(None, pl.String),
        facts_version=pl.lit(1, pl.Int64),
    )


def _days(since_epoch: np.ndarray) -> pl.Series:
    return pl.Series(since_epoch.astype(np.int32)).cast(pl.Date)
