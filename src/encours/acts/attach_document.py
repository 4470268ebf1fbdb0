"""Putting a document in a customer's file: kept here, encrypted, or named where it is kept elsewhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from encours.acts.captured import await_reading, tell_attached
from encours.core.refusals import RuleError, UnreadableFileError
from encours.formats.tables.guards import guard
from encours.records.documents.keeping import laid_down
from encours.records.documents.models import KeptFile
from encours.records.history.writing import Record, recording
from encours.records.parties.models import DOCUMENT_KINDS, Attachment, Customer
from encours.records.receivables.models import Receivable

_ZIP = b"PK\x03\x04"
LARGEST = 20 * 1024 * 1024
# What opens in any office and runs nothing; the bytes must begin as their name says.
MEDIA = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (_ZIP,)),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", (_ZIP,)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (_ZIP,)),
    ".csv": ("text/csv", ()),
    ".txt": ("text/plain", ()),
    ".eml": ("message/rfc822", ()),
}


def attach_file(
    customer: Customer,
    content: bytes,
    name: str,
    *,
    kind: str,
    title: str,
    author: str,
    at: datetime,
    home: Path,
    receivable: Receivable | None = None,
) -> Attachment:
    """Keep a file in a customer's file, or on one receivable.

    Raises
        RuleError: a kind or a sort of file that the house does not know, an empty or too large file, or bytes that
            are not what the name says.
    """
    media_type = media_of(content, name)
    kept = laid_down(content, creditor_id=customer.creditor_id, name=name, media_type=media_type, home=home)
    return _attach(
        customer, kind, title or PurePath(name).name, receivable, kept=kept, url="", author=author, at=at
    )


def attach_link(
    customer: Customer,
    url: str,
    *,
    kind: str,
    title: str,
    author: str,
    at: datetime,
    receivable: Receivable | None = None,
) -> Attachment:
    """Name a document that is kept elsewhere; one click opens it.

    Raises
        RuleError: the address is not one of the web (http or https).
    """
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc:
        raise RuleError("url_wrong", "L’adresse commence par https:// et nomme un serveur.")
    return _attach(customer, kind, title or url, receivable, kept=None, url=url, author=author, at=at)


def remove_document(attachment: Attachment, *, author: str, at: datetime) -> None:
    """Take a document out of the file; what was kept stays kept, as evidence.

    Raises
        RuleError: it was taken out already.
    """
    with recording(attachment.creditor_id, "remove_document", author=author, cause="desk", at=at) as record:
        there = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
        if not there.update(removed_at=record.at):
            raise RuleError("already_removed", "Ce document est déjà retiré du dossier.")
        record.of(attachment.customer_id, document=attachment.pk, title=attachment.title, removed=True)
        record.untouched.add(attachment.customer_id)


def media_of(content: bytes, name: str) -> str:
    """The sort of a file that is kept; raises RuleError for one that is not."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in MEDIA:
        known = ", ".join(sorted(one.removeprefix(".") for one in MEDIA))
        raise RuleError("file_wrong", f"Ce type de fichier n’est pas gardé ici ; types admis : {known}.")
    if not content:
        raise RuleError("file_wrong", "Le fichier est vide.")
    if len(content) > LARGEST:
        raise RuleError("file_wrong", "Le fichier dépasse 20 Mo : le réduire, ou donner l’adresse où il est.")
    media_type, beginnings = MEDIA[suffix]
    if beginnings and not content.startswith(beginnings):
        raise RuleError("file_wrong", f"Le contenu du fichier n’est pas celui d’un fichier {suffix}.")
    if beginnings == (_ZIP,):
        _no_bomb(content)
    return media_type


def _no_bomb(content: bytes) -> None:
    """An office document is an archive: refused with macros inside, or when it would swell beyond measure."""
    try:
        guard(content)
    except UnreadableFileError as refusal:
        raise RuleError("file_wrong", refusal.sentence) from refusal


def _attach(
    customer: Customer,
    kind: str,
    title: str,
    receivable: Receivable | None,
    *,
    kept: KeptFile | None,
    url: str,
    author: str,
    at: datetime,
) -> Attachment:
    if kind not in DOCUMENT_KINDS:
        raise RuleError("kind_wrong", "Dire ce qu’est ce document.")
    with recording(customer.creditor_id, "add_document", author=author, cause="desk", at=at) as record:
        document = Attachment(
            customer=customer, receivable=receivable, kind=kind, title=title[:200], kept=kept, url=url
        )
        made = put_in(record, document)
        if made.kept is not None:
            tell_attached(record, [made])
        record.untouched.add(customer.pk)  # a document changes no decision
    return made


def put_in(record: Record, attachment: Attachment) -> Attachment:
    """Write a document and the file that is kept of it, in the history of its customer too."""
    kept = attachment.kept
    if kept is not None:
        kept.recorded_at, kept.entry = record.at, record.entry
        kept.save()
        record.wrote(KeptFile, [kept])
        await_reading(record, [kept])
    attachment.creditor, attachment.recorded_at, attachment.entry = record.creditor, record.at, record.entry
    attachment.kept, attachment.by = kept, record.entry.author
    attachment.save(force_insert=True)
    record.wrote(Attachment, [attachment])
    record.of(
        attachment.customer_id,
        document=attachment.pk,
        title=attachment.title,
        sha256=kept.sha256 if kept else "",
        url=attachment.url,
    )
    return attachment
