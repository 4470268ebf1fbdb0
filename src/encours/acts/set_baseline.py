"""Storing where one starts from: the figure of a measure on a day, that gains are counted from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from encours.acts.measuring import measure
from encours.core.measures import Measure
from encours.core.measures.measure import in_parts
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.measures.models import Baseline
from encours.records.parties.models import Creditor

# What the house compares with its start; any other measure may have a baseline too.
COMPARED = ("dso_simple", "days_to_pay", "cash_in")
_FINE = 1_000_000  # parts of a day or of a share: finer than what is shown


def set_baseline(
    creditor: Creditor, *, codes: Sequence[str] = COMPARED, on: date, author: str, at: datetime
) -> list[Baseline]:
    """Store the figures of these measures on a day, as known now; the latest one stored is compared with.

    Raises
        RuleError: none of them has a figure on that day.
    """
    found = [one for one in measure(codes, creditor, on=on) if one.figure is not None]
    if not found:
        raise RuleError(
            "no_figure", "Aucune de ces mesures n’a de chiffre ce jour-là : choisir un autre jour."
        )
    with recording(creditor, "set_baseline", author=author, cause=on.isoformat(), at=at) as record:
        made = [
            Baseline.objects.create(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                code=one.formula,
                formula_version=one.version,
                on=on,
                value=in_parts(one.figure, _parts(one)) or 0,
                parts=_parts(one),
                currency=one.currency,
                by=author,
            )
            for one in found
        ]
        record.wrote(Baseline, made)
        record.tell(on=on, measures=[one.formula for one in found])
    return made


def _parts(measure: Measure) -> int:
    return 1 if measure.unit == "cents" else _FINE
