"""The shared mailbox at the desk: what waits is filed by a form, what came back is shown where it matters."""

from __future__ import annotations

from pathlib import Path

from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import page, queries
from encours.records.documents.keeping import keep
from encours.records.history.models import Entry
from encours.records.messages.models import Bounce, Received
from encours.records.parties.models import Creditor


def waiting(creditor: Creditor, **told: object) -> Received:
    """A mail of nobody known yet."""
    whoever = some.a_customer(creditor)
    return some.a_received_mail(whoever, customer=None, filing="to_file", kind="other", **told)


def test_what_waits_is_listed_and_opened_as_text(desk: Client, creditor: Creditor) -> None:
    row = waiting(creditor)
    Received.objects.filter(pk=row.pk).update(subject="<b>Question</b>", text="<script>x</script>")
    shown = page(desk, "/mail")
    assert "&lt;b&gt;Question" in shown
    assert "&lt;script&gt;x" in page(desk, f"/mail/{row.pk}")


def test_a_person_files_a_mail_with_the_customer_found_by_an_invoice(
    desk: Client, creditor: Creditor
) -> None:
    row = waiting(creditor)
    customer = some.a_customer(creditor, "Garage Petit")
    some.an_invoice(customer, number="F-77")
    assert "Garage Petit" in page(desk, f"/mail/{row.pk}", q="F-77")
    told = {"customer": customer.pk, "version": row.version}
    assert desk.post(reverse("file_mail", args=[row.pk]), told).status_code == 302
    assert Received.objects.get().customer == customer
    assert "Réponse de" in page(desk, f"/customers/{customer.pk}")
    stale = desk.post(reverse("set_aside_mail", args=[row.pk]), {"version": row.version}, follow=True)
    assert Received.objects.get().filing == "filed"
    assert stale.redirect_chain[0][0].endswith(f"/mail/{row.pk}")


def test_a_mail_that_concerns_nobody_is_set_aside(desk: Client, creditor: Creditor) -> None:
    row = waiting(creditor)
    desk.post(reverse("set_aside_mail", args=[row.pk]), {"version": row.version})
    assert Received.objects.get().filing == "aside"
    assert "Réponse de" in page(desk, "/mail", show="aside")
    assert "Réponse de" not in page(desk, "/mail")


def test_the_timeline_says_that_a_reminder_came_back(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    message = some.a_message(some.an_invoice(customer), state="delivered")
    row = some.a_received_mail(customer, kind="dsn")
    Bounce.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=customer, message=message, permanent=True,
        recipient="compta@example.com", status="5.1.1", on=some.TODAY, received=row,
    )  # fmt: skip
    assert "adresse refusée définitivement" in page(desk, f"/customers/{customer.pk}")
    assert "adresse refusée définitivement" in page(desk, f"/mail/{row.pk}")


def test_the_list_asks_the_database_as_often_for_many_mails_as_for_one(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    some.a_received_mail(customer)
    before = queries(desk, "/mail", show="filed")
    for _ in range(2):
        some.a_received_mail(some.a_customer(creditor))
    assert queries(desk, "/mail", show="filed") == before


def test_a_mailbox_not_set_up_is_said(desk: Client, creditor: Creditor) -> None:
    assert "ENCOURS_IMAP_HOST" in page(desk, "/mail")


SAMPLE = Path(__file__).parents[2] / "samples" / "mail" / "answer.eml"


def with_a_file(creditor: Creditor, home: Path) -> Received:
    """A mail kept as it came, with one file."""
    row = some.a_received_mail(some.a_customer(creditor))
    kept = keep(
        SAMPLE.read_bytes(), creditor_id=creditor.pk, name="courriel.eml", media_type="message/rfc822",
        at=some.NOW, entry_id=row.entry_id, home=home,
    )  # fmt: skip
    told = [{"name": "preuve.pdf", "media_type": "application/pdf", "size": 9}]
    Received.objects.filter(pk=row.pk).update(kept=kept, attached=told)
    return row


def test_a_file_of_a_mail_is_saved_as_it_came_and_who_opened_it_is_written(
    desk: Client, creditor: Creditor, house: Path
) -> None:
    row = with_a_file(creditor, house)
    assert "preuve.pdf" in page(desk, f"/mail/{row.pk}")
    answer = desk.post(reverse("mail_file", args=[row.pk, 0]))
    assert answer.content == b"%PDF-1.4\n"
    assert answer["Content-Disposition"] == 'attachment; filename="preuve.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    entry = Entry.objects.get(act="open_attached")
    assert entry.author == some_author(desk)
    assert desk.get(reverse("mail_file", args=[row.pk, 0])).status_code == 405


def some_author(client: Client) -> str:
    """Who this client is signed in as."""
    from encours.records.people.models import User

    return User.objects.get(pk=client.session["_auth_user_id"]).email


def test_a_file_that_is_not_there_is_said(desk: Client, creditor: Creditor, house: Path) -> None:
    row = with_a_file(creditor, house)
    answer = desk.post(reverse("mail_file", args=[row.pk, 7]), follow=True)
    assert "pas cette pièce jointe" in answer.content.decode()
    assert not Entry.objects.filter(act="open_attached").exists()
