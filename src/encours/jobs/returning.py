"""`encours roi`: what collection brought and cost, the same figures as the desk's page of returns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor


@click.command("roi")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of that day; today unless told.")
@creditor_option
@json_option
def command(day: datetime | None, named: str | None, as_json: bool) -> None:
    """Compute the return on collection from the facts: what was freed, won and spent, and the net."""
    open_house()
    from encours.acts.measuring import measure
    from encours.core.returns import CODES, returns
    from encours.jobs.creditors import local_day

    creditor = the_creditor(named)
    on = day.date() if day else local_day(creditor, now())
    measures = {one.formula: one for one in measure(CODES, creditor, on=on)}
    found = returns(measures, on=on, currency=creditor.currency)
    told = {
        "creditor": creditor.name,
        "on": on.isoformat(),
        "currency": found.currency,
        "freed_cents": found.freed_cents,
        "collected_cents": found.collected_cents,
        "won_cents": found.won_cents,
        "costs": dict(found.costs),
        "cost_cents": found.cost_cents,
        "net_cents": found.net_cents,
        "per_euro_bps": found.per_euro_bps,
        "hours_tenths": found.hours_tenths,
        "segments": [
            {
                "segment": each.segment,
                "reminders": each.reminders,
                "collected_cents": each.collected_cents,
                "cost_cents": each.cost_cents,
                "net_cents": each.net_cents,
            }
            for each in found.segments
        ],
        "compared": [
            {"measure": each.code, "unit": each.unit, "before": each.before, "now": each.now}
            for each in found.compared
        ],
    }
    answer(told, list(_words(found, creditor.pk)), as_json=as_json)


def _words(found: Any, creditor_id: int) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.records.fields.reading import segment_names
    from encours.words.measures import amount_in_unit, label_of, name_of

    speaking = language()

    def money(cents: int | None) -> str:
        return amount_in_unit("cents", cents, found.currency, speaking)

    lines = [
        f"{_('Trésorerie libérée')} : {money(found.freed_cents)}",
        f"{_('Intérêts et indemnités')} : {money(found.won_cents)}",
        f"{_('Coût du recouvrement')} : {money(found.cost_cents)}",
        f"{_('Net')} : {money(found.net_cents)}",
    ]
    for each in found.compared:
        unit = each.unit or "cents"
        before = amount_in_unit(unit, each.before, found.currency, speaking)
        after = amount_in_unit(unit, each.now, found.currency, speaking)
        lines.append(f"{name_of(each.code)} : {before} → {after}")
    names = segment_names(creditor_id, speaking)
    if found.segments:
        lines.append(f"{name_of('net_by_segment')} :")
    for each in found.segments:
        net, got = money(each.net_cents), money(each.collected_cents)
        lines.append(f"  {label_of(each.segment, names)} : {got} − {money(each.cost_cents)} = {net}")
    return lines
