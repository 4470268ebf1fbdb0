"""From a letter to the exact bytes of its message (RFC 5322), the same bytes for the same letter.

They are laid end to end here: Python's generator reads each header again to write it, which took a fifth of
the time of a sending.
"""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Sequence
from datetime import UTC
from email.header import Header
from email.utils import encode_rfc2231, format_datetime, formataddr
from functools import lru_cache
from typing import NamedTuple

from encours.channels.email.addresses import checked_email, checked_message_id
from encours.channels.letter_forms import Attachment, Letter, UndeliverableError, one_line

_LARGEST = 20 * 1024 * 1024  # bytes: beyond, most servers refuse
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA = frozenset(
    {"application/pdf", "application/xml", "text/csv", "text/plain", "image/png", "image/jpeg", _SHEET}
)

_LONGEST_WORD = 75 - len("=?utf-8?q??=")  # what is left to say in an encoded word

_Headers = Sequence[tuple[str, str]]


class _Part(NamedTuple):
    """A part of the message: headers on lines of their own, then its payload in ASCII."""

    headers: _Headers
    payload: bytes

    def laid(self, more: _Headers = ()) -> bytes:
        """Its bytes, `more` headers after its own."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in (*self.headers, *more))
        return lines.encode("ascii") + b"\r\n" + self.payload


def composed(letter: Letter) -> bytes:
    """The message's bytes, its lines ended by CRLF and within 998 bytes; raises UndeliverableError."""
    if not letter.text.strip():
        raise UndeliverableError("text", "Le texte du message est vide.")
    content = _bodies(letter).laid(_address(letter))
    if len(content) > _LARGEST:
        raise UndeliverableError(
            "attachments", f"Le message pèse {len(content) // 2**20} Mo ; la limite est 20 Mo."
        )
    return content


def _address(letter: Letter) -> _Headers:
    """The headers, in the order of a letter's head."""
    if letter.written_at.tzinfo is None:
        raise UndeliverableError("written_at", "La date du message n'a pas de fuseau horaire.")
    answered = checked_message_id(letter.in_reply_to) if letter.in_reply_to else ""
    told = (
        ("Date", format_datetime(letter.written_at.astimezone(UTC))),
        ("From", _mailbox("sender", letter.sender_name, letter.sender_email)),
        ("To", _mailbox("recipient", letter.recipient_name, letter.recipient_email)),
        ("Reply-To", checked_email("reply_to", letter.reply_to) if letter.reply_to else ""),
        ("Subject", _folded("Subject", one_line("subject", letter.subject))),
        ("Message-ID", checked_message_id(letter.message_id)),
        ("In-Reply-To", answered),
        ("References", answered),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834: no holiday reply is due to a machine
        ("Content-Language", one_line("language", letter.language)),
        ("MIME-Version", "1.0"),
    )
    return [(name, value) for name, value in told if value or name == "Subject"]


@lru_cache(maxsize=1024)
def _mailbox(field: str, name: str, address: str) -> str:
    checked = checked_email(f"{field}_email", address)
    words = one_line(f"{field}_name", name).strip()
    return formataddr((words, checked)) if words.isascii() else f"{_folded('From', words)} <{checked}>"


def _folded(header: str, words: str) -> str:
    """Words of a header: as they are, folded, or as encoded words (RFC 2047) of 75 characters at most."""
    if words.isascii():
        return Header(words, header_name=header).encode(linesep="\r\n")
    lines, line, room = [], "", _LONGEST_WORD - len(header) - 2
    for sign in words:
        quoted = _quoted(sign)
        if len(line) + len(quoted) > room:
            lines.append(line)
            line, room = "", _LONGEST_WORD
        line += quoted
    return "\r\n ".join(f"=?utf-8?q?{one}?=" for one in (*lines, line))


@lru_cache(maxsize=1024)
def _quoted(sign: str) -> str:
    """One character in the Q encoding, safe in a display name too (RFC 2047, 5.3)."""
    if sign == " ":
        return "_"
    if sign.isascii() and (sign.isalnum() or sign in "!*+-/"):
        return sign
    return "".join(f"={byte:02X}" for byte in sign.encode())


def _bodies(letter: Letter) -> _Part:
    """Text alone, text and HTML as alternatives, then the attachments around them."""
    text = _text_part("plain", letter.text)
    body = text
    if letter.html:
        body = _multipart("alternative", letter, text, _text_part("html", letter.html))
    if not letter.attachments:
        return body
    return _multipart("mixed", letter, body, *(_attached(file) for file in letter.attachments))


def _multipart(kind: str, letter: Letter, *parts: _Part) -> _Part:
    """A boundary drawn from the key, not from chance: the same letter gives the same bytes."""
    boundary = f"={hashlib.sha256(f'{kind} {letter.key}'.encode()).hexdigest()[:32]}="
    mark = f"--{boundary}".encode()
    inside = b"".join(mark + b"\r\n" + part.laid() + b"\r\n" for part in parts)
    return _Part([("Content-Type", f'multipart/{kind}; boundary="{boundary}"')], inside + mark + b"--\r\n")


def _text_part(kind: str, words: str) -> _Part:
    """Quoted-printable: readable as evidence, and no server needs 8BITMIME for it."""
    headers = [
        ("Content-Type", f'text/{kind}; charset="utf-8"'),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    lines = "\r\n".join(words.splitlines()).rstrip("\r\n") + "\r\n"
    return _Part(headers, binascii.b2a_qp(lines.encode(), quotetabs=False))


def _attached(file: Attachment) -> _Part:
    if file.media_type not in _MEDIA:
        raise UndeliverableError(
            "attachments", f"Une pièce jointe de type {file.media_type} ne s'envoie pas."
        )
    name = one_line("attachments", file.name)
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    told = f'filename="{quoted}"' if name.isascii() else f"filename*={encode_rfc2231(name, 'utf-8', '')}"
    headers = [
        ("Content-Type", file.media_type),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f"attachment; {told}"),
    ]
    encoded = binascii.b2a_base64(file.content, newline=False)
    return _Part(headers, b"\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76)))
