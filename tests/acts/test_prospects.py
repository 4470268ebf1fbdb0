"""Prospects are in the same base, never chased, and become customers with all that was kept of them (R22)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from books import Books, take_ledger
from collecting import Desk
from encours.acts.import_file import import_file
from encours.acts.note import add_note
from encours.acts.prospects import become_customer, drop_prospect, open_prospect
from encours.acts.rules import StaleFormError
from encours.acts.sales_facts import save_deal
from encours.core.mapping.plan import Mapping
from encours.core.refusals import RuleError
from encours.records.cases.models import Case, Note
from encours.records.messages.models import Message
from encours.records.parties.models import Customer, CustomerPast
from encours.records.sales.models import Deal, Prospect
from vauban import CLAIRE

pytestmark = pytest.mark.both
SIREN = "552100554"


def by(desk: Desk) -> dict[str, Any]:
    return {"author": CLAIRE, "at": desk.now}


def a_prospect(desk: Desk, **told: str) -> Customer:
    given = {"name": "Scierie du Lac", "siren": SIREN, "contact_email": "lac@example.com", **told}
    return open_prospect(desk.creditor, given, on=desk.today, **by(desk))


def imported(desk: Desk, home: Path, content: str, target: str, **columns: str) -> dict[str, Any]:
    result = import_file(
        desk.creditor,
        content.encode(),
        "t.csv",
        on=desk.today,
        home=home,
        mapping=Mapping(target, columns),
        **by(desk),
    )
    counts: dict[str, Any] = result.intake.counts
    return counts


def test_a_prospect_is_never_chased_and_keeps_its_deals_and_notes_once_a_customer(desk: Desk) -> None:
    prospect = a_prospect(desk)
    deal = {"name": "Charpente", "stage": "proposed", "amount_cents": 900_000, "currency": "EUR"}
    save_deal(prospect, {**deal, "closing_on": None, "owner": ""}, on=desk.today, **by(desk))
    add_note(prospect, text="Vu au salon", audience="internal", **by(desk))
    desk.run()
    desk.send()
    assert not Message.objects.filter(customer=prospect).exists()
    assert not Case.objects.filter(customer=prospect).exists()
    become_customer(prospect.prospect, account="411LAC", made_from=1, **by(desk))
    now = Customer.objects.get(pk=prospect.pk)
    assert (now.account, now.prospect.state) == ("411LAC", "won")
    assert CustomerPast.objects.get(customer=now).account == prospect.account
    assert (Deal.objects.get().customer, Note.objects.get().customer) == (now, now)


def test_the_first_invoice_under_its_account_makes_it_a_customer(desk: Desk) -> None:
    prospect = a_prospect(desk)
    become = Customer.objects.filter(pk=prospect.pk)
    become.update(account="LAC")
    take_ledger(desk.creditor, Books().sale(date(2026, 11, 2), "LAC", "FA900", 50_000), 2026, desk.home)
    assert Prospect.objects.get().state == "won"


def test_a_table_of_customers_with_its_siren_gives_it_its_account(desk: Desk, tmp_path: Path) -> None:
    prospect = a_prospect(desk)
    told = f"Compte;Nom;SIREN\n411LAC;Scierie du Lac SA;{SIREN}\n"
    imported(desk, tmp_path, told, "customers", account="Compte", name="Nom", siren="SIREN")
    now = Customer.objects.get(pk=prospect.pk)
    assert (now.account, now.name) == ("411LAC", "Scierie du Lac SA")
    assert Customer.objects.filter(siren=SIREN).count() == 1


def test_prospects_come_by_a_table_and_a_known_customer_does_not_become_one(
    desk: Desk, tmp_path: Path
) -> None:
    known = desk.customer()
    Customer.objects.filter(pk=known.pk).update(siren=SIREN)
    told = f"Nom;SIREN;Mail\nScierie du Lac;{SIREN};a@example.com\nMenuiserie Haute;;b@example.com\n"
    columns = {"name": "Nom", "siren": "SIREN", "contact_email": "Mail"}
    counts = imported(desk, tmp_path, told, "prospects", **columns)
    assert (counts["prospects"], Prospect.objects.get().customer.name) == (1, "Menuiserie Haute")
    again = imported(desk, tmp_path, told + "\n", "prospects", **columns)
    assert (again["prospects"], again["new"], Prospect.objects.count()) == (0, 0, 1)


def test_what_is_no_prospect_any_more_or_has_another_s_account_is_refused(desk: Desk) -> None:
    taken = desk.customer().account
    prospect = a_prospect(desk).prospect
    with pytest.raises(RuleError, match="aucun autre client"):
        become_customer(prospect, account=taken, made_from=1, **by(desk))
    with pytest.raises(StaleFormError):
        drop_prospect(prospect, made_from=2, **by(desk))
    drop_prospect(prospect, made_from=1, **by(desk))
    with pytest.raises(RuleError, match="plus un prospect"):
        become_customer(prospect, account="X", made_from=None, **by(desk))
    with pytest.raises(RuleError, match="déjà ce SIREN"):
        a_prospect(desk)
