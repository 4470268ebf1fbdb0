"""`encours import`: take in a file of any format that is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from encours.jobs.mapping import read_file, target_option
from encours.jobs.opening import answer, creditor_option, home, json_option, language, now, open_house

_SHOWN = 20


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@creditor_option
@json_option
@click.option("--author", default="cli", help="Who imports, as history will name them.")
@target_option
@click.option(
    "--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="With --as: how days are written."
)
@click.option(
    "--mapping",
    "plan",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file (YAML) that says what each column is; kept for the next file of that layout.",
)
def command(
    files: tuple[Path, ...],
    named: str | None,
    as_json: bool,
    author: str,
    target: str | None,
    date_order: str | None,
    plan: Path | None,
) -> None:
    """Take in ledgers (FEC), bank statements (CAMT.053, CFONB120), e-invoices and tables (CSV, XLSX, XLS, ODS).

    The same bytes twice change nothing. The first ledger opens the creditor that its name tells; of several
    creditors, an electronic invoice goes to the one that sells. What the columns of a table say is recognised,
    told by --as or --mapping, and remembered.
    """
    open_house()
    asked = Asked(target or "", date_order or "", read_file(plan) if plan else None)
    told = [_one(path, named, author, asked) for path in files]
    answer(told[0] if len(told) == 1 else {"imports": told}, _words(told), as_json=as_json)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said of the tables on the command line."""

    target: str
    date_order: str
    plan: Any

    def mapping(self, content: bytes) -> Any:
        """The mapping to follow; None where nothing was said."""
        from encours.formats.tables.asked import asked

        if self.plan is not None:
            return self.plan
        return asked(content, self.target, self.date_order) if self.target else None


def _one(path: Path, named: str | None, author: str, asked: Asked) -> dict[str, Any]:
    from encours.acts.import_file import import_file
    from encours.acts.import_file.remembering import import_mapped
    from encours.jobs.creditors import creditor_for, local_day

    at = now()
    creditor = creditor_for(path, named, author=author, at=at)
    content = path.read_bytes()
    mapping = asked.mapping(content)
    told: dict[str, Any] = {"author": author, "at": at, "on": local_day(creditor, at), "home": home()}
    if mapping is None:
        result = import_file(creditor, content, path.name, **told)
    else:
        result = import_mapped(creditor, content, path.name, mapping, **told)
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
