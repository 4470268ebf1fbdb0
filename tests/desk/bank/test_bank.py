"""The bank at the desk: accounts attached, lines applied, set aside, doubted, undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.cash.models import (
    Application,
    BankAccount,
    BankLine,
    Candidate,
    Doubt,
    Payer,
    Payment,
    Statement,
)
from encours.records.cash.refusals import Refusal
from encours.records.documents.models import Intake
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User


@pytest.fixture
def rows(creditor: Creditor) -> dict[str, int]:
    return some.one_of_each(creditor)


@pytest.fixture
def line(rows: dict[str, int]) -> BankLine:
    """A credit of 300,00 € that waits."""
    return BankLine.objects.get(pk=rows["line"])


def apply(client: Client, line: BankLine, customer: Customer, **amounts: Any) -> Any:
    told = {"customer": customer.pk, "version": line.version, "remember_payer": "on"}
    return client.post(f"/bank/lines/{line.pk}/apply", told | amounts)


def test_what_waits_is_listed_with_its_candidates_and_why(
    desk: Client, creditor: Creditor, line: BankLine
) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    invoice = some.an_invoice(customer, 30_000, number="F-77")
    Candidate.objects.create(
        creditor=creditor,
        line=line,
        customer=customer,
        receivable=invoice,
        score=75,
        reason="name_and_amount",
    )
    shown = page(desk, "/bank")
    assert "300,00 €" in shown
    assert "Garage Petit, F-77" in shown
    assert "nom ressemblant et même montant" in shown
    assert "F-77" in page(desk, f"/bank/lines/{line.pk}")


def test_a_missing_statement_is_said_on_the_page_of_its_account(
    desk: Client, creditor: Creditor, rows: dict[str, int]
) -> None:
    def told(first: int, last: int, opening: int, closing: int) -> None:
        Statement.objects.create(
            creditor=creditor,
            recorded_at=some.NOW,
            account_id=rows["account"],
            intake=Intake.objects.get(creditor=creditor),
            from_on=some.TODAY - timedelta(days=first),
            to_on=some.TODAY - timedelta(days=last),
            opening_cents=opening,
            closing_cents=closing,
        )

    told(9, 8, 0, 10_000)
    told(5, 4, 25_000, 30_000)
    shown = page(desk, "/bank")
    assert "relevé manquant" in shown
    assert "100,00 €" in shown
    assert "250,00 €" in shown
    told(7, 6, 10_000, 25_000)
    assert "relevé manquant" not in page(desk, "/bank")
    assert "sans trou depuis" in page(desk, "/bank")


def test_the_list_asks_the_database_as_often_for_many_lines_as_for_one(
    desk: Client, creditor: Creditor, rows: dict[str, int]
) -> None:
    before = queries(desk, "/bank")
    intake = Intake.objects.get(creditor=creditor)
    for cents in range(1, 12):
        some.a_bank_line(creditor, intake, cents)
    assert queries(desk, "/bank") == before


def test_a_credit_is_applied_to_several_items_and_the_payer_remembered(
    desk: Client, creditor: Creditor, line: BankLine
) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    one, other = some.an_invoice(customer, 20_000), some.an_invoice(customer, 50_000)
    assert "200,00 €" in page(desk, f"/bank/lines/{line.pk}/apply", customer=customer.pk)
    answer = apply(desk, line, customer, **{f"cents_{one.pk}": "200,00", f"cents_{other.pk}": "80"})
    assert answer.status_code == 302
    one.refresh_from_db()
    other.refresh_from_db()
    line.refresh_from_db()
    assert (one.open_cents, other.open_cents, line.state) == (0, 42_000, "applied")
    assert Payment.objects.get(bank_line=line).unapplied_cents == 2_000
    assert Payer.objects.get().customer == customer
    assert "200,00 €" in page(desk, f"/bank/lines/{line.pk}")


def test_a_credit_may_stay_on_the_account_of_a_customer(
    desk: Client, creditor: Creditor, line: BankLine
) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    assert apply(desk, line, customer).status_code == 302
    assert Payment.objects.get(bank_line=line).unapplied_cents == 30_000


def test_the_item_of_the_same_amount_is_suggested(desk: Client, creditor: Creditor, line: BankLine) -> None:
    customer = some.a_customer(creditor)
    some.an_invoice(customer, 50_000)
    alike = some.an_invoice(customer, 30_000)
    shown = page(desk, f"/bank/lines/{line.pk}/apply", customer=customer.pk)
    assert f'name="cents_{alike.pk}" value="300,00"' in shown
    assert shown.count('value="300,00"') == 1


@pytest.mark.parametrize("amount", ["301", "beaucoup", "-5"])
def test_an_amount_that_cannot_be_is_said_and_nothing_is_applied(
    desk: Client, creditor: Creditor, line: BankLine, amount: str
) -> None:
    customer = some.a_customer(creditor)
    invoice = some.an_invoice(customer, 50_000)
    answer = apply(desk, line, customer, **{f"cents_{invoice.pk}": amount})
    assert answer.status_code == 422
    invoice.refresh_from_db()
    assert invoice.open_cents == 50_000


def test_a_form_made_before_somebody_else_settled_the_line_is_refused(
    desk: Client, creditor: Creditor, line: BankLine
) -> None:
    customer = some.a_customer(creditor)
    apply(desk, line, customer)
    assert apply(desk, line, customer).status_code == 409


def test_the_customer_of_another_creditor_is_not_found(desk: Client, line: BankLine) -> None:
    stranger = some.a_customer(some.a_creditor("Scierie", "552100554"), "Lointain SARL")
    assert apply(desk, line, stranger).status_code == 404
    assert "Aucun client ne répond" in page(desk, f"/bank/lines/{line.pk}", q="Lointain")


def test_not_a_customer_is_remembered_and_can_be_taken_back(
    desk: Client, creditor: Creditor, line: BankLine
) -> None:
    where = f"/bank/lines/{line.pk}"
    assert desk.post(f"{where}/aside", {"reason": "", "version": line.version}).status_code == 422
    told = {"reason": "Remboursement de TVA", "remember": "on", "version": line.version}
    assert desk.post(f"{where}/aside", told).status_code == 302
    line.refresh_from_db()
    assert (line.state, line.set_aside_reason) == ("set_aside", "Remboursement de TVA")
    assert Payer.objects.get().customer is None
    assert "Remboursement de TVA" in page(desk, "/bank", show="aside")
    desk.post(f"{where}/back", {"version": line.version})
    line.refresh_from_db()
    assert line.state == "unapplied"


def test_an_account_is_attached_by_a_person(desk: Client, creditor: Creditor, line: BankLine) -> None:
    BankAccount.objects.update(attached=False)
    BankLine.objects.filter(pk=line.pk).update(state="detached")
    account = BankAccount.objects.get(number__startswith="FR")
    assert "Confirmer ce compte" in page(desk, "/bank")
    desk.post(f"/bank/accounts/{account.pk}/attach", {"version": account.version})
    account.refresh_from_db()
    line.refresh_from_db()
    assert (account.attached, line.state) == (True, "unapplied")


@pytest.mark.parametrize(("answer", "state"), [("yes", "confirmed"), ("no", "unapplied")])
def test_a_doubt_is_answered_by_a_person(desk: Client, rows: dict[str, int], answer: str, state: str) -> None:
    doubt = Doubt.objects.get(pk=rows["doubt"])
    assert "Est-ce le même paiement ?" in page(desk, f"/bank/lines/{doubt.line_id}")
    assert desk.post(f"/bank/doubts/{doubt.pk}", {"same": answer}).status_code == 302
    assert BankLine.objects.get(pk=doubt.line_id).state == state


def test_a_doubt_without_an_answer_stays(desk: Client, rows: dict[str, int]) -> None:
    desk.post(f"/bank/doubts/{rows['doubt']}", {"same": "maybe"})
    assert Doubt.objects.get(pk=rows["doubt"]).same is None


def test_an_application_is_undone_with_a_reason(desk: Client, rows: dict[str, int]) -> None:
    made = Application.objects.get(pk=rows["application"])
    where = f"/applications/{made.pk}/undo"
    assert desk.post(where, {"reason": ""}).status_code == 422
    answer = desk.post(where, {"reason": "Erreur de client"})
    assert answer.headers["Location"] == f"/invoices/{made.receivable_id}"
    made.receivable.refresh_from_db()
    assert made.receivable.open_cents == 120_000
    assert desk.post(where, {"reason": "Encore"}).status_code == 422


def test_returned_payments_are_listed_as_incidents(
    desk: Client, creditor: Creditor, rows: dict[str, int]
) -> None:
    line = some.a_bank_line(creditor, Intake.objects.get(creditor=creditor), -30_000, state="returned")
    BankLine.objects.filter(pk=line.pk).update(return_reason="AM04")
    shown = page(desk, "/bank", show="returned")
    assert "provision insuffisante" in shown
    assert "-300,00 €" in shown


def test_who_may_not_settle_the_bank_sees_no_button(
    creditor: Creditor, line: BankLine, visitor: Callable[[User], Client]
) -> None:
    auditor = visitor(some.a_person("auditor", creditor))
    assert "Écarter" not in page(auditor, f"/bank/lines/{line.pk}")
    assert auditor.post(f"/bank/lines/{line.pk}/aside", {"reason": "x"}).status_code == 403


@pytest.fixture
def proposed(creditor: Creditor, line: BankLine) -> Customer:
    """A customer whose two invoices and credit note are proposed together for the line, and another set beside it."""
    customer = some.a_customer(creditor, "Garage Petit")
    pieces = [
        some.an_invoice(customer, 25_000, number="F-1"),
        some.an_invoice(customer, 15_100, number="F-2"),
        some.an_invoice(customer, -10_000, number="AV-3"),
        some.an_invoice(customer, 30_000, number="F-4"),
    ]
    told = {"creditor": creditor, "line": line, "customer": customer, "reason": "ambiguous_set", "score": 88}
    shares = zip(pieces, (25_000, 15_000, -10_000), (0, 100, 0), strict=False)
    for piece, cents, lost in shares:
        Candidate.objects.create(
            **told, receivable=piece, option=1, amount_cents=cents, given_up_cents=lost,
            given_up="difference" if lost else "",
        )  # fmt: skip
    Candidate.objects.create(**told, receivable=pieces[3], option=2, amount_cents=30_000)
    return customer


def shown_key(client: Client, path: str) -> str:
    """What the first proposal of a page answers with."""
    found = re.search(r'name="what" value="([^"]+)"', client.get(path).content.decode())
    assert found is not None
    return found.group(1)


def test_a_set_is_shown_with_its_pieces_and_accepted_in_one_word(
    desk: Client, line: BankLine, proposed: Customer
) -> None:
    text = page(desk, "/bank")
    assert "plusieurs ensembles de factures possibles" in text
    assert "Avoir AV-3" in text
    assert "+ 1,00 € (écart accepté)" in text
    assert 'data-key="a"' in text
    told = {"what": shown_key(desk, "/bank"), "version": line.version}
    assert desk.post(f"/bank/lines/{line.pk}/accept", told).headers["Location"] == "/bank?go=on"
    assert dict(proposed.receivables.values_list("number", "open_cents")) == {
        "F-1": 0, "F-2": 0, "AV-3": 0, "F-4": 30_000,
    }  # fmt: skip
    assert "Affecté" in page(desk, f"/bank/lines/{line.pk}")
    desk.post(f"/bank/lines/{line.pk}/accept", told)
    assert "a changé depuis" in page(desk, "/bank")
    assert Application.objects.filter(customer=proposed, source="person").count() == 4


def test_a_refused_set_leaves_the_other_and_is_remembered(
    desk: Client, line: BankLine, proposed: Customer
) -> None:
    told = {"what": shown_key(desk, "/bank"), "version": line.version}
    assert desk.post(f"/bank/lines/{line.pk}/refuse", told).status_code == 302
    text = page(desk, "/bank")
    assert "Proposition refusée" in text
    assert "AV-3" not in text
    assert "F-4" in text
    desk.post(f"/bank/lines/{line.pk}/refuse", told | {"version": line.version + 1})
    assert "n’est plus là" in page(desk, "/bank")
    assert Refusal.objects.get().reason == "ambiguous_set"


def test_the_page_by_hand_begins_with_the_proposal_and_takes_credit_notes(
    desk: Client, line: BankLine, proposed: Customer
) -> None:
    pieces = {one.number: one.pk for one in proposed.receivables.all()}
    where, told = f"/bank/lines/{line.pk}/apply", {"customer": proposed.pk, "what": shown_key(desk, "/bank")}
    text = page(desk, where, **told)
    for name, value in (("cents", "250,00"), ("cents", "150,00")):
        assert f'name="{name}_' in text
        assert f'value="{value}"' in text
    assert f'name="lost_{pieces["F-2"]}" value="1,00"' in text
    said = {
        f"cents_{pieces['F-1']}": "250", f"cents_{pieces['F-2']}": "150", f"lost_{pieces['F-2']}": "1",
        f"cents_{pieces['AV-3']}": "100", "given_up": "discount",
    }  # fmt: skip
    assert apply(desk, line, proposed, **said).status_code == 302
    assert Application.objects.get(given_up="discount").amount_cents == 100
    assert Payment.objects.get(bank_line=line).unapplied_cents == 0


def test_the_queries_of_the_list_do_not_grow_with_the_proposals(
    desk: Client, creditor: Creditor, line: BankLine
) -> None:
    def one_more(cents: int) -> None:
        customer = some.a_customer(creditor, f"Garage {cents}")
        Candidate.objects.create(
            creditor=creditor, line=line, customer=customer, score=75, reason="name",
            receivable=some.an_invoice(customer, cents),
        )  # fmt: skip

    one_more(1_000)
    first = queries(desk, "/bank")
    one_more(2_000)
    one_more(3_000)
    assert queries(desk, "/bank") == first


def test_a_return_that_nothing_ties_is_tied_at_the_desk_and_taken_back(
    desk: Client, creditor: Creditor, rows: dict[str, int]
) -> None:
    line = some.a_bank_line(creditor, Intake.objects.get(creditor=creditor), -30_000, state="returned")
    BankLine.objects.filter(pk=line.pk).update(return_reason="AM04")
    paid = some.a_payment(some.a_customer(creditor, "Garage Petit"), 30_000, days_ago=3)
    elsewhere = some.a_payment(some.a_customer(creditor, "Hôtel Grand"), 30_000, days_ago=4)
    assert f'href="/bank/lines/{line.pk}"' in page(desk, "/bank", show="untied")
    shown = page(desk, f"/bank/lines/{line.pk}")
    assert shown.index("Garage Petit") < shown.index("Hôtel Grand")
    assert "Garage Petit" not in page(desk, f"/bank/lines/{line.pk}", q="hotel")
    told = {"payment": paid.pk, "version": line.version}
    assert desk.post(f"/bank/lines/{line.pk}/tie", told).status_code == 302
    assert f'href="/bank/lines/{line.pk}"' not in page(desk, "/bank", show="untied")
    tied = page(desk, f"/bank/lines/{line.pk}")
    assert "Garage Petit" in tied
    assert f"/payments/{elsewhere.pk}" not in tied
    stale = desk.post(f"/bank/lines/{line.pk}/undo-return", {"reason": "erreur", "version": line.version})
    assert stale.status_code == 409
    line.refresh_from_db()
    desk.post(f"/bank/lines/{line.pk}/undo-return", {"reason": "erreur", "version": line.version})
    assert f'href="/bank/lines/{line.pk}"' in page(desk, "/bank", show="untied")


def test_a_return_of_nothing_of_ours_leaves_the_list_with_its_reason(
    desk: Client, creditor: Creditor, rows: dict[str, int]
) -> None:
    line = some.a_bank_line(creditor, Intake.objects.get(creditor=creditor), -30_000, state="returned")
    BankLine.objects.filter(pk=line.pk).update(return_reason="AM04")
    told = {"reason": "salaire renvoyé", "version": line.version}
    assert desk.post(f"/bank/lines/{line.pk}/dismiss", told).status_code == 302
    assert "Rien ici" in page(desk, "/bank", show="untied")
    assert "salaire renvoyé" in page(desk, f"/bank/lines/{line.pk}")


def test_the_queries_of_the_returns_do_not_grow_with_them(
    desk: Client, creditor: Creditor, rows: dict[str, int]
) -> None:
    def one_more() -> BankLine:
        line = some.a_bank_line(creditor, Intake.objects.get(creditor=creditor), -30_000, state="returned")
        BankLine.objects.filter(pk=line.pk).update(return_reason="AM04")
        some.a_payment(some.a_customer(creditor, "Garage"), 30_000, days_ago=3)
        return line

    line = one_more()
    asked = [("/bank", {"show": "untied"}), (f"/bank/lines/{line.pk}", {})]
    before = [queries(desk, address, **told) for address, told in asked]
    one_more()
    one_more()
    assert [queries(desk, address, **told) for address, told in asked] == before


def test_a_return_with_its_fee_and_one_of_a_part_are_told_as_such(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    payment = some.a_payment(customer, 50_000, days_ago=3)
    intake = some.an_intake(creditor)
    with_fee, part = (
        some.a_bank_line(creditor, intake, cents, state="returned") for cents in (-51_200, -20_000)
    )
    BankLine.objects.filter(pk__in=[with_fee.pk, part.pk]).update(return_reason="AM04")
    assert "et 12,00 € de frais" in page(desk, f"/bank/lines/{with_fee.pk}").replace("\u202f", " ").replace(
        "\xa0", " "
    )
    assert "une partie de ce paiement" not in page(desk, f"/bank/lines/{part.pk}")
    assert "une partie de ce paiement" in page(desk, f"/bank/lines/{part.pk}", q="petit")
    told = {"payment": payment.pk, "version": with_fee.version}
    assert desk.post(f"/bank/lines/{with_fee.pk}/tie", told).status_code == 302
    assert "Frais gardés par la banque" in page(desk, f"/bank/lines/{with_fee.pk}")


def test_the_bank_says_whose_larger_payment_its_payer_may_take_back(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    some.a_payment(customer, 50_000, days_ago=3)
    line = some.a_bank_line(creditor, some.an_intake(creditor), -20_000, state="returned")
    BankLine.objects.filter(pk=line.pk).update(return_reason="AM04", counterparty="PETIT GARAGE")
    Payer.objects.create(
        creditor=creditor, recorded_at=some.NOW, kind="alias", value="PETIT GARAGE", customer=customer
    )
    assert "une partie de ce paiement" in page(desk, f"/bank/lines/{line.pk}")


def test_a_line_is_found_by_its_payer_or_its_wording(desk: Client, line: BankLine) -> None:
    line.counterparty, line.wording = "Société Électro-Ménager du Nord", "VIR SEPA FACT 77"
    line.save()
    for typed in ("electro", "électro-ménager", "nord société", "fact 77"):
        assert f"/bank/lines/{line.pk}" in page(desk, "/bank", q=typed), typed
    shown = page(desk, "/bank", q="zzz")
    assert f"/bank/lines/{line.pk}" not in shown
    assert "Rien de ce nom" in shown
