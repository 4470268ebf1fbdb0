"""`encours debits`: what is collected by direct debit and why the rest is not; the file for the bank where asked."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from encours.jobs.exporting_sheets import written
from encours.jobs.opening import (
    BadInputError,
    answer,
    creditor_option,
    home,
    json_option,
    language,
    now,
    open_house,
    the_creditor,
)


@click.command("debits")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of that day; today unless told.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Prepare the file, and write it there."
)
@creditor_option
@json_option
def command(day: datetime | None, out: Path | None, named: str | None, as_json: bool) -> None:
    """Say what a file of direct debits would hold; with --out, prepare it, keep it and write it.

    Nothing is sent to the bank: the file is handed over by a person.
    """
    open_house()
    from encours.jobs.creditors import local_day

    creditor, at = the_creditor(named), now()
    today = local_day(creditor, at)
    on = day.date() if day else today
    if out is not None and on != today:
        raise BadInputError("--out prépare la remise du jour : ne pas dire --on.")
    if out is not None and (out.exists() or not out.parent.is_dir()):
        raise BadInputError(f"{out} existe déjà, ou son dossier n’existe pas : choisir un autre nom.")
    told = _told(creditor, on)
    if out is not None:
        told |= _prepared(creditor, on, at, out)
    answer(told, list(_words(told)), as_json=as_json)


def _told(creditor: Any, on: Any) -> dict[str, Any]:
    from encours.acts.debits.prepare import preview
    from encours.core.debits.choosing import chosen
    from encours.records.debits.reading import debit_rules
    from encours.records.frames.debits import debitable_items

    found = preview(creditor, on=on)
    items = chosen(debitable_items(creditor.pk, on=on), debit_rules(creditor.pk), on=on)
    return {
        "creditor": creditor.name,
        "on": on.isoformat(),
        "ready": len(found.ready),
        "ready_cents": found.cents,
        "announced": dict(Counter(one.reason for one in found.decisions.values())),
        "items": dict(items["reason"].value_counts(sort=True).iter_rows()),
    }


def _prepared(creditor: Any, on: Any, at: datetime, out: Path) -> dict[str, Any]:
    from encours.acts.debits.prepare import prepare_batch
    from encours.records.documents.keeping import opened

    batch = prepare_batch(creditor, on=on, author="command line", at=at, home=home())
    written(out, opened(batch.kept, home=home()))
    return {
        "batch": batch.reference,
        "debits": batch.debits_count,
        "total_cents": batch.total_cents,
        "file": out.name,
    }


def _words(told: dict[str, Any]) -> Any:
    from django.utils.translation import gettext as _

    from encours.words.amounts import money
    from encours.words.days import day
    from encours.words.debits import reason_name

    on = day(date.fromisoformat(told["on"]), language())
    sums = {**told, "day": on, "sum": money(told["ready_cents"], "EUR", language())}
    yield _("%(creditor)s, prélèvements au %(day)s, prêts pour la remise : %(ready)s, soit %(sum)s.") % sums
    yield from (
        _line(reason_name(code), count) for code, count in told["announced"].items() if code != "ready"
    )
    yield _("Factures des clients qui ont un mandat :")
    yield from (_line(reason_name(code), count) for code, count in told["items"].items())
    if "batch" in told:
        sums["total"] = money(told["total_cents"], "EUR", language())
        yield _("Remise %(batch)s : %(debits)s opérations, %(total)s, dans %(file)s.") % sums


def _line(reason: str, count: int) -> str:
    from django.utils.translation import gettext as _

    return _("  %(reason)s : %(count)s") % {"reason": reason, "count": count}
