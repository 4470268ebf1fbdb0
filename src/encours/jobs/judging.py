"""`encours quality`: the data looked over, its score, and what to correct in the order of money at stake."""

from __future__ import annotations

from typing import Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor


@click.command("quality")
@click.option("--first", default=20, show_default=True, help="How many errors to name, the dearest first.")
@creditor_option
@json_option
def command(first: int, named: str | None, as_json: bool) -> None:
    """Look over all customers, contacts and open items; keep what was found, and say it."""
    open_house()
    from encours.acts.quality.assess import assess
    from encours.jobs.creditors import local_day
    from encours.records.quality.models import Finding

    creditor = the_creditor(named)
    at = now()
    made = assess(creditor, on=local_day(creditor, at), author="rule:quality@1", at=at)
    standing = Finding.objects.of([creditor.pk]).filter(accepted=False)
    rows = standing.select_related("customer", "receivable").order_by("-weighs", "-at_stake_cents", "pk")[
        : max(first, 0)
    ]
    facts = {
        "creditor": creditor.name,
        "on": made.on.isoformat(),
        **made.figures,
        "first": [_told(row) for row in rows],
    }
    answer(facts, _words(facts), as_json=as_json)


def _told(row: Any) -> dict[str, Any]:
    return {
        "rule": row.rule,
        "severity": row.severity,
        "holds": row.holds,
        "account": row.customer.account,
        "customer": row.customer.name,
        "invoice": row.receivable.number if row.receivable else None,
        "value": row.value,
        "count": row.count,
        "at_stake_cents": row.at_stake_cents,
        "currency": row.currency,
    }


def _words(facts: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.words import quality as words
    from encours.words.amounts import money

    speaking, currency = language(), facts["currency"]
    sums = {name: money(facts[name], currency, speaking) for name in ("sure_cents", "owed_cents")}
    lines = [
        _("%(creditor)s, données examinées le %(on)s") % facts,
        "  " + _("score %(score)s / 100, fiches remplies à %(complete)s %%") % facts,
        "  " + _("%(sure_cents)s sur %(owed_cents)s reposent sur des fiches sûres") % sums,
    ]
    for rule in facts["rules"]:
        told = f"{words.rule_name(rule['rule'])} ({words.severity_name(rule['severity'])}) : {rule['files']}"
        lines.append(f"  · {told}, {money(rule['at_stake_cents'], currency, speaking)}")
    for row in facts["first"]:
        said = words.sentence(row["rule"], row["value"], row["count"], row["currency"], speaking)
        where = " ".join(filter(None, (row["account"], row["customer"], row["invoice"])))
        amount = money(row["at_stake_cents"], row["currency"], speaking)
        lines.append(f"    {where} : {words.rule_name(row['rule'])} {said} [{amount}]")
    return lines
