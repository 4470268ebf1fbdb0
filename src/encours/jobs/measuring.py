"""`encours measure`: figures of any day with their definitions, as known then or as known now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor


@click.command("measure")
@click.argument("codes", nargs=-1, metavar="[CODE]…")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Of that day; today unless told.")
@click.option(
    "--known",
    type=click.Choice(["then", "now"]),
    default="now",
    help="As known on that day, or as known now.",
)
@click.option("--currency", default="", help="In that currency; the creditor's unless told.")
@click.option("--portfolio", default="", help="Among the customers of that portfolio; all unless told.")
@creditor_option
@json_option
def command(
    codes: tuple[str, ...],
    day: datetime | None,
    known: Any,
    currency: str,
    portfolio: str,
    named: str | None,
    as_json: bool,
) -> None:
    """Compute measures (all of them unless CODEs are given), each with its formula and what it leaves out."""
    open_house()
    from encours.acts.measuring import measure
    from encours.core.measures import DEFINITIONS
    from encours.core.measures.kept import to_plain
    from encours.jobs.creditors import local_day

    creditor = the_creditor(named)
    on = day.date() if day else local_day(creditor, now())
    made = measure(
        codes or DEFINITIONS, creditor, on=on, known=known, currency=currency.upper(), filtered=portfolio,
        customers=_customers(creditor, portfolio) if portfolio else None,
    )  # fmt: skip
    answer(
        {
            "creditor": creditor.name,
            "on": on.isoformat(),
            "known": known,
            "measures": [to_plain(one) for one in made],
        },
        [line for one in made for line in _words(one, creditor.pk)],
        as_json=as_json,
    )


def _customers(creditor: Any, portfolio: str) -> list[int]:
    from encours.core.refusals import RuleError
    from encours.records.work.models import Assignment

    rows = Assignment.objects.of([creditor.pk]).filter(portfolio__name__iexact=portfolio)
    found = list(rows.values_list("customer_id", flat=True))
    if not found:
        raise RuleError(
            "portfolio_unknown", "Aucun client n’est dans un portefeuille de ce nom : en choisir un autre."
        )
    return found


def _words(one: Any, creditor_id: int) -> Iterator[str]:
    from encours.records.fields.reading import segment_names
    from encours.words import measures as words

    speaking = language()
    names = segment_names(creditor_id, speaking)
    yield f"{words.name_of(one.formula)} ({one.formula} v{one.version}) : {words.figure_of(one, speaking)}"
    yield f"    {words.formula_of(one.formula)}"
    for line in one.lines:
        yield f"    · {words.label_of(line.label, names)} : {words.line_figure(one, line, speaking)}"
    if one.left_out:
        yield f"    {words.left_out(one)}"
    if one.noted:
        yield f"    {words.noted(one)}"
