"""`encours import`: take in a file of any format that is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from encours.jobs.mapping import read_file, target_option
from encours.jobs.opening import answer, creditor_option, home, json_option, language, now, open_house

if TYPE_CHECKING:
    from encours.acts.import_file.many import Became, File

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
    """Take in ledgers (FEC), bank statements, electronic invoices and tables (CSV, XLSX, XLS, ODS).

    Statements: CAMT.053, CFONB120, MT940, CODA, BAI2, OFX, QIF, banks' own tables, PayPal, Adyen, Stripe.

    A ZIP is taken in file by file; electronic invoices that come together are one act. A file that cannot be read
    says so and leaves the others be (exit 2). The same bytes twice change nothing. The first ledger opens the
    creditor that its name tells; of several creditors, an electronic invoice goes to the one that sells. What the
    columns of a table say is recognised, told by --as or --mapping, and remembered.
    """
    open_house()
    asked = Asked(target or "", date_order or "", read_file(plan) if plan else None)
    asked = Asked(target or "", date_order or "", read_file(plan) if plan else None)
    told = []
    for creditor, became in _taken_in(files, named, author, asked):
        if became.refused is not None and len(files) == 1 and became.file.name == files[0].name:
            raise became.refused
        told.append(_facts(creditor, became))
    answer(told[0] if len(told) == 1 else {"imports": told}, _words(told), as_json=as_json)
    if any("refused" in one for one in told):
        raise click.exceptions.Exit(2)


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


def _taken_in(
    paths: Iterable[Path], named: str | None, author: str, asked: Asked
) -> Iterator[tuple[str, Became]]:
    """The creditor of each file, and what became of it; files of one creditor go together."""
    from encours.acts.import_file.many import File, import_many, unpacked
    from encours.jobs.creditors import creditor_for, local_day

    def owned() -> Iterator[tuple[Any, Path]]:
        for path in paths:
            yield creditor_for(path, named, author=author, at=now()), path

    for creditor, group in groupby(owned(), key=itemgetter(0)):
        at = now()
        told: dict[str, Any] = {"author": author, "at": at, "on": local_day(creditor, at), "home": home()}
        files = (File(path.name, path.read_bytes()) for _creditor, path in group)
        if asked.target or asked.plan:
            found: Iterator[Became] = (_mapped(creditor, file, asked, told) for file in files)
        else:
            found = import_many(creditor, (one for file in files for one in unpacked(file)), **told)
        for became in found:
            yield creditor.name, became


def _mapped(creditor: Any, file: File, asked: Asked, told: dict[str, Any]) -> Became:
    from encours.acts.import_file.many import Became
    from encours.acts.import_file.remembering import import_mapped

    mapping = asked.mapping(file.content)
    return Became(file, import_mapped(creditor, file.content, file.name, mapping, **told))


def _facts(creditor: str, became: Became) -> dict[str, Any]:
    if became.printed is not None:
        row = became.printed
        return {
            "file": became.file.name,
            "creditor": creditor,
            "printed": {"state": row.state, "tied": row.tied, "fields": row.read},
        }
    if became.result is None:
        why = became.refused
        told = {"rule": why.rule, "sentence": why.sentence, "remedy": why.remedy} if why else {}
        return {"file": became.file.name, "creditor": creditor, "refused": told}
    intake = became.result.intake
    return {
        "file": became.file.name,
        "format": intake.format,
        "kind": intake.kind,
        "creditor": creditor,
        "again": became.result.again,
        "counts": intake.counts,
        "controls": intake.controls,
        "refusals": intake.refusals,
        "notices": intake.notices,
    }


def _words(told: list[dict[str, Any]]) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.words.amounts import number
    from encours.words.imported import counted, field_names, remark_line, table_of
    from encours.words.refusals import sentence

    lines = []
    for one in told:
        if "refused" in one:
            why = (sentence(one["refused"][part], language()) for part in ("sentence", "remedy"))
            lines.append(f"{one['file']}{_(' : ')}{' '.join(why)}")
            continue
        if "printed" in one:
            lines += _printed(one)
            continue
        if one["again"]:
            lines.append(_("%(file)s : déjà importé, rien n'a changé.") % one)
            continue
        lines.append(_("%(file)s : %(format)s, importé pour %(creditor)s.") % one)
        lines += [
            f"  {each.what()}{_(' : ')}{number(each.value, language())}"
            for each in counted(one["kind"], one["counts"])
        ]
        names = field_names(table_of(one["kind"], one["counts"], one["controls"]))
        lines += [f"  {remark_line(refusal, names)}" for refusal in one["refusals"][:_SHOWN]]
    return lines


def _printed(one: dict[str, Any]) -> list[str]:
    """A PDF without XML: what was read of it, and that a person confirms it."""
    from django.utils.translation import gettext as _

    from encours.jobs.inspecting_pdf import field_lines

    state = one["printed"]["state"]
    told = {
        "waiting": _("%(file)s : facture PDF lue ; à confirmer dans les imports, rien n’est dû avant."),
        "taken": _("%(file)s : facture PDF déjà confirmée par une personne."),
        "declined": _("%(file)s : PDF déjà écarté par une personne."),
    }
    return [told[state] % one, *(field_lines(one["printed"]["fields"]) if state == "waiting" else ())]
