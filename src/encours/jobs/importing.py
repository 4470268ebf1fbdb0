"""`encours import`: take in a file of any format that is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from encours.jobs.opening import answer, creditor_option, home, json_option, language, now, open_house

_SHOWN = 20


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@creditor_option
@json_option
@click.option("--author", default="cli", help="Who imports, as history will name them.")
def command(files: tuple[Path, ...], named: str | None, as_json: bool, author: str) -> None:
    """Take in ledgers (FEC), bank statements (CAMT.053, CFONB120) and companion tables (CSV).

    The same bytes twice change nothing. The first ledger opens the creditor that its name tells.
    """
    open_house()
    told = [_one(path, named, author) for path in files]
    answer(told[0] if len(told) == 1 else {"imports": told}, _words(told), as_json=as_json)


def _one(path: Path, named: str | None, author: str) -> dict[str, Any]:
    from encours.acts.import_file import import_file
    from encours.jobs.creditors import creditor_for, local_day

    at = now()
    creditor = creditor_for(path, named, author=author, at=at)
    result = import_file(
        creditor,
        path.read_bytes(),
        path.name,
        author=author,
        at=at,
        on=local_day(creditor, at),
        home=home(),
    )
    intake = result.intake
    return {
        "file": path.name,
        "format": intake.format,
        "kind": intake.kind,
        "creditor": creditor.name,
        "again": result.again,
        "counts": intake.counts,
        "controls": intake.controls,
        "refusals": intake.refusals,
        "notices": intake.notices,
    }


def _words(told: list[dict[str, Any]]) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.words.refusals import sentence

    lines = []
    for one in told:
        if one["again"]:
            lines.append(_("%(file)s : déjà importé, rien n'a changé.") % one)
            continue
        lines.append(_("%(file)s : %(format)s, importé pour %(creditor)s.") % one)
        lines += [f"  {name} : {_counted(value)}" for name, value in one["counts"].items()]
        lines += [
            "  "
            + _("ligne %(line)s, %(field)s : %(remedy)s")
            % (refusal | {"remedy": sentence(refusal["remedy"], language())})
            for refusal in one["refusals"][:_SHOWN]
        ]
    return lines


def _counted(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items()) or "0"
    return str(value)
