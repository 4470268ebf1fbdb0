"""`encours entries`: what was applied from the bank, written for the accounting software to take in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from encours.jobs import opening

if TYPE_CHECKING:
    from encours.records.parties.models import Creditor

_AUTHOR = "cli"


@click.command("entries")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Export to FILE; without it, only say what waits.",
)
@click.option("--again", type=click.IntRange(min=1), metavar="N", help="The file of export N, as it was.")
@click.option(
    "--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="Exported entries again, from a day."
)
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="… and up to a day.")
@opening.creditor_option
@opening.json_option
def command(
    out: Path | None,
    again: int | None,
    since: datetime | None,
    until: datetime | None,
    named: str | None,
    as_json: bool,
) -> None:
    """Export the entries that the books lack, each once, in the columns of a FEC.

    Reads what the bank paid and what was exported; with --out, writes FILE and remembers what it holds.
    """
    opening.open_house()
    creditor = opening.the_creditor(named)
    if (since is None) != (until is None):
        raise opening.BadInputError("Dire les deux jours, --from et --to.")
    if (again or since) and out is None:
        raise opening.BadInputError("Dire où écrire : --out FICHIER.")
    if again is not None and out is not None:
        facts = _again(creditor, again, out)
    elif since is not None and until is not None and out is not None:
        facts = _between(creditor, since, until, out)
    else:
        facts = _waiting(creditor) if out is None else _exported(creditor, out)
    opening.answer(facts, [f"{name}: {value}" for name, value in facts.items()], as_json=as_json)


def _waiting(creditor: Creditor) -> dict[str, Any]:
    from encours.acts.entries.drawing import draw
    from encours.core.entries.policy import never_seen
    from encours.jobs.creditors import local_day
    from encours.records.entries.reading import entry_policy
    from encours.records.frames.entries import accounts_seen, has_providers

    drawn = draw(creditor, on=local_day(creditor, opening.now()))
    return {
        "entries": len(drawn.entries),
        "lines": len(drawn.lines),
        "customers_cents": drawn.customers_cents,
        "other_currency": drawn.foreign,
        "unknown_accounts": never_seen(
            entry_policy(creditor.pk), accounts_seen(creditor.pk), providers=has_providers(creditor.pk)
        ),
    }


def _exported(creditor: Creditor, out: Path) -> dict[str, Any]:
    from encours.acts.entries.again import exported_again
    from encours.acts.entries.exporting import export_entries
    from encours.jobs.creditors import local_day
    from encours.jobs.exporting_sheets import written

    if out.exists():
        raise opening.BadInputError(f"{out} existe déjà : choisir un autre nom.")
    at = opening.now()
    made = export_entries(creditor, author=_AUTHOR, at=at, on=local_day(creditor, at), home=opening.home())
    if made is None:
        return {"export": None, "entries": 0, "customers_cents": 0}
    written(out, exported_again(creditor, made.number, home=opening.home())[1])
    return {
        "export": made.number,
        "entries": made.entries,
        "customers_cents": made.customers_cents,
        "to": str(out),
    }


def _again(creditor: Creditor, number: int, out: Path) -> dict[str, Any]:
    from encours.acts.entries.again import exported_again
    from encours.jobs.exporting_sheets import written

    made, content = exported_again(creditor, number, home=opening.home())
    written(out, content)
    return {
        "export": made.number,
        "entries": made.entries,
        "customers_cents": made.customers_cents,
        "to": str(out),
    }


def _between(creditor: Creditor, since: datetime, until: datetime, out: Path) -> dict[str, Any]:
    from encours.acts.entries.again import exported_between
    from encours.jobs.exporting_sheets import written

    entries, content = exported_between(creditor, since.date(), until.date())
    written(out, content)
    return {"entries": entries, "from": since.date().isoformat(), "to": str(out)}
