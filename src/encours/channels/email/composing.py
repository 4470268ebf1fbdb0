"""From a letter to the exact bytes of its message (RFC 5322), the same bytes for the same letter."""

from __future__ import annotations

import binascii
import hashlib
from datetime import UTC
from email.header import Header
from email.message import Message
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from encours.channels.email.addresses import checked_email, checked_message_id
from encours.channels.letter_forms import Attachment, Letter, UndeliverableError, one_line

_LARGEST = 20 * 1024 * 1024  # bytes: beyond, most servers refuse
_NO_BREAKS = SMTP.clone(max_line_length=None)  # header lines are folded by us, once
_MEDIA = frozenset({"application/pdf", "application/xml", "text/csv", "text/plain", "image/png"})


def composed(letter: Letter) -> bytes:
    """The message's bytes, its lines ended by CRLF and within 998 bytes; raises UndeliverableError."""
    if not letter.text.strip():
        raise UndeliverableError("text", "Le texte du message est vide.")
    message = _bodies(letter)
    _address(message, letter)
    content = message.as_bytes(policy=_NO_BREAKS)
    if len(content) > _LARGEST:
        raise UndeliverableError(
            "attachments", f"Le message pèse {len(content) // 2**20} Mo ; la limite est 20 Mo."
        )
    return content


def _address(message: Message, letter: Letter) -> None:
    """The headers, in the order of a letter's head."""
    if letter.written_at.tzinfo is None:
        raise UndeliverableError("written_at", "La date du message n'a pas de fuseau horaire.")
    message["Date"] = format_datetime(letter.written_at.astimezone(UTC))
    message["From"] = _mailbox("sender", letter.sender_name, letter.sender_email)
    message["To"] = _mailbox("recipient", letter.recipient_name, letter.recipient_email)
    if letter.reply_to:
        message["Reply-To"] = checked_email("reply_to", letter.reply_to)
    message["Subject"] = _folded("Subject", one_line("subject", letter.subject))
    message["Message-ID"] = checked_message_id(letter.message_id)
    if letter.in_reply_to:
        message["In-Reply-To"] = message["References"] = checked_message_id(letter.in_reply_to)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday reply is due to a machine
    message["Content-Language"] = one_line("language", letter.language)
    message["MIME-Version"] = "1.0"


def _mailbox(field: str, name: str, address: str) -> str:
    checked = checked_email(f"{field}_email", address)
    words = one_line(f"{field}_name", name).strip()
    return formataddr((words, checked)) if words.isascii() else f"{_folded('From', words)} <{checked}>"


def _folded(header: str, words: str) -> str:
    return Header(words, None if words.isascii() else "utf-8", header_name=header).encode(linesep="\r\n")


def _bodies(letter: Letter) -> Message:
    """Text alone, text and HTML as alternatives, then the attachments around them."""
    text = _text_part("plain", letter.text)
    body = text
    if letter.html:
        body = _multipart("alternative", letter, text, _text_part("html", letter.html))
    if not letter.attachments:
        return body
    return _multipart("mixed", letter, body, *(_attached(file) for file in letter.attachments))


def _multipart(kind: str, letter: Letter, *parts: Message) -> Message:
    """A boundary drawn from the key, not from chance: the same letter gives the same bytes."""
    boundary = hashlib.sha256(f"{kind} {letter.key}".encode()).hexdigest()[:32]
    whole = Message()
    whole["Content-Type"] = f'multipart/{kind}; boundary="={boundary}="'
    whole.preamble = None
    for part in parts:
        whole.attach(part)
    return whole


def _text_part(kind: str, words: str) -> Message:
    """Quoted-printable: readable as evidence, and no server needs 8BITMIME for it."""
    part = Message()
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = "\n".join(words.splitlines()).rstrip("\n") + "\n"
    part.set_payload(binascii.b2a_qp(lines.encode(), quotetabs=False).decode("ascii"))
    return part


def _attached(file: Attachment) -> Message:
    if file.media_type not in _MEDIA:
        raise UndeliverableError(
            "attachments", f"Une pièce jointe de type {file.media_type} ne s'envoie pas."
        )
    part = Message()
    part["Content-Type"] = file.media_type
    part["Content-Transfer-Encoding"] = "base64"
    name = one_line("attachments", file.name)
    part.add_header(
        "Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name)
    )
    encoded = binascii.b2a_base64(file.content, newline=False)
    rows = (encoded[at : at + 76] for at in range(0, len(encoded), 76))
    part.set_payload(b"\n".join(rows).decode("ascii"))
    return part
