"""One mail made plain: its people, its words, its kind with the reason for it, and what it says of one of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from encours.formats.mail.dsn import Dsn, report_of, told_in_words
from encours.formats.mail.parts import (
    Part,
    addresses,
    charset_of,
    content_of,
    decoded,
    every,
    file_name,
    header,
    parameter,
    parsed,
    walked,
)
from encours.formats.mail.plain import text_of_html, tidy

_MOST_FILES: Final = 100
KINDS = ("dsn", "auto_reply", "reply", "other")
_IDS: Final = re.compile(r"<[^<>\s]{3,250}>")
_ROBOT: Final = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?|post_office)\b", re.IGNORECASE
)
_RETURNED: Final = re.compile(
    r"undeliver|returned mail|delivery (?:status|fail|report|notif|problem|error)|failure notice|mail delivery"
    r"|non.?remis|échec de (?:la )?remise|could not be delivered"
    r"|delivery has failed|nondeliverable|message.{0,20}returned",
    re.IGNORECASE,
)
_AWAY: Final = re.compile(
    r"out of (?:the )?office|absen(?:ce|t)\b|automatic reply"
    r"|auto(?:matic)?[- ]?(?:reply|response|répon)|réponse automatique"
    r"|en congés?\b|vacation|on leave|accusé de réception automatique",
    re.IGNORECASE,
)
_REPLY: Final = re.compile(r"^\s*(?:re|rép|rep|aw|sv|antw)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a mail."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail read. `answers` are the Message-IDs that it answers or follows, the nearest first."""

    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    message_id: str
    answers: tuple[str, ...]
    written_at: datetime | None
    text: str
    attached: tuple[Attached, ...]
    kind: str
    confidence: float
    because: str
    dsn: Dsn | None


def read_mail(content: bytes) -> Mail:
    """Read one mail.

    Raises
        UnreadableFileError: it cannot be read without risk (`parts.parsed` says what is refused).
    """
    mail = parsed(content)
    parts = [part for part, _depth in walked(mail)]
    text = _text(parts)
    sender_name, sender = next(iter(addresses(mail, "From", "Sender")), ("", ""))
    subject = header(mail, "Subject")[:300]
    answers = _answers(mail)
    kind, confidence, because, dsn = _kind(mail, parts, text, sender, subject, answers)
    return Mail(
        sender=sender[:300],
        sender_name=sender_name[:200],
        to=_reached(mail),
        subject=subject,
        message_id=next(iter(_IDS.findall(header(mail, "Message-ID"))), ""),
        answers=answers,
        written_at=_written_at(header(mail, "Date")),
        text=text,
        attached=_attached(parts),
        kind=kind,
        confidence=confidence,
        because=because,
        dsn=dsn,
    )


def _reached(mail: Part) -> tuple[str, ...]:
    """The addresses that it was sent to, as its headers and the servers on the way tell them."""
    told = addresses(mail, "Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
    return tuple(dict.fromkeys(address[:300] for _name, address in told))[:50]


def _answers(mail: Part) -> tuple[str, ...]:
    nearest = _IDS.findall(header(mail, "In-Reply-To"))
    thread = _IDS.findall(" ".join(every(mail, "References")))
    return tuple(dict.fromkeys([*nearest, *reversed(thread)]))[:30]


def _written_at(words: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(words)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _text(parts: Sequence[Part]) -> str:
    """The words of the mail: its plain text, else its HTML made text. Mails inside it are not its words."""
    plain: list[str] = []
    markup: list[str] = []
    for part in _own(parts):
        if part.is_multipart() or file_name(part):
            continue
        kind = part.get_content_type()
        if kind in {"text/plain", "text/html"}:
            words = decoded(content_of(part), charset_of(part))
            (plain if kind == "text/plain" else markup).append(words)
    written = tidy("\n".join(plain))
    return written or text_of_html("\n".join(markup))


def _own(parts: Sequence[Part]) -> list[Part]:
    """The parts of the mail itself, without those of mails that it carries."""
    carried = {
        id(inner)
        for part in parts
        if part.get_content_maintype() == "message"
        for inner in list(part.walk())[1:]
    }
    return [part for part in parts if id(part) not in carried]


def file_of(content: bytes, number: int) -> tuple[Attached, bytes] | None:
    """One file of a mail, counted from 0 in the order of `attached`, with its bytes; None where there is none.

    Raises
        UnreadableFileError: the mail cannot be read without risk.
    """
    files = _files([part for part, _depth in walked(parsed(content))])
    if not 0 <= number < len(files):
        return None
    return _told(files[number]), content_of(files[number])


def _attached(parts: Sequence[Part]) -> tuple[Attached, ...]:
    return tuple(_told(part) for part in _files(parts))


def _files(parts: Sequence[Part]) -> list[Part]:
    return [part for part in _own(parts) if file_name(part) and not part.is_multipart()][:_MOST_FILES]


def _told(part: Part) -> Attached:
    return Attached(file_name(part), part.get_content_type()[:100], len(content_of(part)))


def _kind(
    mail: Part, parts: list[Part], text: str, sender: str, subject: str, answers: Sequence[str]
) -> tuple[str, float, str, Dsn | None]:
    """The kind, how sure, why, and what is told of one of ours; a machine's own words come first."""
    report = report_of(parts)
    if report is not None:
        return "dsn", 1.0, "report", report
    sure, because = _returned(mail, sender, subject)
    if because:
        return "dsn", sure, because, told_in_words(parts, text)
    sure, because = _automatic(mail, subject)
    if because:
        return "auto_reply", sure, because, None
    if answers or _REPLY.match(subject):
        return ("reply", 0.95, "in_reply_to", None) if answers else ("reply", 0.7, "reply_subject", None)
    return "other", 0.6, "nothing_told", None


def _returned(mail: Part, sender: str, subject: str) -> tuple[float, str]:
    """How sure, and by what, that a mail server returns a message in words of its own."""
    if parameter(mail, "report-type") == "delivery-status" or header(mail, "X-Failed-Recipients"):
        return 0.95, "report_header"
    robot, says = bool(_ROBOT.match(sender)), bool(_RETURNED.search(subject))
    if says and (robot or not sender):
        return 0.9, "mail_server"
    return (0.7, "mail_server") if says or (robot and not _AWAY.search(subject)) else (0.0, "")


def _automatic(mail: Part, subject: str) -> tuple[float, str]:
    """How sure, and by what, that a machine answered in the place of somebody away."""
    told = header(mail, "Auto-Submitted").lower()
    if told.startswith("auto-replied") or header(mail, "X-Autoreply") or header(mail, "X-Autorespond"):
        return 1.0, "auto_submitted"
    if _AWAY.search(subject):
        return 0.85, "away_subject"
    return (0.8, "auto_submitted") if told and not told.startswith("no") else (0.0, "")
