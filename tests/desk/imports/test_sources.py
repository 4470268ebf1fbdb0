"""Sources at the desk: what is watched and how it fares, what came and why it was refused, what waits for a person."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from desk import intake_situations as come
from desk import situations as some
from desk.looking import page, queries
from einvoices import Told, cii
from encours.acts.import_file.many import File, import_many
from encours.acts.intake.arriving import TAKING, Come, Taking, take_in_come
from encours.acts.intake.places import watch_mailbox
from encours.records.documents.keeping import keep
from encours.records.history.models import Entry
from encours.records.intake.models import AllowedSender, Arrival, Place, SetAside
from encours.records.messages.models import Received
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "ENCOURS", settings.ENCOURS | {"folders": [tmp_path / "incoming"]})
    return tmp_path / "incoming"


def test_a_folder_is_watched_from_the_desk_and_no_longer(
    desk: Client, creditor: Creditor, root: Path
) -> None:
    assert "Rien n’est surveillé" in page(desk, reverse("sources"))
    assert desk.post(reverse("sources"), {"folder": "ventes"}).status_code == 302
    place = Place.objects.get()
    assert (place.path, (root / "ventes").is_dir()) == (str(root / "ventes"), True)
    assert str(root / "ventes") in page(desk, reverse("sources"))
    stopped = {"version": place.version}
    assert desk.post(reverse("stop_source", args=[place.pk]), stopped).status_code == 302
    assert Place.objects.get().stopped_at is not None
    assert Entry.objects.filter(act__in=["watch_folder", "stop_watching"]).count() == 2


@pytest.mark.parametrize("words", ["../ailleurs", "/etc", "", "a\0b"])
def test_a_folder_elsewhere_is_refused_with_a_sentence(
    desk: Client, creditor: Creditor, root: Path, words: str
) -> None:
    answer = desk.post(reverse("sources"), {"folder": words})
    assert answer.status_code == 422
    assert Place.objects.count() == 0


def test_what_came_says_what_became_of_it_and_why(desk: Client, creditor: Creditor) -> None:
    place = come.a_place(
        creditor, some.NOW, trouble="Le dossier /srv/depot ne peut pas être lu (Permission denied)."
    )
    row = come.an_arrival(place, sentence="Le fichier est vide.", remedy="Vérifiez l’export.")
    come.an_arrival(place, 2, state="taken", sentence="", intake=some.an_intake(creditor))
    shown = page(desk, reverse("sources"))
    assert "ne répond pas" in shown
    assert "Le fichier est vide." in shown
    assert "2.xml" not in page(desk, reverse("sources"), show="refused")
    proof = page(desk, reverse("arrival", args=[row.pk]))
    assert "/srv/depot" in proof
    assert row.sha256 in proof


def test_pages_ask_as_often_for_many_rows_as_for_one(desk: Client, creditor: Creditor) -> None:
    place, counts = come.a_place(creditor, some.NOW), []
    intake = some.an_intake(creditor)
    for first, many in ((0, 1), (1, 3)):
        for rank in range(first, many):
            intake.pk, intake.sha256 = None, f"{rank + 1:064}"
            intake.save(force_insert=True)
            come.an_arrival(place, rank, intake=intake)
            come.an_arrival(place, 100 + rank, state="proposed")
            come.a_document_aside(intake, f"A-{rank}")
        counts.append(
            [queries(desk, reverse(name)) for name in ("sources", "set_aside_documents", "imports")]
        )
    assert counts[0] == counts[1]


def a_mail(creditor: Creditor, house: Path, sender: str) -> Arrival:
    """A mail with an invoice, whose file is proposed."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = sender, "Facture"
    mail.set_content("Ci-joint.")
    mail.add_attachment(cii(), maintype="application", subtype="xml", filename="F1.xml")
    row = some.a_received_mail(some.a_customer(creditor), customer=None, filing="to_file", kind="other")
    kept = keep(
        mail.as_bytes(), creditor_id=creditor.pk, name="courriel.eml", media_type="message/rfc822", at=some.NOW,
        entry_id=None, home=house,  # type: ignore[arg-type]
    )  # fmt: skip
    Received.objects.filter(pk=row.pk).update(sender=sender, kept=kept)
    place = watch_mailbox(creditor, "boite@example.com/INBOX", author="cli", at=some.NOW)
    told = Come(File("F1.xml", cii()), "mail|1", {"message_id": "<m@a>", "sender": sender,
                "seen_at": some.NOW.isoformat()}, row.pk)  # fmt: skip
    taking = Taking(TAKING, some.NOW, some.TODAY, house)
    ((arrival,),) = take_in_come(creditor, place, [told], taking, allowed=False)
    return arrival


