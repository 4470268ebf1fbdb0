"""What came by the link of a request: looked at as any upload, put in the customer's documents, told to its owner."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path, PurePath

from encours.acts.attach_document import media_of, put_in
from encours.acts.noticing import notify
from encours.acts.requests.ask import tell_event
from encours.acts.rules import same_version
from encours.core.health import MARKS, health_words, of_health
from encours.core.refusals import RuleError
from encours.formats.words_of_file import words_of_file
from encours.records.documents.keeping import laid_down
from encours.records.history.writing import recording
from encours.records.parties.models import Attachment
from encours.records.people.models import User
from encours.records.requests.models import DocumentRequest, RequestEvent
from encours.records.work.models import Assignment

MOST_FILES = 20  # by one link, in all
_IN_A_WHILE = 6  # by one link, in ten minutes
_WHILE = timedelta(minutes=10)
DEPOSITOR = "deposit link"  # who brought it: whoever holds the link


def note_opening(request: DocumentRequest, *, at: datetime) -> bool:
    """Write that a person read the request, once: they said so on its page."""
    with recording(
        request.creditor_id, "open_request", author=DEPOSITOR, cause="deposit link", at=at
    ) as record:
        now = DocumentRequest.objects.select_for_update().get(pk=request.pk)
        if now.opened_at is not None:
            return False
        now.opened_at = record.at
        now.state = "opened" if now.state == "asked" else now.state
        now.version += 1
        now.save(update_fields=["opened_at", "state", "version"])
        tell_event(record, now, "opened")
    return True


def receive_document(
    request: DocumentRequest, content: bytes, name: str, *, kind: str, at: datetime, home: Path
) -> Attachment:
    """Keep a document brought by the link, in the documents of the customer.

    One that seems to tell of somebody's health is reserved to who may read it: nobody here was asked beforehand.

    Raises
        RuleError: a file that the house does not keep, another kind than asked for, or too many of them.
    """
    media_type = media_of(content, name)
    if kind not in request.kinds.split(","):
        raise RuleError("kind_wrong", "Dire lequel des documents demandés est celui-ci.")
    short = PurePath(name.replace("\\", "/")).name
    title = _reserved(short, words_of_file(content, media_type))
    _room_left(request, at)
    kept = laid_down(content, creditor_id=request.creditor_id, name=short, media_type=media_type, home=home)
    with recording(
        request.creditor_id, "receive_document", author=DEPOSITOR, cause="deposit link", at=at
    ) as record:
        now = DocumentRequest.objects.select_for_update().get(pk=request.pk)
        if now.state == "closed":
            raise RuleError("request_ended", "Cette demande est close : elle n’attend plus rien.")
        document = Attachment(
            customer_id=now.customer_id,
            receivable_id=now.receivable_id,
            kind=kind,
            title=title,
            kept=kept,
        )
        made = put_in(record, document)
        now.state, now.received_at, now.version = "received", record.at, now.version + 1
        now.opened_at = now.opened_at or record.at
        now.save(update_fields=["state", "received_at", "opened_at", "version"])
        tell_event(record, now, "received", text=short[:200], attachment=made)
        notify(
            record,
            _whose(now),
            kind="document",
            text=title,
            customer_id=now.customer_id,
            attachment_id=made.pk,
        )
    return made


def _reserved(name: str, words: str) -> str:
    """The title of a document, with the mark that reserves it where its name or its words tell of health."""
    if of_health(name) or not health_words(f"{name}\n{words}"):
        return name[:200]
    return f"{name[:190]} {MARKS[0]}"


def refuse_document(
    request: DocumentRequest, *, reason: str, made_from: int | None, author: str, at: datetime
) -> None:
    """Say that what came is not what was asked for: the link takes another.

    Raises
        StaleFormError: somebody acted on it since the form was made.
        RuleError: nothing came, or no reason is given.
    """
    with recording(request.creditor_id, "refuse_document", author=author, cause="desk", at=at) as record:
        now = _acted_on(request, made_from)
        if now.state != "received":
            raise RuleError("request_empty", "Rien n’est encore arrivé pour cette demande.")
        if not reason.strip():
            raise RuleError("reason_wrong", "Dire ce qui ne convient pas : le client le lira.")
        now.state, now.version = "opened", now.version + 1
        now.save(update_fields=["state", "version"])
        tell_event(record, now, "refused", text=reason.strip()[:500])


def close_request(request: DocumentRequest, *, made_from: int | None, author: str, at: datetime) -> None:
    """End a request: what was asked for is there, or is waited for no longer.

    Raises
        StaleFormError: somebody acted on it since the form was made.
        RuleError: it is closed already.
    """
    with recording(request.creditor_id, "close_request", author=author, cause="desk", at=at) as record:
        now = _acted_on(request, made_from)
        if now.state == "closed":
            raise RuleError("already_closed", "Cette demande est déjà close.")
        now.state, now.closed_at, now.version = "closed", record.at, now.version + 1
        now.save(update_fields=["state", "closed_at", "version"])
        tell_event(record, now, "closed")


def _acted_on(request: DocumentRequest, made_from: int | None) -> DocumentRequest:
    now = DocumentRequest.objects.select_for_update().get(pk=request.pk)
    same_version(now.version, made_from, "Cette demande")
    return now


def _room_left(request: DocumentRequest, at: datetime) -> None:
    came = RequestEvent.objects.filter(request=request, kind="received")
    if came.count() >= MOST_FILES:
        raise RuleError(
            "too_many", f"Ce lien a déjà reçu {MOST_FILES} fichiers : écrivez-nous pour la suite."
        )
    if came.filter(recorded_at__gt=at - _WHILE).count() >= _IN_A_WHILE:
        raise RuleError("too_fast", "Plusieurs fichiers viennent d’arriver : recommencez dans dix minutes.")


def _whose(request: DocumentRequest) -> list[int]:
    """Who follows the customer, else who asked."""
    owner = Assignment.objects.filter(customer_id=request.customer_id, owner__isnull=False)
    found = list(owner.values_list("owner_id", flat=True))
    return [one for one in found if one] or list(
        User.objects.filter(email=request.by).values_list("pk", flat=True)
    )
