"""The data is looked over, corrected, accepted; what cannot be relied on is held, and says why."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from collecting import Desk
from desk import situations as some
from encours.acts.edit_customer import edit_contact, edit_customer
from encours.acts.edit_receivable import edit_receivable
from encours.acts.import_file import import_file
from encours.acts.leave_shadow import set_shadow
from encours.acts.prospects import open_prospect
from encours.acts.quality.accept import accept_finding, withdraw_acceptance
from encours.acts.quality.assess import assess
from encours.acts.quality.choose import choose_rules
from encours.core.refusals import RuleError
from encours.records.history.models import Entry, Leaf
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.provenance.models import Told
from encours.records.quality.models import Assessment, FileMark, Finding
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from mailroom import Mailroom

WHO = {"author": "lea@example.com", "at": some.NOW}


def looked(creditor: Creditor) -> Assessment:
    return assess(creditor, on=some.TODAY, **WHO)


def found(rule: str) -> Finding:
    return Finding.objects.get(rule=rule)


def a_bad_book() -> Creditor:
    """A bad e-mail, an impossible date, a negative total and a wrong SIREN key (R24)."""
    creditor = some.a_creditor()
    customer = some.a_customer(creditor, siren="732829321")
    some.a_contact(customer, "compta@client", phone="0320000000")
    invoice = some.an_invoice(customer)
    Receivable.objects.filter(pk=invoice.pk).update(issued_on=invoice.due_on + timedelta(days=9))
    some.an_invoice(customer, -5_000, kind="invoice")
    return creditor


@pytest.mark.both
def test_the_errors_seeded_are_all_found_and_a_second_look_writes_nothing(house: Path) -> None:
    creditor = a_bad_book()
    made = looked(creditor)
    assert {"email_invalid", "due_before_issue", "negative_total", "siren_invalid"} <= set(
        Finding.objects.values_list("rule", flat=True)
    )
    assert made.figures["score"] == 0
    entries = Entry.objects.count()
    assert looked(creditor) == made
    assert Entry.objects.count() == entries


@pytest.mark.both
def test_prospects_are_left_out_and_said_to_be(house: Path) -> None:
    creditor = a_bad_book()
    told = {"name": "Scierie du Lac", "contact_email": "lac@client"}
    prospect = open_prospect(creditor, told, on=some.TODAY, **WHO)
    made = looked(creditor)
    assert (made.figures["customers"], made.figures["prospects"]) == (1, 1)
    assert not Finding.objects.filter(customer=prospect).exists()
    some.an_invoice(prospect)
    assert looked(creditor).figures["prospects"] == 0
    assert Finding.objects.filter(customer=prospect, rule="email_invalid").exists()


@pytest.mark.both
def test_what_is_corrected_is_no_longer_found(house: Path) -> None:
    creditor = a_bad_book()
    looked(creditor)
    customer, contact = Customer.objects.get(), Contact.objects.get()
    edit_customer(customer, {"siren": "732829320"}, made_from=None, **WHO)
    assert not Finding.objects.filter(rule="siren_invalid").exists()
    edit_contact(contact, {"email": "compta@client.example"}, made_from=None, **WHO)
    assert not Finding.objects.filter(rule="email_invalid").exists()
    invoice = Receivable.objects.get(amount_cents__gt=0)
    edit_receivable(
        invoice, due_on=invoice.issued_on + timedelta(days=30), po_number=None, made_from=None, **WHO
    )
    assert not Finding.objects.filter(rule="due_before_issue").exists()
    assert FileMark.objects.get().worst == "blocks"  # the negative total


@pytest.mark.both
def test_an_error_accepted_weighs_no_more_until_its_value_changes(house: Path) -> None:
    creditor = a_bad_book()
    looked(creditor)
    with pytest.raises(RuleError, match="pourquoi"):
        accept_finding(found("siren_invalid"), reason=" ", **WHO)
    accept_finding(found("siren_invalid"), reason="Société en formation", **WHO)
    leaf = Leaf.objects.get(entry__act="accept_finding", customer_id__isnull=False)
    assert "Société en formation" in leaf.content
    looked(creditor)
    assert found("siren_invalid").accepted
    edit_customer(Customer.objects.get(), {"siren": "732829322"}, made_from=None, **WHO)
    assert not found("siren_invalid").accepted


def test_an_acceptance_can_be_withdrawn_once(house: Path) -> None:
    creditor = a_bad_book()
    looked(creditor)
    accept_finding(found("siren_invalid"), reason="Erreur du greffe", **WHO)
    with pytest.raises(RuleError, match="déjà"):
        accept_finding(found("siren_invalid"), reason="Encore", **WHO)
    withdraw_acceptance(found("siren_invalid"), **WHO)
    assert not found("siren_invalid").accepted
    with pytest.raises(RuleError, match="plus acceptée"):
        withdraw_acceptance(found("siren_invalid"), **WHO)


def test_a_rule_switched_off_finds_nothing_and_what_is_mandatory_weighs_more(house: Path) -> None:
    creditor = a_bad_book()
    choose_rules(creditor, off=["siren_invalid"], mandatory=["vat_number"], minimum=0, made_from=1, **WHO)
    looked(creditor)
    assert not Finding.objects.filter(rule="siren_invalid").exists()
    assert found("missing_vat_number").severity == "serious"
    with pytest.raises(RuleError, match="a changé"):
        choose_rules(creditor, off=[], mandatory=[], minimum=0, made_from=1, **WHO)


def test_shadow_mode_is_left_only_with_the_score_that_the_creditor_wants(house: Path) -> None:
    creditor = a_bad_book()
    Creditor.objects.filter(pk=creditor.pk).update(iban="FR00", sender_email="a@example.com")
    choose_rules(creditor, off=[], mandatory=[], minimum=80, made_from=1, **WHO)
    with pytest.raises(RuleError, match="score"):
        set_shadow(creditor, shadow=False, **WHO)
    looked(creditor)
    with pytest.raises(RuleError, match="score"):
        set_shadow(creditor, shadow=False, **WHO)
    choose_rules(creditor, off=[], mandatory=[], minimum=0, made_from=2, **WHO)
    set_shadow(creditor, shadow=False, **WHO)


def told_by_a_table(creditor: Creditor, home: Path, lines: str) -> None:
    import_file(
        creditor,
        f"client;facture;montant ttc\n{lines}\n".encode(),
        "factures.csv",
        on=some.TODAY,
        home=home,
        **WHO,
    )


@pytest.mark.both
def test_amounts_that_two_systems_tell_apart_are_reported(house: Path) -> None:
    """The accounts say 1 200, the ERP 1 250 (R27)."""
    creditor = some.a_creditor()
    customer = some.a_customer(creditor, account="C1")
    invoice = some.an_invoice(customer, number="F1")
    some.an_invoice(customer, -10_000, number="A1")
    told_by_a_table(creditor, house, "C1;F1;1250,00\nC1;A1;100,00")
    looked(creditor)
    assert (found("sources_differ").receivable, found("sources_differ").value) == (invoice, "125000")
    told_by_a_table(creditor, house, "C1;F1;1200,00")
    looked(creditor)
    assert not Finding.objects.filter(rule="sources_differ").exists()


@pytest.mark.both
def test_due_dates_that_two_systems_tell_apart_are_reported_until_a_person_says(house: Path) -> None:
    """The ERP says the end of October, a table the end of November (R27)."""
    creditor = some.a_creditor()
    invoice = some.an_invoice(some.a_customer(creditor, account="C1"), number="F1")
    other = invoice.due_on + timedelta(days=30)
    said = {"creditor": creditor, "customer": invoice.customer, "receivable": invoice, "field": "due_on"}
    for source, day in (("connector", invoice.due_on), ("table", other)):
        Told.objects.create(**said, source=source, value=day.isoformat(), recorded_at=some.NOW)
    looked(creditor)
    assert (found("due_dates_differ").receivable, found("due_dates_differ").value) == (
        invoice,
        other.isoformat(),
    )
    Receivable.objects.update(due_source="person")
    looked(creditor)
    assert not Finding.objects.filter(rule="due_dates_differ").exists()


def position() -> str:
    return Position.objects.get().reason


def test_an_impossible_address_holds_the_message_with_its_reason(desk: Desk, post: Mailroom) -> None:
    """A step whose recipient is invalid is held with a reason, and nothing leaves (R29)."""
    contact = Contact.objects.get()
    Contact.objects.filter(pk=contact.pk).update(email="etienne@dupont")
    Customer.objects.update(address="", postcode="", city="")
    assess(desk.creditor, on=desk.today, author="rule:quality@1", at=desk.now)
    desk.run()
    assert position() == "recipient_doubtful"
    counts = desk.send()
    assert not counts.get("delivered")
    assert not post.contents
    assert desk.message().held_reason == "recipient_doubtful"
    edit_contact(contact, {"email": "etienne@dupont.example"}, made_from=None, author="a@b.fr", at=desk.now)
    desk.run()
    desk.send()
    assert len(post.contents) == 1


def test_an_address_gone_wrong_since_the_last_look_is_held_at_the_gate(desk: Desk, post: Mailroom) -> None:
    desk.run()
    Contact.objects.update(email="etienne@dupont")
    desk.send()
    assert not post.contents
    assert desk.message().held_reason == "recipient_doubtful"


def test_impossible_dates_hold_the_invoice_even_once_it_is_proposed(desk: Desk, post: Mailroom) -> None:
    desk.run()
    Receivable.objects.update(issued_on=date(2026, 12, 24))
    assess(desk.creditor, on=desk.today, author="rule:quality@1", at=desk.now)
    desk.send()
    assert desk.message().held_reason == "dates_doubtful"
    assert not post.contents
    desk.run()
    assert position() == "dates_doubtful"


def test_an_account_with_an_impossible_amount_is_not_chased(desk: Desk, post: Mailroom) -> None:
    some.an_invoice(Customer.objects.get(), -500, kind="invoice")
    assess(desk.creditor, on=desk.today, author="rule:quality@1", at=desk.now)
    desk.run()
    assert Position.objects.filter(reason="account_doubtful").count() == 1
    desk.send()
    assert not post.contents
    accept_finding(found("negative_total"), reason="Avoir numéroté en facture", author="a@b.fr", at=desk.now)
    desk.run()
    assert not Position.objects.filter(reason="account_doubtful").exists()
