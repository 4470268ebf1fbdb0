"""Invoices written before numbers had a key are given theirs by the migration."""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection, transaction

from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.core.numbers import number_key
from encours.records.receivables.models import Receivable

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NUMBERS = ("FA-2026-0042", "Facture n° 7", "é-12", "VE-0012", "a,b 3")


@pytest.mark.both
def test_the_migration_gives_each_invoice_the_key_that_it_would_be_given_today(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f'C1;"{number}";02/03/2026;120,00\n' for number in NUMBERS)
    import_file(
        open_creditor(name="Vauban", siren="", author="cli", at=AT),
        f"Compte;Facture;Date;Montant TTC\n{rows}".encode(),
        "factures.csv",
        author="cli",
        at=AT,
        on=date(2026, 11, 20),
        home=house,
    )
    Receivable.objects.update(number_key="")
    migration = importlib.import_module("encours.records.receivables.migrations.0006_numbers")
    monkeypatch.setattr(migration, "_BATCH", 2)
    with transaction.atomic():
        migration.fill(apps, SimpleNamespace(connection=connection))
    kept = dict(Receivable.objects.values_list("number", "number_key"))
    assert kept == {number: number_key(number) for number in NUMBERS}
