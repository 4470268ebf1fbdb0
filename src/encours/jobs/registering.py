"""`encours companies`: what a file of companies says of the customers, with no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor


@click.command("companies")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--author", default="cli", help="Who takes it in, as history will name them.")
@creditor_option
@json_option
def command(file: Path, author: str, named: str | None, as_json: bool) -> None:
    """Keep what FILE says of customers by their SIREN: whether they go on, sector, staff, registered office.

    FILE is INSEE's StockUniteLegale or StockEtablissement (CSV or Parquet), or answers of recherche-entreprises
    (JSON or CSV). Only the customers' companies are read out of it; nothing leaves this machine.
    """
    open_house()
    from dataclasses import asdict

    from encours.acts.take_in_companies import sirens_of, take_in_companies
    from encours.formats.companies import read_companies
    from encours.jobs.creditors import local_day

    creditor, at = the_creditor(named), now()
    found = read_companies(file, sirens_of(creditor).keys())
    made = take_in_companies(
        creditor, found, on=local_day(creditor, at), source=file.name, author=author, at=at
    )
    facts = {"creditor": creditor.name, "file": file.name, **asdict(made)}
    answer(facts, _words(facts), as_json=as_json)


def _words(facts: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.words.languages import speaking

    with speaking(language()):
        told = _(
            "%(file)s : %(found)s clients trouvés sur %(asked)s qui ont un SIREN ; %(changed)s fiches nouvelles ou "
            "changées, %(ceased)s entreprises cessées."
        )
        return [told % facts]
