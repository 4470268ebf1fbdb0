"""A mail that says what became of another (RFC 3464), or says so only in words as older servers do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import Final

from encours.formats.mail.parts import Part, charset_of, content_of, decoded, every, header
from encours.formats.mail.why import for_good, reason_of

_STATUS: Final = re.compile(r"(?<![\d.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![\d.])")
_REPLY: Final = re.compile(r"(?<![\d.])([45]\d\d)[ -]")
_ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,200}\w")
_MESSAGE_ID: Final = re.compile(r"(?im)^message-id:\s*(<[^<>\s]{3,250}>)")
_REPORT: Final = "message/delivery-status"
_COPIES: Final = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"})


@dataclass(frozen=True, slots=True)
class Dsn:
    """What became of a message; `permanent`: writing to this address again is useless."""

    action: str  # failed | delayed | delivered | relayed | expanded | "" when the mail does not say
    status: str
    reason: str
    permanent: bool
    diagnostic: str
    recipients: tuple[str, ...]
    message_id: str  # of the message that it speaks of, "" when it does not say


def report_of(parts: list[Part]) -> Dsn | None:
    """What a machine-readable report says of its first recipient that failed, or None without a report."""
    for part in parts:
        if part.get_content_type() == _REPORT:
            groups = _groups(part)
            if groups:
                return _told(groups, parts)
    return None


def told_in_words(parts: list[Part], words: str) -> Dsn:
    """The same from the words of a server that writes no report."""
    status = _first(_STATUS, words) or _class_of(words)
    reason = reason_of(words, status)
    above = re.split(
        r"(?im)^-{2,}.{0,40}(?:original|message|copy)|^(?:received|return-path):", words, maxsplit=1
    )[0]
    return Dsn(
        "failed", status, reason, for_good(reason, status), "",
        tuple(address.lower() for address in _ADDRESS.findall(above)[:10]), _original(parts),
    )  # fmt: skip


def _groups(part: Part) -> list[Message]:
    """The groups of fields of a report: of the message, then of each recipient."""
    inner = part.get_payload()
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []


def _told(groups: list[Message], parts: list[Part]) -> Dsn:
    people = [each for each in groups if each.get("Action") or each.get("Status")] or groups
    failed = [each for each in people if header(each, "Action").lower().startswith("fail")]
    chosen = (failed or people)[0]
    diagnostic = header(chosen, "Diagnostic-Code")
    status = _first(_STATUS, header(chosen, "Status"))
    exact = _first(_STATUS, diagnostic)
    status = exact or status  # what the last server said, before what the one that reports made of it
    reason = reason_of(diagnostic, status)
    named = [value for name in ("Final-Recipient", "Original-Recipient") for value in every(chosen, name)]
    recipients = dict.fromkeys(address.lower() for value in named for address in _ADDRESS.findall(value))
    action = header(chosen, "Action").lower().split(" ")[0]
    gone = action in {"delivered", "relayed", "expanded", "delayed"}
    return Dsn(
        action or "failed", status, "" if gone else reason, not gone and for_good(reason, status),
        diagnostic[:500], tuple(recipients), _original(parts),
    )  # fmt: skip


def _original(parts: list[Part]) -> str:
    """The Message-ID of the message sent back, from the copy of its headers."""
    for part in parts[1:]:
        if part.get_content_type() in _COPIES:
            inner = part.get_payload()
            if isinstance(inner, list):
                told = next((header(each, "Message-ID") for each in inner if isinstance(each, Message)), "")
            else:
                told = _first(_MESSAGE_ID, decoded(content_of(part), charset_of(part)))
            if told:
                return told[:300]
    leaves = (
        decoded(content_of(part)[:100_000], charset_of(part)) for part in parts if not part.is_multipart()
    )
    return next((found for words in leaves if (found := _first(_MESSAGE_ID, words))), "")


def _class_of(words: str) -> str:
    code = _first(_REPLY, words)
    return f"{code[0]}.0.0" if code else ""


def _first(shape: re.Pattern[str], words: str) -> str:
    found = shape.search(words)
    return found.group(1) if found else ""
