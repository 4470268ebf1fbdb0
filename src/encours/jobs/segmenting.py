"""`encours segments`: the rules of a creditor's own segments, and how many customers each catches today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor

if TYPE_CHECKING:
    from encours.core.segments import Rule


@click.command("segments")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of that day; today unless told.")
@creditor_option
@json_option
def command(day: datetime | None, named: str | None, as_json: bool) -> None:
    """List the rules in their order, with the customers each catches first and those its condition is true of."""
    open_house()
    from encours.acts.custom_fields.counting import count_caught
    from encours.core.segments.rules import checked
    from encours.jobs.creditors import local_day
    from encours.records.fields.reading import catalogue_kept, latest_segments, own_segments

    creditor = the_creditor(named)
    on = day.date() if day else local_day(creditor, now())
    published, rules = latest_segments(creditor.pk), own_segments(creditor.pk)
    counts = count_caught(creditor, checked(rules, catalogue_kept(creditor.pk)), on=on)
    rows = list(zip(rules, counts.first, counts.true, strict=True))
    answer(
        {
            "creditor": creditor.name,
            "on": on.isoformat(),
            "number": published.number if published else 0,
            "reason": published.reason() if published else "",
            "segments": [
                {
                    "segment": one.segment,
                    "label_fr": one.label_fr,
                    "label_en": one.label_en,
                    "condition": one.condition,
                    "customers": first,
                    "true_of": true,
                }
                for one, first, true in rows
            ],
            "in_none": counts.left,
        },
        list(_words(rows, counts.left)),
        as_json=as_json,
    )


def _words(rows: list[tuple[Rule, int, int]], left: int) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from encours.words.amounts import number
    from encours.words.languages import speaking

    spoken = language()
    for one, first, _true in rows:
        yield f"{one.label(spoken)} : {number(first, spoken)}  ({one.condition})"
    with speaking(spoken):
        none = _("Aucun de ces segments")
    yield f"{none} : {number(left, spoken)}"
