"""`encours export balance`: the aged balance by customer, as XLSX or CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from encours.jobs import opening
from encours.jobs.exporting_sheets import day_option, out_option, written

if TYPE_CHECKING:
    import polars as pl


@click.command("balance")
@day_option
@out_option("XLSX or CSV, by the name of FILE.")
@opening.creditor_option
@opening.json_option
def command(day: datetime | None, out: Path, named: str | None, as_json: bool) -> None:
    """Write the aged balance of every customer; a past day is told as it was known then.

    Reads the ledger; writes FILE and nothing else.
    """
    opening.open_house()
    from django.utils.translation import gettext as _

    from encours.acts.aged_customers import aged_customers
    from encours.jobs.creditors import local_day
    from encours.words.aged import columns
    from encours.words.sheets import sheet_of

    creditor = opening.the_creditor(named)
    today = local_day(creditor, opening.now())
    on = min(day.date(), today) if day else today
    rows = aged_customers(creditor, on=on, as_known=on < today)
    kind = out.suffix.removeprefix(".").lower()
    content = sheet_of(kind, _("Balance âgée"), columns(), _lines(creditor.pk, rows), opening.language())
    written(out, content)
    totals: dict[str, int] = {}
    for currency, cents in rows.select("currency", "total_cents").iter_rows():
        totals[currency] = totals.get(currency, 0) + cents
    facts = {"on": on.isoformat(), "customers": len(rows), "total_cents": totals, "to": str(out)}
    opening.answer(facts, [str(out)], as_json=as_json)


def _lines(creditor_id: int, rows: pl.DataFrame) -> Iterator[list[Any]]:
    from encours.acts.aged_customers import SUMS
    from encours.records.parties.models import Customer

    names = {
        key: (account, name)
        for key, account, name in Customer.objects.filter(creditor_id=creditor_id).values_list(
            "pk", "account", "name"
        )
    }
    for row in rows.iter_rows(named=True):
        yield [*names[row["customer_id"]], row["currency"], *(row[name] for name in SUMS)]
