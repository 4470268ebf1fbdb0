"""`encours export case`: a customer's case, verifiable by anyone with Python and nothing else."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from encours.jobs import opening

if TYPE_CHECKING:
    from encours.records.history.export import Case
    from encours.records.parties.models import Creditor, Customer


@click.command("case")
@click.argument("account")
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR|FILE.zip",
    help="Where to write: a folder that is not there yet (or empty), or a .zip file.",
)
@opening.creditor_option
@opening.json_option
def command(account: str, target: Path, named: str | None, as_json: bool) -> None:
    """Write out ACCOUNT's case: leaves, proofs, roots, facts, documents, and verify.py.

    Seals the history first, so that the last act is proven too. Reads history; writes roots and DIR or FILE.
    """
    _refuse_to_overwrite(target)
    opening.open_house()
    from django.utils.translation import gettext as _

    from encours.jobs.case_summary import summaries
    from encours.records.history.export import UnsealedCaseError, case_of, files_of
    from encours.records.history.sealing import seal

    at, home = opening.now(), opening.home()
    creditor = opening.the_creditor(named)
    customer = _the_customer(creditor, account)
    seal(creditor.pk, at=at, home=home)
    try:
        case = case_of(customer)
    except UnsealedCaseError as error:
        raise opening.BadInputError(_("Aucun acte n'a encore touché ce client : rien à prouver.")) from error
    written = _write(files_of(case, summary=summaries(case, at=at), at=at, home=home), target, at)
    facts = _figures(case) | {"to": str(target), "files": written}
    line = _(
        "%(account)s, %(name)s : %(leaves)s feuilles, %(facts)s faits, %(documents)s documents, prouvés "
        "jusqu'à la racine de %(size)s feuilles, écrits dans %(to)s. Vérifier : python3 verify.py"
    )
    opening.answer(facts, [line % facts], as_json=as_json)


def _the_customer(creditor: Creditor, account: str) -> Customer:
    from encours.records.parties.models import Customer

    customers = Customer.objects.of([creditor.pk]).select_related("creditor")
    found = customers.filter(account=account).first() or customers.filter(account__iexact=account).first()
    if found is None:
        raise opening.BadInputError(
            f"Aucun client de {creditor.name} n'a le compte « {account} » : le reprendre de la balance."
        )
    return found


def _figures(case: Case) -> dict[str, object]:
    return {
        "account": case.customer.account,
        "name": case.customer.name,
        "leaves": len(case.leaves),
        "erased": sum(leaf.content is None for leaf in case.leaves),
        "roots": len(case.roots),
        "size": case.roots[-1].size,
        "root": case.roots[-1].digest,
        "key": case.roots[-1].key_id,
        "facts": sum(len(facts.rows) for facts in case.facts),
        "documents": len(case.documents),
    }


def _refuse_to_overwrite(target: Path) -> None:
    if target.is_dir() and target.suffix != ".zip" and not any(target.iterdir()):
        return
    if target.exists():
        raise opening.BadInputError(f"{target} existe déjà : choisir un autre nom, ou un dossier vide.")
    if not target.absolute().parent.is_dir():
        raise opening.BadInputError(f"Le dossier {target.absolute().parent} n'existe pas : le créer d'abord.")


def _write(files: Iterator[tuple[str, bytes]], target: Path, at: datetime) -> int:
    """Write beside the target and rename, so that a case half written is never taken for one."""
    draft = target.absolute().with_name(f".{target.name}.draft")
    count = 0
    if target.suffix == ".zip":
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files:
                archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
                count += 1
    else:
        for name, content in files:
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(content)
            count += 1
    draft.rename(target.absolute())
    return count
