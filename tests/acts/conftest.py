"""A creditor out of shadow mode with one customer who owes, a server to send to, and the ways to run and send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from books import SIREN, Books, ours, take_ledger
from collecting import NOON, TODAY, Desk
from encours.acts.confirm import accept_freshness, confirm_rate, confirm_regime, confirm_terms
from encours.acts.edit_customer import add_contact, edit_customer
from encours.acts.open_creditor import open_creditor
from encours.acts.set_up_creditor import set_up_creditor
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership, User
from mailroom import Mailroom, mailroom
from vauban import CLAIRE, IDENTITY


@pytest.fixture
def server() -> Iterator[tuple[Mailroom, dict[str, Any]]]:
    with mailroom() as found:
        yield found


@pytest.fixture
def post(server: tuple[Mailroom, dict[str, Any]]) -> Mailroom:
    return server[0]


@pytest.fixture
def desk(house: Path, server: tuple[Mailroom, dict[str, Any]]) -> Desk:
    """FA101 is five days late on the day: its first reminder is due."""
    creditor = open_creditor(name="Atelier Vauban", siren=SIREN, author=CLAIRE, at=NOON)
    ours(creditor)
    by = User.objects.create_user(CLAIRE, "secret-secret", name="Claire")
    Membership.objects.create(user=by, creditor=creditor, role="administrator")
    books = Books().sale(date(2026, 10, 16), "DUPONT", "FA101", 120_000)
    take_ledger(creditor, books, 2026, house)
    set_up_creditor(creditor, IDENTITY, made_from=None, author=CLAIRE, at=NOON)
    confirm_terms(creditor, days=30, mode="net", author=CLAIRE, at=NOON)
    confirm_regime(creditor, regime="b2b", author=CLAIRE, at=NOON)
    for half in ("2026-S1", "2026-S2"):
        confirm_rate(creditor, figure="ecb", half_year=half, value_bps=215, source="BCE", by=by, at=NOON)
    accept_freshness(creditor, on=TODAY, by=by, at=NOON)
    dupont = Customer.objects.get(account="DUPONT")
    add_contact(dupont, {"name": "Étienne", "email": "etienne@dupont.example"}, author=CLAIRE, at=NOON)
    edit_customer(
        dupont,
        {"address": "1 rue Haute", "postcode": "59000", "city": "Lille"},
        made_from=None,
        author=CLAIRE,
        at=NOON,
    )
    Creditor.objects.filter(pk=creditor.pk).update(shadow=False)
    settings = {"email": server[1], "letter": {"outbox": str(house / "outbox")}}
    return Desk(Creditor.objects.get(pk=creditor.pk), house, settings)
