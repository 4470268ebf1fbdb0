"""`encours segments`: the rules of a creditor's own segments, and how many customers each catches today."""

from __future__ import annotations

from datetime import datetime

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor


@click.command("segments")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of that day; today unless told.")
@creditor_option
@json_option
def command(day: datetime | None, named: str | None, as_json: bool) -> None:
    """List the rules in their order, with the customers each catches first and those its condition is true of."""
    open_house()
    from django.utils.translation import gettext as _

    from encours.acts.custom_fields.counting import count_caught
    from encours.core.segments.rules import checked
    from encours.jobs.creditors import local_day
    from encours.records.fields.reading import catalogue_kept, latest_segments, own_segments
    from encours.words.amounts import number
    from encours.words.languages import speaking

    creditor, spoken = the_creditor(named), language()
    on = day.date() if day else local_day(creditor, now())
    published, rules = latest_segments(creditor.pk), own_segments(creditor.pk)
    counts = count_caught(creditor, checked(rules, catalogue_kept(creditor.pk)), on=on)
    rows = list(zip(rules, counts.first, counts.true, strict=True))
    with speaking(spoken):
        lines = [
            f"{one.label(spoken)} : {number(first, spoken)}  ({one.condition})" for one, first, _true in rows
        ]
        lines.append(f"{_('Aucun de ces segments')} : {number(counts.left, spoken)}")
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
        lines,
        as_json=as_json,
    )