def test_a_proposed_file_is_taken_in_with_one_click_and_its_sender_remembered(
    desk: Client, creditor: Creditor, house: Path
) -> None:
    Creditor.objects.filter(pk=creditor.pk).update(siren="732829320", vat_number="")
    arrival = a_mail(creditor, house, "compta@vauban.example")
    assert "F1.xml" in page(desk, reverse("sources"))
    assert "F1.xml" in page(desk, reverse("received_mail", args=[arrival.received_id]))
    told = {"version": arrival.version, "always": "1"}
    assert desk.post(reverse("take_arrival", args=[arrival.pk]), told).status_code == 302
    assert Arrival.objects.get().state == "taken"
    assert AllowedSender.objects.get().address == "compta@vauban.example"
    again = desk.post(reverse("decline_arrival", args=[arrival.pk]), told, follow=True)
    assert Arrival.objects.get().state == "taken"
    assert again.redirect_chain[0][0].endswith(f"/arrivals/{arrival.pk}")


def test_a_proposed_file_is_declined(desk: Client, creditor: Creditor, house: Path) -> None:
    arrival = a_mail(creditor, house, "inconnu@ailleurs.example")
    desk.post(reverse("decline_arrival", args=[arrival.pk]), {"version": arrival.version})
    assert (Arrival.objects.get().state, Receivable.objects.count()) == ("declined", 0)


def test_senders_are_allowed_and_withdrawn(desk: Client, creditor: Creditor) -> None:
    assert desk.post(reverse("add_sender"), {"address": "pas une adresse"}).status_code == 422
    assert desk.post(reverse("add_sender"), {"address": "@forge.example"}).status_code == 302
    row = AllowedSender.objects.get()
    assert "@forge.example" in page(desk, reverse("sources"))
    desk.post(reverse("remove_sender", args=[row.pk]))
    assert "@forge.example" not in page(desk, reverse("sources"))


def test_documents_set_aside_say_why_and_are_taken_up_once_the_identity_is_corrected(
    desk: Client, creditor: Creditor, house: Path
) -> None:
    Creditor.objects.filter(pk=creditor.pk).update(siren="732829320", vat_number="")
    files = [File("1.xml", cii(Told(number="N-1", seller="Nord", seller_siren="404833048")))]
    told: dict[str, Any] = {"author": "cli", "at": some.NOW, "on": some.TODAY, "home": house}
    list(import_many(Creditor.objects.get(pk=creditor.pk), files, **told))
    shown = page(desk, reverse("set_aside_documents"))
    assert "un autre vend" in shown
    assert "N-1" in shown
    desk.post(reverse("set_aside_documents"))
    assert SetAside.objects.filter(taken_at=None).count() == 1
    Creditor.objects.filter(pk=creditor.pk).update(siren="404833048")
    assert "de nous, à reprendre" in page(desk, reverse("set_aside_documents"))
    desk.post(reverse("set_aside_documents"))
    assert Receivable.objects.filter(number="N-1").count() == 1
    assert "Rien n’est mis de côté" in page(desk, reverse("set_aside_documents"))
    assert json.loads(json.dumps(SetAside.objects.get().intake.counts))["new"] == 1
