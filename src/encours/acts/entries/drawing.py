"""What an export would hold: the entries that the books lack, and those that undo what no longer holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Max

from encours.core.entries.bookings import booked_lines
from encours.core.entries.due import OF_PAYMENTS, Due, due, parts
from encours.core.entries.lines import LINE, lines_of, undoing
from encours.core.entries.policy import EntryPolicy
from encours.records.entries.models import ExportedEntry
from encours.records.entries.reading import entry_policy
from encours.records.frames.entries import Exportable, exportable
from encours.records.parties.models import Creditor


@dataclass(frozen=True, slots=True)
class Drawn:
    """Entries ready to leave: their lines (`core.entries.lines.LINE`), what each is of, what each part tells.

    `entries`: sequence, subject (null of one that undoes), reverses (the entry undone), customer_id (null of a
    payout), kind, payment_id, application_id, booking_id (of a doubtful debt), entry_on, amount_cents. `parts`:
    sequence, application_id, amount_cents;
    `payouts`: sequence, payout_id, line_id, received_cents, fee_cents. `foreign` counts the payments left out for
    their currency.
    """

    lines: pl.DataFrame
    entries: pl.DataFrame
    parts: pl.DataFrame
    payouts: pl.DataFrame
    foreign: int

    @property
    def customers_cents(self) -> int:
        """What they take off the customers' accounts."""
        return int(self.entries["amount_cents"].sum())


def draw(creditor: Creditor, *, on: date, policy: EntryPolicy | None = None) -> Drawn:
    """Draw up the entries that an export would hold now; nothing is written."""
    policy = policy or entry_policy(creditor.pk)
    found = exportable(creditor.pk, currency=creditor.currency, from_on=policy.from_on)
    told = due(_wanted(found, policy), found.exported)
    last = ExportedEntry.objects.filter(creditor=creditor).aggregate(last=Max("sequence"))["last"] or 0
    undone, back = _undone(told, first=last + 1, on=on)
    lines = lines_of(told.post, found.customers, policy, first=last + 1 + len(back))
    after = last + 1 + len(back) + lines["sequence"].n_unique()
    booked = booked_lines(found.bookings, found.customers, policy, first=after)
    ranks = lines.select("sequence", "subject").unique()
    made = told.post.join(ranks, on="subject", maintain_order="left")
    fresh = made.group_by("sequence", maintain_order=True).agg(
        pl.col("subject", "kind", "customer_id", "payment_id").first(),
        entry_on=pl.col("on").first(),
        application_id=pl.when(~pl.col("kind").first().is_in(OF_PAYMENTS)).then(
            pl.col("application_id").drop_nulls().first()
        ),
        amount_cents=pl.col("amount_cents").sum(),
    )
    return Drawn(
        pl.concat([undone, lines.select(list(LINE)), booked.select(list(LINE))]),
        pl.concat([back, fresh, _of_bookings(booked, found.bookings)], how="diagonal"),
        made.filter(pl.col("kind") != "payout").select("sequence", "application_id", "amount_cents"),
        made.filter(pl.col("kind") == "payout").select("sequence", *OF_PAYOUT),
        found.foreign,
    )


def _of_bookings(booked: pl.DataFrame, bookings: pl.DataFrame) -> pl.DataFrame:
    """What each entry of a doubtful debt is of; it moves nothing of what its customer owes."""
    ranks = booked.select("sequence", "booking_id").unique(maintain_order=True)
    whose = bookings.select("booking_id", "customer_id", "kind", entry_on="on")
    return ranks.join(whose, on="booking_id", maintain_order="left").with_columns(
        amount_cents=pl.lit(0, dtype=pl.Int64)
    )


OF_PAYOUT = ("payout_id", "line_id", "received_cents", "fee_cents")


def _wanted(found: Exportable, policy: EntryPolicy) -> pl.DataFrame:
    """The parts of every entry that the creditor wants, and of those exported while it wanted them."""
    every = parts(
        found.payments, found.applications, found.given_up, found.transfers, found.payouts, found.notes
    )
    off = [kind for kind, on in (("payout", policy.payouts), ("credit_note", policy.notes)) if not on]
    told = pl.col("subject").is_in(found.exported["subject"].implode())
    return every.filter(~pl.col("kind").is_in(off) | told)


_BACK = {
    "sequence": pl.Int64,
    "reverses": pl.Int64,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "payment_id": pl.Int64,
    "application_id": pl.Int64,
    "booking_id": pl.Int64,
    "entry_on": pl.Date,
    "amount_cents": pl.Int64,
}


def _undone(told: Due, *, first: int, on: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The entries that undo those that no longer hold: their lines, and what each is of."""
    lines, rows = [pl.DataFrame(schema=LINE)], []
    gone = ExportedEntry.objects.filter(pk__in=told.reverse.to_list()).order_by("sequence")
    for sequence, one in enumerate(gone, start=first):
        lines.append(undoing(stored(one), sequence=sequence, on=on))
        rows.append(
            (
                sequence,
                one.pk,
                one.customer_id,
                one.kind,
                one.payment_id,
                one.application_id,
                one.booking_id,
                on,
                -one.amount_cents,
            )
        )
    return pl.concat(lines), pl.DataFrame(rows, schema=_BACK, orient="row")


def stored(entry: ExportedEntry) -> list[dict[str, Any]]:
    """The lines of an exported entry, as `core.entries.lines.LINE`."""
    return [
        line | {name: date.fromisoformat(line[name]) if line[name] else None for name in DAYS}
        for line in json.loads(entry.lines)["lines"]
    ]


DAYS = tuple(name for name, kind in LINE.items() if kind == pl.Date)
