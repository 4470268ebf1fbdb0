"""The pages of data quality: what is shown, corrected, accepted, chosen and taken away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.quality.models import Assessment, FileMark, Finding, QualityChoice


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def test_before_any_look_the_page_says_what_to_do(desk: Client) -> None:
    shown = page(desk, "/quality")
    assert "Les données n’ont pas encore été examinées" in shown
    assert "Examiner maintenant" in shown


def test_a_look_lists_the_errors_with_their_correction_one_click_away(
    creditor: Creditor, desk: Client
) -> None:
    customer = some.a_customer(creditor, "Menuiserie Roux", siren="732829321")
    contact = some.a_contact(customer, "compta@client")
    some.an_invoice(customer)
    assert desk.post("/quality/look").url == "/quality"
    shown = page(desk, "/quality")
    assert "SIREN dont la clé est fausse" in shown
    assert "Aucun e-mail ne part à cette adresse." in shown
    assert f"/contacts/{contact.pk}/edit?next=" in shown
    assert f"/customers/{customer.pk}/edit?next=" in shown
    only = page(desk, "/quality", rule="siren_invalid")
    assert "732829321" in only
    assert "compta@client" not in only


def test_an_error_is_accepted_with_a_reason_and_taken_back(creditor: Creditor, desk: Client) -> None:
    some.a_customer(creditor, siren="732829321")
    desk.post("/quality/look")
    key = Finding.objects.get(rule="siren_invalid").pk
    assert desk.post(f"/quality/{key}/accept", {"reason": ""}).status_code == 422
    assert desk.post(f"/quality/{key}/accept", {"reason": "En formation"}).status_code == 302
    assert "732829321" not in page(desk, "/quality", rule="siren_invalid")
    assert "732829321" in page(desk, "/quality", shown="accepted")
    desk.post(f"/quality/{key}/withdraw")
    assert "732829321" in page(desk, "/quality", rule="siren_invalid")


def test_rules_are_chosen_and_the_data_is_looked_over_at_once(creditor: Creditor, manager: Client) -> None:
    some.a_customer(creditor, siren="732829321")
    manager.post("/quality/look")
    told = {"version": 1, "on": ["missing_email"], "mandatory": ["email"], "minimum": 70}
    assert manager.post("/quality/rules", told).status_code == 302
    assert set(Finding.objects.values_list("rule", flat=True)) == {"missing_email"}
    assert QualityChoice.objects.get().minimum == 70
    assert manager.post("/quality/rules", told).status_code == 409
    assert "sous le minimum" not in page(manager, "/quality/readiness")  # nobody owes anything yet


def test_the_readiness_report_says_what_to_correct_first_and_what_the_house_lacks(
    creditor: Creditor, manager: Client
) -> None:
    some.an_invoice(some.a_customer(creditor, siren="732829321"))
    manager.post("/quality/look")
    shown = page(manager, "/quality/readiness")
    assert "0 / 100" in shown
    assert "Un IBAN juste" in shown
    assert "SIREN dont la clé est fausse" in shown
    assert "SIREN dont la clé est fausse" in page(manager, "/proposals/shadow")


def test_the_least_complete_files_come_first(creditor: Creditor, desk: Client) -> None:
    full = some.a_customer(creditor, "Pleine", siren="732829320", vat_number="FR44732829320")
    some.a_contact(full, phone="0320000000", role="billing")
    some.an_invoice(full)
    some.an_invoice(some.a_customer(creditor, "Vide"))
    desk.post("/quality/look")
    shown = page(desk, "/quality/files")
    assert shown.index("Vide") < shown.index("Pleine")
    assert "adresse postale" in shown


def test_errors_are_taken_away_as_a_sheet(creditor: Creditor, desk: Client) -> None:
    some.a_customer(creditor, "=Roux", siren="732829321")
    desk.post("/quality/look")
    text = b"".join(desk.get("/quality/errors.csv").streaming_content).decode()
    assert "732829321" in text
    assert "'=Roux" in text
    assert desk.get("/quality/errors.pdf").status_code == 404


def test_a_member_of_a_part_sees_its_own_errors_alone(
    creditor: Creditor, desk: Client, collector: User
) -> None:
    some.a_finding(some.a_customer(creditor, "Secret"))
    Membership.objects.filter(user=collector).update(scope="invited")
    shown = page(desk, "/quality")
    assert "Secret" not in shown
    assert "/ 100" not in shown
    assert "Secret" not in page(desk, "/quality/files", shown="all")


def test_an_address_is_shown_to_nobody_who_may_not_see_it(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    finding = some.a_finding(some.a_customer(creditor), "email_invalid", value="jean@client")
    shown = page(visitor(some.a_person("auditor", creditor)), "/quality")
    reader = page(visitor(some.a_person("read_only", creditor)), "/quality")
    assert ("jean@client" in shown, "jean@client" in reader) == (True, False)
    assert f"/quality/{finding.pk}/accept" not in reader


@pytest.mark.parametrize("path", ["/quality", "/quality/files", "/quality/readiness"])
def test_pages_ask_the_same_whatever_the_errors(creditor: Creditor, desk: Client, path: str) -> None:
    def one() -> None:
        customer = some.a_customer(creditor)
        some.a_finding(customer, "duplicate_customer", other=customer)
        FileMark.objects.create(
            creditor=creditor, recorded_at=some.NOW, customer=customer, percent=10, at_stake_cents=1
        )

    one()
    few = queries(desk, path)
    one()
    one()
    assert queries(desk, path) == few
    assert Assessment.objects.count() == 1
    assert Customer.objects.count() == 3


def test_a_customer_s_page_says_what_is_wrong_and_what_it_holds(creditor: Creditor, desk: Client) -> None:
    customer = some.a_customer(creditor)
    contact = some.a_contact(customer, "compta@client")
    desk.post("/quality/look")
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Adresse e-mail impossible · compta@client · Aucun e-mail ne part à cette adresse." in shown
    assert f"/contacts/{contact.pk}/edit?next=" in shown
