"""`encours why`: everything that decides about one invoice on a day, in sentences."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from encours.jobs.opening import (
    BadInputError,
    answer,
    creditor_option,
    json_option,
    language,
    now,
    open_house,
    the_creditor,
)


@click.command("why")
@click.argument("invoice")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As it was known on that day.")
@creditor_option
@json_option
def command(invoice: str, day: datetime | None, named: str | None, as_json: bool) -> None:
    """Say where INVOICE stands, what was sent, what comes next and when, and why not otherwise."""
    open_house()
    from encours.jobs.creditors import local_day
    from encours.records.receivables.models import Receivable

    creditor = the_creditor(named)
    at = now()
    on = day.date() if day else local_day(creditor, at)
    found = Receivable.objects.filter(creditor=creditor, number=invoice).order_by("-issued_on")
    if not found:
        raise BadInputError(f"Aucune facture « {invoice} » chez {creditor.name} : vérifier le numéro.")
    told = [
        _explained(creditor, receivable, on, as_known=on < local_day(creditor, at)) for receivable in found
    ]
    answer({"invoices": told}, [line for one in told for line in _words(one)], as_json=as_json)


def _explained(creditor: Any, receivable: Any, on: Any, *, as_known: bool) -> dict[str, Any]:
    from encours.acts.explain import explain_receivable
    from encours.words.reasons import say

    reasons = explain_receivable(creditor, receivable, on=on, as_known=as_known)
    return {
        "invoice": receivable.number,
        "customer": receivable.customer.name,
        "account": receivable.customer.account,
        "on": on.isoformat(),
        "reasons": [one.to_json() | {"sentence": say(one, language())} for one in reasons],
    }


def _words(told: dict[str, Any]) -> list[str]:
    head = f"{told['invoice']} · {told['customer']} · {told['on']}"
    return [head, *(f"  {one['sentence']}" for one in told["reasons"])]
