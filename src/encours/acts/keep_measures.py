"""Keeping the measures of a day, so that pages show them at once however large the book is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from encours.acts.measuring import measure
from encours.core.measures import DEFINITIONS, Measure
from encours.core.measures.kept import from_plain, to_plain
from encours.core.measures.measure import Known
from encours.records.history.writing import recording
from encours.records.measures.models import KeptMeasure
from encours.records.parties.models import Creditor
from encours.records.runs.models import Run

AT_ONCE = 20_000  # open items up to which whoever asks for a measure computes it at once


def is_big(creditor: Creditor) -> bool:
    """Whether the last run found more open items than a page computes at once; a house without runs has few."""
    last = Run.objects.of([creditor.pk]).order_by("-pk").values_list("figures", flat=True).first()
    return last is not None and last.get("items", 0) > AT_ONCE


def keep_measures(
    creditor: Creditor,
    *,
    on: date,
    known: Known = "now",
    codes: Collection[str] = DEFINITIONS,
    author: str,
    at: datetime,
) -> list[Measure]:
    """Compute measures of a day (every one unless told) in the creditor's currency, and keep them.

    They take the place of what was kept of that day.
    """
    made = measure(codes, creditor, on=on, known=known)
    with recording(creditor, "keep_measures", author=author, cause=f"{on} {known}", at=at) as record:
        rows = [
            KeptMeasure(
                creditor=record.creditor,
                on=on,
                known=known,
                currency=one.currency,
                code=one.formula,
                content=to_plain(one),
                computed_at=record.at,
            )
            for one in made
        ]
        KeptMeasure.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["creditor", "code", "on", "known", "currency"],
            update_fields=["content", "computed_at"],
        )
        record.tell(on=on, known=known, measures=len(rows))
    return made


def kept_measures(
    creditor: Creditor, *, on: date, known: Known = "now"
) -> tuple[list[Measure], datetime | None]:
    """The measures kept of a day in the creditor's currency, and when they were computed; one query."""
    rows = list(KeptMeasure.objects.of([creditor.pk]).filter(on=on, known=known, currency=creditor.currency))
    found = {row.code: from_plain(row.content) for row in rows}
    ordered = [found[code] for code in DEFINITIONS if code in found]
    return ordered, min((row.computed_at for row in rows), default=None)
