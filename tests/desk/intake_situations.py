"""Places that are watched, what came from them, senders allowed, documents set aside: for tests of pages."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from encours.records.documents.models import Intake, KeptFile
from encours.records.intake.models import AllowedSender, Arrival, Place, PrintedInvoice, SetAside
from encours.records.parties.models import Creditor

PROOF = {
    "folder": "/srv/depot",
    "name": "SECRET.xml",
    "inode": 7,
    "changed_ns": "1795248000000000000",
    "size": 9,
}


def a_place(creditor: Creditor, at: datetime, **told: Any) -> Place:
    """A folder that is watched."""
    path = f"/srv/depot-{creditor.pk}"
    return Place.objects.create(
        **{"creditor": creditor, "recorded_at": at, "kind": "folder", "path": path, "by": "cli"} | told
    )


def an_arrival(place: Place, rank: int = 0, **told: Any) -> Arrival:
    """A file that came there."""
    given = {
        "creditor_id": place.creditor_id, "recorded_at": place.recorded_at, "place": place, "name": f"{rank}.xml",
        "sha256": f"{rank:064}", "size": 9, "fingerprint": f"{place.pk:032}{rank:032}", "state": "refused",
        "proof": json.dumps(PROOF | {"seen_at": place.recorded_at.isoformat()}), "sentence": "Fichier vide.",
    }  # fmt: skip
    return Arrival.objects.create(**given | told)


def a_document_aside(intake: Intake, number: str = "A-1", **told: Any) -> SetAside:
    """A purchase invoice that came by mistake."""
    given = {
        "creditor_id": intake.creditor_id, "recorded_at": intake.recorded_at, "intake": intake,
        "seller": "Forge du Nord", "number": number, "issued_on": date(2026, 3, 2), "total_cents": 12_000,
        "currency": "EUR",
    }  # fmt: skip
    return SetAside.objects.create(**given | told)


def a_printed_invoice(creditor: Creditor, at: datetime, **told: Any) -> PrintedInvoice:
    """A PDF without XML, read and laid aside."""
    digest = f"{creditor.pk:064}"
    kept = KeptFile.objects.create(
        creditor=creditor, recorded_at=at, sha256=digest, size=9, media_type="application/pdf", name="SECRET.pdf",
        place=f"printed-{creditor.pk}",
    )  # fmt: skip
    read = {"number": {"value": "F-9", "confidence": 70, "page": 1, "line": 2, "said": "Facture F-9"}}
    given = {"sha256": digest, "name": kept.name, "read": read, "tied": False, "by": "cli", "laid_at": at}
    return PrintedInvoice.objects.create(**{"creditor": creditor, "kept": kept} | given | told)


def intake_of(creditor: Creditor, at: datetime) -> dict[str, int]:
    """One of each that an address names."""
    place = a_place(creditor, at)
    sender = AllowedSender.objects.create(creditor=creditor, recorded_at=at, address="@a.example", by="cli")
    printed = a_printed_invoice(creditor, at)
    return {"printed": printed.pk, "place": place.pk, "arrival": an_arrival(place).pk, "sender": sender.pk}
