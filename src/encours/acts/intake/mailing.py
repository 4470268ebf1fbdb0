"""Invoices, statements, ledgers and tables that come attached to mails: taken in where their sender is allowed.

Of anybody else, they are proposed: a person takes them in with one click, or not at all.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import PurePath
from typing import Any, Final

from encours.acts.import_file.many import File
from encours.acts.intake.arriving import Come, Taking, take_in_come
from encours.core.refusals import UnreadableFileError
from encours.formats import remittance
from encours.formats.archives import is_archive
from encours.formats.einvoice.pdf import embedded_xml
from encours.formats.einvoice.sniffing import PDF
from encours.formats.mail import authentication_of, file_of, read_mail
from encours.formats.registry import HEAD_BYTES, LEAST_CONFIDENCE, detect
from encours.records.intake.models import AllowedSender, Arrival, Place
from encours.records.messages.models import Received
from encours.records.parties.models import Creditor

_READ: Final = frozenset(
    {"ledger", "bank", "einvoice", "lifecycle", "remittance", "deposit", "companion", "table"}
)
_TABLES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"})
BODY: Final = 9_999
"""The number of the mail itself among its files."""

_BY_MACHINES: Final = frozenset({"dsn", "auto_reply", "unreadable"})


def take_in_attached(
    creditor: Creditor, place: Place, received: Received, content: bytes, taking: Taking, *, trusted: str = ""
) -> list[Arrival]:
    """Take in, or propose, the files of one mail that are of a sort that is imported; the mail is left as it was.

    `trusted` names our own mail server: where it is said, what another claims of a mail counts for nothing.
    """
    if received.kind in _BY_MACHINES or not (received.attached or is_advice(content)):
        return []
    mail, judged = read_mail(content), authentication_of(content)
    proof = {
        "mailbox": place.path,
        "message_id": mail.message_id,
        "sender": mail.sender,
        "sent_at": mail.written_at.isoformat() if mail.written_at else "",
        "authentication": asdict(judged),
        "seen_at": taking.at.isoformat(),
    }
    come = []
    for number in (*range(len(mail.attached)), BODY):
        found = file_in(content, number)
        if found is not None and (number == BODY or is_taken_in(found.name, found.content)):
            come.append(_come(received, number, found, proof))
    if not come:
        return []
    doubtful = judged.forged or bool(trusted and judged.server.lower() != trusted.lower())
    allowed = not doubtful and sender_allowed(creditor, mail.sender)
    arrivals = take_in_come(creditor, place, come, taking, allowed=allowed)
    return [row for each in arrivals for row in each]


def file_in(content: bytes, number: int) -> File | None:
    """One file of a mail, counted from 0; `BODY` is the mail itself, where its words are a payment advice."""
    if number == BODY:
        return File("courriel.eml", content) if is_advice(content) else None
    found = file_of(content, number)
    return File(found[0].name, found[1]) if found else None


def is_advice(content: bytes) -> bool:
    """Whether the words of a mail say what a payment pays."""
    return remittance.sniff(content[:HEAD_BYTES], "") > LEAST_CONFIDENCE


def _come(received: Received, number: int, file: File, proof: dict[str, Any]) -> Come:
    mark = f"mail|{received.fingerprint}|{number}"
    return Come(file, mark, proof | {"file": number}, received_id=received.pk, number=number)


def is_taken_in(name: str, content: bytes) -> bool:
    """Whether an attached file is of a sort that is imported: not a picture, a signature or a plain PDF."""
    if is_archive(content):
        return True
    try:
        kind = detect(content[:HEAD_BYTES], name).kind
    except UnreadableFileError:
        return False
    if kind == "table" and PurePath(name).suffix.lower() not in _TABLES:
        return False
    return kind in _READ and (
        kind == "remittance" or not (PDF in content[:1024] and _without_invoice(content))
    )


def _without_invoice(content: bytes) -> bool:
    try:
        embedded_xml(content)
    except UnreadableFileError as wrong:
        return wrong.rule == "pdf_without_invoice"
    return False


def sender_allowed(creditor: Creditor, address: str) -> bool:
    """Whether files of this sender are taken in without asking: its address is allowed, or its domain."""
    _local, at, domain = address.lower().rpartition("@")
    if not at or not domain:
        return False
    rows = AllowedSender.objects.of([creditor.pk]).filter(
        address__in=[address.lower(), f"@{domain}"], withdrawn_at__isnull=True
    )
    return rows.exists()
