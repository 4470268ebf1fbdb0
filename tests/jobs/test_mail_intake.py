"""Files attached to mails in a real mailbox: taken in of senders allowed, proposed of others, with their proof."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings

from books import received, statement
from channels.imap_server import imap_server
from einvoices import Told, cii, pdf
from encours.acts.intake.arriving import Taking
from encours.acts.intake.senders import allow_sender, decline_proposed, take_proposed, withdraw_sender
from encours.acts.open_creditor import open_creditor
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.jobs.mailing import command
from encours.records.frames.invariants import breaches
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.intake.models import AllowedSender, Arrival, Place
from encours.records.messages.models import Mailbox
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from encours.records.remittances.models import Remittance
from same_tables import killed
from small_history import AT

ON = date(2026, 11, 20)
COMPTA = "compta@vauban.example"


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Vauban Industrie", siren="732829320", author="cli", at=AT)


@pytest.fixture
def box(creditor: Creditor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with imap_server(Path(tempfile.mkdtemp(prefix="encours-imap-"))) as (new, told):
        monkeypatch.setattr(settings, "ENCOURS", settings.ENCOURS | {"imap": told | {"creditor": ""}})
        yield new


def send(new: Path, name: str, files: dict[str, bytes], sender: str = COMPTA, **headers: str) -> None:
    mail = EmailMessage()
    for header, words in headers.items():
        mail[header.replace("_", "-")] = words
    mail["From"], mail["Message-ID"], mail["Subject"] = sender, f"<{name}@vauban.example>", "Factures"
    mail["Date"] = "Fri, 20 Nov 2026 08:00:00 +0000"
    mail.set_content("Ci-joint.")
    for file, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=file)
    path = new / f"{name}.host"
    path.write_bytes(mail.as_bytes())
    owner = new.stat()
    if os.geteuid() == 0:
        os.chown(path, owner.st_uid, owner.st_gid)


def asked() -> dict[str, Any]:
    answer = CliRunner().invoke(command, ["--json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


FILES = {
    "F1.xml": cii(),
    "achat.xml": cii(Told(seller="Forge", seller_siren="404833048")),
    "releve.xml": statement(received(date(2026, 11, 19), 20_000, "VIR F-2026-001")),
    "photo.png": b"\x89PNG rien",
    "simple.pdf": pdf(None),
    "piege.pdf": pdf(cii(Told(number="F-9")), script="app.alert('x')"),
}


def test_files_of_an_allowed_sender_are_taken_in_with_their_proof(
    creditor: Creditor, house: Path, box: Path
) -> None:
    allow_sender(creditor, "@vauban.example", author="cli", at=AT)
    send(box, "m1", FILES, Authentication_Results="mx.vauban.example; dmarc=pass; spf=pass")
    assert asked()["files"] == {"taken": 3, "refused": 1}
    states = {row.name: (row.state, row.rule) for row in Arrival.objects.all()}
    assert states == {
        "F1.xml": ("taken", ""),
        "achat.xml": ("taken", ""),
        "releve.xml": ("taken", ""),
        "piege.pdf": ("refused", "active_pdf"),
    }
    assert Receivable.objects.count() == 1
    proof = json.loads(Arrival.objects.get(name="F1.xml").proof)
    assert (proof["message_id"], proof["sender"]) == ("<m1@vauban.example>", COMPTA)
    assert (proof["authentication"]["dmarc"], proof["sent_at"]) == ("pass", "2026-11-20T08:00:00+00:00")
    assert asked()["counts"] == {}
    assert Place.objects.get().looked_at is not None
    seal(creditor.pk, at=AT, home=house)
    assert list(breaches()) == []
    assert verify(creditor.pk, home=house).findings == []


def test_files_of_anybody_else_are_proposed_and_taken_in_by_a_person(
    creditor: Creditor, house: Path, box: Path
) -> None:
    send(box, "m1", {"F1.xml": cii(), "F2.xml": cii(Told(number="F-2"))})
    assert asked()["files"] == {"proposed": 2}
    assert Receivable.objects.count() == 0
    first, second = Arrival.objects.order_by("pk")
    taking = Taking("claire@vauban.example", AT, ON, house)
    row = take_proposed(creditor, first, taking, made_from=first.version)
    assert (row.state, row.intake is not None, Receivable.objects.count()) == ("taken", True, 1)
    with pytest.raises(StaleFormError):
        take_proposed(creditor, first, taking, made_from=first.version)
    with pytest.raises(RuleError, match="déjà"):
        take_proposed(creditor, row, taking, made_from=row.version)
    decline_proposed(second, made_from=second.version, author="claire@vauban.example", at=AT)
    assert Arrival.objects.get(pk=second.pk).state == "declined"


def test_a_forged_sender_is_not_believed(
    creditor: Creditor, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_sender(creditor, COMPTA, author="cli", at=AT)
    send(box, "m1", {"F1.xml": cii()}, Authentication_Results="mx.vauban.example; dmarc=fail; spf=fail")
    assert asked()["files"] == {"proposed": 1}
    imap = settings.ENCOURS["imap"] | {"server": "mx.vauban.example"}
    monkeypatch.setattr(settings, "ENCOURS", settings.ENCOURS | {"imap": imap})
    send(box, "m2", {"F2.xml": cii(Told(number="F-2"))}, Authentication_Results="mx.evil.example; dmarc=pass")
    assert asked()["files"] == {"proposed": 1}
    send(
        box, "m3", {"F3.xml": cii(Told(number="F-3"))}, Authentication_Results="mx.vauban.example; dmarc=pass"
    )
    assert asked()["files"] == {"taken": 1}


def test_a_sender_is_an_address_or_a_domain_and_may_be_withdrawn(creditor: Creditor) -> None:
    for words in ("vauban", "@", "a b@c.fr", "@localhost"):
        with pytest.raises(RuleError, match="adresse"):
            allow_sender(creditor, words, author="cli", at=AT)
    row = allow_sender(creditor, " Compta@Vauban.Example ", author="cli", at=AT)
    assert allow_sender(creditor, COMPTA, author="cli", at=AT) == row
    withdraw_sender(row, author="cli", at=AT)
    assert AllowedSender.objects.filter(withdrawn_at__isnull=True).count() == 0
    assert allow_sender(creditor, COMPTA, author="cli", at=AT) != row


@pytest.mark.parametrize("place", [1, 12, 30, 45, 60, 90, 120])
def test_killed_while_it_reads_the_mailbox_loses_no_file(creditor: Creditor, box: Path, place: int) -> None:
    allow_sender(creditor, COMPTA, author="cli", at=AT)
    send(box, "m1", {"F1.xml": cii(), "F2.xml": cii(Told(number="F-2"))})
    killed(place, asked)
    asked()
    assert sorted(Receivable.objects.values_list("number", flat=True)) == ["F-2", "F-2026-001"]
    assert sorted(Arrival.objects.values_list("name", "state")) == [("F1.xml", "taken"), ("F2.xml", "taken")]
    assert Mailbox.objects.get().last_uid == 1


def test_a_mail_whose_words_are_a_payment_advice_is_proposed_then_taken_in(
    creditor: Creditor, box: Path
) -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"], mail["Subject"] = COMPTA, "<avis@vauban.example>", "Avis de virement"
    mail["Date"] = "Fri, 20 Nov 2026 08:00:00 +0000"
    mail.set_content("Virement de 150,00 € le 19/11/2026 :\n\n- Facture F-2026-001 : 150,00 €\n")
    path = box / "avis.host"
    path.write_bytes(mail.as_bytes())
    if os.geteuid() == 0:
        owner = box.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
    asked()
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.name) == ("proposed", "courriel.eml")
    home = Path(settings.ENCOURS["home"])
    take_proposed(creditor, arrival, Taking("claire@vauban.example", AT, ON, home), made_from=arrival.version)
    assert Remittance.objects.get().total_cents == 15_000
