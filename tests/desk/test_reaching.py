"""Whether a customer can be written to is said on its page, asked of a person, and undone by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import page, queries
from encours.records.measures.models import Complaint
from encours.records.messages.models import Bounce, Received
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.people.models import User


def came_back(customer: Customer, address: str) -> Bounce:
    """A reminder to that address came back for good, an hour after the contact was written down."""
    message = some.a_message(some.an_invoice(customer), state="delivered")
    return Bounce.objects.create(
        creditor_id=customer.creditor_id, recorded_at=some.NOW + timedelta(hours=1), customer=customer,
        message=message, permanent=True, recipient=address, status="5.1.1", reason="userunknown",
        on=some.TODAY, received=some.a_received_mail(customer, kind="dsn"),
    )  # fmt: skip


def test_a_reply_that_asks_to_stop_is_confirmed_by_a_person_then_lifted(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    mail = some.a_received_mail(customer)
    assert "semble demander" not in page(desk, f"/mail/{mail.pk}")
    Received.objects.filter(pk=mail.pk).update(text="Merci de ne plus nous envoyer de courriels.")
    assert "semble demander" in page(desk, f"/mail/{mail.pk}")
    assert not Complaint.objects.exists()
    asked = reverse("opt_out", args=[customer.pk])
    assert mail.subject in page(desk, asked, mail=mail.pk)
    told = {"on": some.TODAY.isoformat(), "text": "Courriel du 20 novembre"}
    assert desk.post(asked, told).status_code == 302
    said = Complaint.objects.get(kind="opt_out")
    assert "Ne reçoit plus de courriels depuis le" in page(desk, f"/customers/{customer.pk}")
    assert "ne reçoit plus de courriels" in page(desk, f"/mail/{mail.pk}")
    lifted = reverse("lift_opt_out", args=[said.pk])
    assert desk.post(lifted, {"reason": ""}).status_code == 422
    assert desk.post(lifted, {"reason": "Il l’a redemandé"}).status_code == 302
    assert "Ne reçoit plus de courriels depuis le" not in page(desk, f"/customers/{customer.pk}")


def test_a_reply_that_another_person_is_to_be_written_to_is_noted_and_leads_to_adding_that_one(
    desk: Client, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    customer = some.a_customer(creditor)
    mail = some.a_received_mail(customer)
    assert "semble dire" not in page(desk, f"/mail/{mail.pk}")
    Received.objects.filter(pk=mail.pk).update(text="Je ne suis pas la bonne personne : voyez le siège.")
    assert "semble dire" in page(desk, f"/mail/{mail.pk}")
    asked = reverse("wrong_person", args=[customer.pk])
    assert mail.subject in page(desk, asked, mail=mail.pk)
    done = desk.post(asked, {"on": some.TODAY.isoformat(), "text": "Voir le siège"})
    assert done.headers["Location"] == f"/customers/{customer.pk}/contacts/add"
    assert Complaint.objects.get().kind == "wrong_person"
    sales = visitor(some.a_person("salesperson", creditor))
    noted = sales.post(asked, {"on": some.TODAY.isoformat(), "text": "Voir le siège"})
    assert noted.headers["Location"] == f"/customers/{customer.pk}"  # where it may go: it adds no contact
    assert "Ne reçoit plus de courriels" not in page(desk, f"/customers/{customer.pk}")


def test_an_address_that_was_refused_is_said_beside_the_contact_until_somebody_edits_it(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    contact = some.a_contact(customer)
    other = some.a_contact(customer)
    Contact.objects.filter(pk=other.pk).update(email="autre@example.com")
    came_back(customer, contact.email)
    shown = page(desk, f"/customers/{customer.pk}")
    assert shown.count("voir le retour") == 1
    assert "destinataire inconnu" in shown
    Contact.objects.filter(pk=contact.pk).update(recorded_at=some.NOW + timedelta(hours=2))
    assert "voir le retour" not in page(desk, f"/customers/{customer.pk}")


def test_the_page_asks_as_often_for_three_refused_addresses_as_for_one(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    counts = []
    for n in range(3):
        contact = some.a_contact(customer)
        Contact.objects.filter(pk=contact.pk).update(email=f"refus{n}@example.com")
        came_back(customer, f"refus{n}@example.com")
        counts.append(queries(desk, f"/customers/{customer.pk}"))
    assert counts[0] == counts[2]
