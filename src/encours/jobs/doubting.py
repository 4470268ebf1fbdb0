"""`encours doubtful`: who is a doubtful customer, who should be, what is to be transferred and written down."""

from __future__ import annotations

from typing import Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, now, open_house, the_creditor

_AUTHOR = "cli"


@click.group("doubtful")
def command() -> None:
    """Doubtful customers (clients douteux): marks by the rules, transfers to 416, depreciations in 491."""


@command.command("list")
@creditor_option
@json_option
def listed(named: str | None, as_json: bool) -> None:
    """Say who is doubtful, since when, by which rule. Writes nothing."""
    open_house()
    from encours.records.doubtful.models import Doubtful

    creditor = the_creditor(named)
    rows = Doubtful.objects.of([creditor.pk]).filter(ended_on__isnull=True)
    told = [
        {
            "account": one.customer.account,
            "from_on": one.from_on.isoformat(),
            "rule": one.rule,
            "reason": one.reason,
        }
        for one in rows.select_related("customer").order_by("from_on", "pk")
    ]
    lines = ["{account} : {from_on}, {rule}, {reason}".format(**one) for one in told]
    answer({"doubtful": told}, lines, as_json=as_json)


@command.command("propose")
@click.option("--accept", is_flag=True, help="Mark, or end the mark of, those whom the rules propose.")
@creditor_option
@json_option
def propose(accept: bool, named: str | None, as_json: bool) -> None:
    """Say whom the rules would mark or not any more, and the entries that doubtful debts lack.

    With --accept, follows the rules. Entries are accepted at the desk, where a person reads them.
    """
    open_house()
    from encours.acts.doubtful.marking import accept_marks, proposals
    from encours.jobs.creditors import local_day

    creditor, at = the_creditor(named), now()
    on = local_day(creditor, at)
    found = proposals(creditor, on=on)
    changed = (
        accept_marks(creditor, found["customer_id"].to_list(), on=on, author=_AUTHOR, at=at)
        if accept and not found.is_empty()
        else 0
    )
    told = _proposed(creditor, found) | {"changed": changed} | _entries(creditor, on)
    lines = ["{account} : {change}, {rule}, {overdue_cents}".format(**one) for one in told["proposed"]]
    totals = (f"{name} : {told[name]}" for name in told if name != "proposed")
    answer(told, [*lines, *totals], as_json=as_json)


def _proposed(creditor: Any, found: Any) -> dict[str, Any]:
    from encours.records.parties.models import Customer

    accounts = dict(
        Customer.objects.of([creditor.pk])
        .filter(pk__in=found["customer_id"].to_list())
        .values_list("pk", "account")
    )
    names = ("change", "rule", "days", "overdue_cents")
    rows = found.select("customer_id", *names).to_dicts()
    return {
        "proposed": [
            {"account": accounts[row["customer_id"]]} | {name: row[name] for name in names} for row in rows
        ]
    }


def _entries(creditor: Any, on: Any) -> dict[str, Any]:
    from encours.acts.doubtful.booking import Totals, depreciations, lacking

    rows = lacking(depreciations(creditor, on=on))
    totals = Totals.of(rows)
    return {
        "debts": len(rows),
        "transfer_cents": totals.transfer_cents,
        "back_cents": totals.back_cents,
        "allowance_cents": totals.allowance_cents,
        "reversal_cents": totals.reversal_cents,
        "assumed_vat": int((rows["tax_source"] == "assumed").sum()),
    }
