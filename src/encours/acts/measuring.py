"""Measures of a day, computed from the facts on demand: asks `core` on frames of one view, and writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date

from django.db import connection

from encours.core.measures import Book, Measure, compute
from encours.core.measures.measure import Known
from encours.records.frames.doorway import snapshot
from encours.records.frames.knowledge import knowledge
from encours.records.frames.measured_words import baselines
from encours.records.frames.measures import frames_for
from encours.records.parties.models import Creditor


def measure(
    codes: Iterable[str],
    creditor: Creditor,
    *,
    on: date,
    known: Known = "now",
    customers: Collection[int] | None = None,
    currency: str = "",
    filtered: str = "",
) -> list[Measure]:
    """Compute these measures as of a day, in one currency (the creditor's unless told), in the order asked.

    `known`: "then" says what was known on that day, and equals what that day's run reported; "now" says what is
    known today of that day. `customers` keeps some customers; `filtered` names that filter in the results.

    Raises
        RuleError: there is no such measure.
    """
    wanted = list(codes)
    money = currency or creditor.currency
    with _one_view():
        frames = frames_for(wanted, creditor, on=on, known=known, customers=customers)
        kept = baselines(creditor.pk, knowledge(creditor, on=on, known=known), money)
    book = Book(
        on=on,
        currency=money,
        frames=frames,
        # What was stored at the start is of the whole creditor.
        baselines=kept if customers is None else {},
        known=known,
        filtered=filtered,
        partial=customers is not None,
    )
    return compute(wanted, book)


def _one_view() -> AbstractContextManager[None]:
    """One view of the database, where a transaction does not already give it."""
    return nullcontext() if connection.in_atomic_block else snapshot()
