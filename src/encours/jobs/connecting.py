"""`encours connector`: systems that are read and told over the network."""

from __future__ import annotations

from typing import Any

import click

from encours.jobs.opening import (
    BadInputError,
    answer,
    creditor_option,
    home,
    json_option,
    language,
    leave,
    now,
    open_house,
    the_creditor,
)


@click.group("connector")
def command() -> None:
    """Connect an ERP or a billing tool: add, list, test, sync, report, push."""


@command.command("add")
@click.argument("kind")
@click.argument("name")
@click.option(
    "--set", "told", multiple=True, metavar="SETTING=VALUE", help="A setting, as « address=https://… »."
)
@click.option(
    "--secret", "hidden", multiple=True, metavar="SETTING", help="A secret setting, asked for unseen."
)
@click.option("--every", default=15, show_default=True, help="Minutes between two readings.")
@click.option("--write-back", "writes", is_flag=True, help="Tell it payments, comments and closings too.")
@click.option("--author", default="cli", help="Who adds it, as history will name them.")
@creditor_option
@json_option
def add(
    kind: str,
    name: str,
    told: tuple[str, ...],
    hidden: tuple[str, ...],
    every: int,
    writes: bool,
    author: str,
    named: str | None,
    as_json: bool,
) -> None:
    """Connect a system of a KIND under a NAME. Secrets are asked for unseen, and kept encrypted."""
    open_house()
    from encours.acts.connect.configure import Wanted, add_connector

    settings = dict(_pair(one) for one in told)
    settings |= {one: click.prompt(one, hide_input=True) for one in hidden}
    creditor = the_creditor(named)
    wanted = Wanted(name, settings, writes=writes, every_minutes=every)
    made = add_connector(creditor, kind, wanted, author=author, at=now(), home=home())
    facts = {"creditor": creditor.name, "connector": made.name, "kind": made.kind, "writes": made.writes}
    answer(facts, [f"{made.name} : {made.kind}"], as_json=as_json)


def _pair(told: str) -> tuple[str, str]:
    name, found, value = told.partition("=")
    if not found:
        raise BadInputError(f"« {told} » : écrire --set NOM=VALEUR.")
    return name.strip(), value


@command.command("list")
@creditor_option
@json_option
def listed(named: str | None, as_json: bool) -> None:
    """List the systems connected, and when each was last read."""
    open_house()
    from encours.records.connectors.models import Connector

    creditor = the_creditor(named)
    rows = [
        {
            "connector": one.name,
            "kind": one.kind,
            "is_on": one.is_on,
            "writes": one.writes,
            "every_minutes": one.every_minutes,
            "synced_at": one.synced_at.isoformat() if one.synced_at else None,
            "error": one.error,
        }
        for one in Connector.objects.of([creditor.pk]).order_by("name")
    ]
    lines = [
        f"{row['connector']} ({row['kind']}) : {row['error'] or row['synced_at'] or '—'}" for row in rows
    ]
    answer({"creditor": creditor.name, "connectors": rows}, lines, as_json=as_json)


@command.command("test")
@click.argument("name")
@creditor_option
@json_option
def test(name: str, named: str | None, as_json: bool) -> None:
    """Ask a system who it is. Writes nothing, here or there."""
    open_house()
    from encours.acts.connect.configure import opened

    said = opened(_connector(name, named), home=home()).greet()
    answer({"connector": name, "answers": said}, [said], as_json=as_json)


@command.command("sync")
@click.argument("name", required=False)
@click.option("--anew", is_flag=True, help="Read everything once more, not what changed alone.")
@creditor_option
@json_option
def sync(name: str | None, anew: bool, named: str | None, as_json: bool) -> None:
    """Read what changed in a system (in all, where none is named), and compare both sides."""
    open_house()
    from encours.acts.connect.configure import opened
    from encours.acts.connect.sync import sync_connector
    from encours.records.connectors.models import Connector

    rows = (
        [_connector(name, named)]
        if name
        else list(Connector.objects.of([the_creditor(named).pk]).filter(is_on=True).order_by("name"))
    )
    told = []
    for one in rows:
        done = sync_connector(one, opened(one, home=home()), clock=now, home=home(), author="cli", anew=anew)
        told.append(_synced(one, done))
    lines = [f"{row['connector']} : {row['error'] or '{rows} → {changed}'.format(**row)}" for row in told]
    answer(told[0] if name else {"syncs": told}, lines, as_json=as_json)
    if any(row["error"] for row in told):
        leave(refused=True)


def _synced(connector: Any, done: Any) -> dict[str, Any]:
    if done is None:
        return {
            "connector": connector.name,
            "rows": 0,
            "changed": 0,
            "refused": 0,
            "error": "en cours ailleurs",
        }
    return {
        "connector": connector.name,
        "rows": done.rows,
        "changed": done.changed,
        "refused": done.refused,
        "lag_seconds": done.lag_seconds,
        "error": done.error,
    }


@command.command("report")
@click.argument("name")
@creditor_option
@json_option
def report(name: str, named: str | None, as_json: bool) -> None:
    """What is open there beside what is open here, as of the last reading, and each difference. Writes nothing."""
    open_house()
    from encours.records.connectors.models import Comparison

    connector = _connector(name, named)
    last = Comparison.objects.filter(connector=connector).order_by("-pk").first()
    if last is None:
        raise BadInputError(f"« {name} » n’a pas encore été lu : « encours connector sync {name} ».")
    facts = {
        "connector": connector.name,
        "made_at": last.made_at.isoformat(),
        "by_currency": last.figures,
        "differ": last.differ,
        "differences": last.differences,
    }
    answer(facts, _lines(last), as_json=as_json)


def _lines(last: Any) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.words.amounts import money
    from encours.words.connectors import reason

    speaking = language()
    lines = []
    for currency, sums in last.figures.items():
        told = {
            "there_count": sums["there_count"],
            "here_count": sums["here_count"],
            "there": money(sums["there_cents"], currency, speaking),
            "here": money(sums["here_cents"], currency, speaking),
        }
        lines.append(_("Là-bas %(there_count)s pour %(there)s, ici %(here_count)s pour %(here)s.") % told)
    for one in last.differences:
        there = money(one["there_cents"], one["currency"], speaking)
        here = money(one["here_cents"], one["currency"], speaking)
        lines.append(f"  {one['number']} : {there} / {here} — {reason(one['reason'])}")
    return lines or [_("Aucun document ouvert, d’aucun côté.")]


def _connector(name: str, named: str | None) -> Any:
    from encours.records.connectors.models import Connector

    creditor = the_creditor(named)
    found = Connector.objects.of([creditor.pk]).filter(name=name).select_related("creditor").first()
    if found is None:
        known = ", ".join(Connector.objects.of([creditor.pk]).values_list("name", flat=True)) or "aucun"
        raise BadInputError(f"Aucun connecteur « {name} » (il y a : {known}).")
    return found
