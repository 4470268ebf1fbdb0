"""Tasks about a big ledger: writing one, opening a creditor for it, taking it in."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from encours.jobs.opening import home, now, open_house

AUTHOR = "rule:bench@1"


def write_ledger(path: str, rows: int) -> dict[str, Any]:
    """Write an invented FEC of so many lines."""
    from big_ledger import fec  # type: ignore[import-not-found] # of `benchmarks/`, on the child's path

    told: dict[str, Any] = asdict(fec(Path(path), rows))
    return told


def write_table(path: str, rows: int) -> dict[str, Any]:
    """Write an invented CSV of so many invoices."""
    from big_table import invoices  # type: ignore[import-not-found] # of `benchmarks/`, on the child's path

    invoices(Path(path), rows)
    return {"rows": rows}


def import_table(path: str) -> dict[str, Any]:
    """Take a CSV in as a person does who is asked nothing, and time the act."""
    return _imported(path, "bench.csv")


def open_empty() -> dict[str, Any]:
    """Make the database and a creditor without a SIREN, to whom any file may belong."""
    open_house()
    from encours.acts.open_creditor import open_creditor
    from encours.records.parties.models import Customer

    creditor = open_creditor(name="Banc d'essai", siren="", author=AUTHOR, at=now())
    noted = Customer.objects.create(creditor=creditor, recorded_at=now(), account="411000NOTE", name="Noté")
    return {"creditor": creditor.pk, "customer": noted.pk}


def import_ledger(path: str) -> dict[str, Any]:
    """Take the file in, as `encours import` does, and time the act."""
    return _imported(path, "bench.txt")


def _imported(path: str, name: str) -> dict[str, Any]:
    open_house()
    from encours.acts.import_file import import_file
    from encours.records.parties.models import Creditor

    creditor = Creditor.objects.get()
    begun, at = time.perf_counter(), now()
    content = Path(path).read_bytes()
    result = import_file(creditor, content, name, author=AUTHOR, at=at, on=at.date(), home=home())
    return {
        "seconds": time.perf_counter() - begun,
        "rows": result.intake.controls["rows_read"],
        "counts": result.intake.counts,
    }
