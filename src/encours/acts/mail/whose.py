"""Whose a mail is: the message that it answers or returns, its sender, else what it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from encours.core.refusals import UnreadableFileError
from encours.formats.mail import Mail, read_mail
from encours.formats.mail.found import numbers_in
from encours.records.messages.models import Message
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.receivables.models import Receivable

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{3,79}")
_MOST_WORDS, _FEW = 300, 2
_LOOKED_AT = 20_000  # signs: beyond, a mail is a document


@dataclass(frozen=True, slots=True)
class Judged:
    """What would become of a mail. `refusal` says why it cannot be read; `mail` is then None."""

    mail: Mail | None
    customer_id: int | None = None
    message: Message | None = None
    because: str = ""  # why this customer
    filing: str = "to_file"
    refusal: str = ""


def judged(creditor: Creditor, content: bytes, *, whole: bool = True) -> Judged:
    """Read a mail and find whose it is; nothing is written."""
    if not whole:
        return Judged(None, refusal="Le message est trop lourd : seul son en-tête est gardé.")
    try:
        mail = read_mail(content)
    except UnreadableFileError as error:
        return Judged(None, refusal=f"{error.sentence} {error.remedy}")
    message = _ours(creditor, mail)
    if message is not None:
        because = "returned" if mail.kind == "dsn" else "answers"
        return Judged(mail, message.customer_id, message, because, "filed")
    if mail.kind == "dsn":
        return Judged(mail, filing="aside")
    customer, because = _named(creditor, mail)
    unfiled = "aside" if mail.kind == "auto_reply" else "to_file"
    return Judged(mail, customer, None, because, "filed" if customer else unfiled)


def _ours(creditor: Creditor, mail: Mail) -> Message | None:
    """The message of ours that it speaks of: by its Message-ID, else by the address that it came back to."""
    told = [mail.dsn.message_id] if mail.dsn and mail.dsn.message_id else []
    known = [one for one in (*told, *mail.answers) if one.startswith(f"<encours.{creditor.pk}.")]
    sent = Message.objects.of([creditor.pk]).exclude(handed_at=None)
    keys = [int(one.split(".")[2].partition("@")[0]) for one in known if _numbered(one)]
    by_key = sent.in_bulk(keys[:10])
    for key, told_id in zip(keys, known, strict=False):
        found = by_key.get(key)
        if found is not None and found.message_id == told_id:
            return found
    key_of_return = _returned_to(creditor, mail)
    return sent.filter(pk=key_of_return).first() if key_of_return else None


def _numbered(message_id: str) -> bool:
    parts = message_id.partition("@")[0].split(".")
    return len(parts) == 3 and parts[2].isdecimal() and len(parts[2]) < 19  # noqa: PLR2004 — <encours.creditor.message


def _returned_to(creditor: Creditor, mail: Mail) -> int | None:
    """The message that a return path names: `relances+m12@domain`."""
    local, _at, domain = creditor.sender_email.lower().rpartition("@")
    shape = re.compile(rf"{re.escape(local)}\+m(\d{{1,18}})@{re.escape(domain)}")
    found = (shape.fullmatch(address) for address in mail.to) if local else ()
    return next((int(one[1]) for one in found if one), None)


def _named(creditor: Creditor, mail: Mail) -> tuple[int | None, str]:
    """The one customer whose contact wrote, or whose invoice or account is named; none where two could be."""
    contacts = Contact.objects.of([creditor.pk]).filter(email__iexact=mail.sender, removed_at=None)
    known = set(contacts.values_list("customer_id", flat=True)[:50]) if mail.sender else set()
    if len(known) == 1:
        return known.pop(), "contact"
    words = f"{mail.subject}\n{mail.text}"[:_LOOKED_AT]
    by_number = Receivable.objects.of([creditor.pk]).filter(number__in=numbers_in(words))
    found = _one(set(by_number.values_list("customer_id", flat=True)[:50]), known)
    if found:
        return found, "invoice"
    spelt = list(dict.fromkeys(_WORD.findall(words)))[:_MOST_WORDS]
    by_account = Customer.objects.of([creditor.pk]).filter(account__in=[one for one in spelt if _counts(one)])
    found = _one(set(by_account.values_list(Coalesce("merged_into_id", "pk"), flat=True)[:_FEW]), known)
    return (found, "account") if found else (None, "")


def _counts(word: str) -> bool:
    """An account has a digit: a name of one word is not taken for one."""
    return any(sign.isdecimal() for sign in word)


def _one(found: set[int], known: set[int]) -> int | None:
    """The only customer found, among those of the sender where it has several."""
    kept = found & known or found
    return kept.pop() if len(kept) == 1 else None
