"""What every channel is handed and what it hands back: plain facts, no record behind them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, Protocol, Self

State = Literal["delivered", "refused", "uncertain"]

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class UndeliverableError(Exception):
    """A letter that must not be handed as it is: `field` is what is wrong, `sentence` says why (French)."""

    def __init__(self, field_name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field_name
        self.sentence = sentence


class NotConfiguredError(Exception):
    """A channel that has not been set up: `missing` names the settings it lacks."""

    def __init__(self, channel: str, missing: tuple[str, ...]) -> None:
        super().__init__(
            f"Le canal « {channel} » n'est pas configuré : il manque {', '.join(missing)}. "
            "Rien n'est parti ; complétez les réglages puis relancez l'envoi."
        )
        self.channel = channel
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the letter; `media_type` like "application/pdf"."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything needed to deliver one message, already worded in the recipient's language.

    `key` is the idempotency key (letters, digits, `._-`, at most 120): the same key is the same letter, for
    ever. `message_id` is the RFC 5322 identifier with its angle brackets (e-mail), `in_reply_to` that of the
    message before it, so that a mail reader shows one thread. `return_path` is the envelope sender (see
    `channels.email.return_path`). `written_at` is an instant in UTC, printed as the Date. `page` is the
    sheet's data for the letter channel (its shape is told in `channels.letter.pages`).
    """

    key: str
    kind: str
    language: str
    written_at: datetime
    sender_name: str
    recipient_name: str
    subject: str
    text: str = ""
    html: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    sender_email: str = ""
    reply_to: str = ""
    return_path: str = ""
    recipient_email: str = ""
    recipient_lines: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    page: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The exact bytes of a letter, ready to leave: keep them as evidence before handing them over.

    `sender` and `recipient` are the envelope's (e-mail), or "" and the recipient's name (letter).
    """

    key: str
    content: bytes
    media_type: str
    sender: str
    recipient: str

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a letter that was handed over at `at` (UTC, given by the caller).

    `delivered`: the other side took responsibility for it (never a proof of reading). `refused`: it did
    not leave; `permanent` tells whether trying again is useless. `uncertain`: it may have left; a person
    decides, it is never resent blind. `reference` is the other side's, `detail` its words, made printable.
    """

    key: str
    state: State
    at: datetime
    reference: str = ""
    detail: str = ""
    permanent: bool = False


class Way(Protocol):
    """An open channel: `prepare` (nothing leaves), then `hand`; one connection serves a whole batch."""

    def prepare(self, letter: Letter) -> Prepared:
        """The exact bytes that would leave; raises UndeliverableError."""
        ...

    def hand(self, prepared: Prepared, *, at: datetime) -> Receipt:
        """Hand over; never raises for what the other side does: it is told by the receipt."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def checked_key(key: str) -> str:
    """The key itself, once sure that it can name a file; raises UndeliverableError."""
    if not _KEY.fullmatch(key):
        raise UndeliverableError("key", f"La clé d'envoi « {printable(key)} » ne peut pas nommer un fichier.")
    return key


def one_line(name: str, value: str) -> str:
    """The value itself, once sure that it is one line of text; raises UndeliverableError."""
    if _CONTROL.search(value):
        shown = printable(value)
        raise UndeliverableError(
            name, f"Le champ « {name} » contient un retour à la ligne ou un caractère de contrôle : {shown}"
        )
    return value


def printable(value: str, *, limit: int = 200) -> str:
    """Foreign words made safe to print on one line."""
    return _CONTROL.sub(" ", value)[:limit].strip()
