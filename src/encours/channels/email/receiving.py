"""A shared mailbox read by IMAP, by number, from where the last reading stopped; nothing in it is changed."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from encours.channels.letter_forms import printable
from encours.core.refusals import RuleError
from encours.wire.loopback import is_loopback

LARGEST = 30 * 1024 * 1024  # bytes of one mail: of a larger one only the head is read
_MOST, _MOST_BYTES = 200, 200 * 1024 * 1024  # of one reading; the next goes on
_LONGEST = timedelta(minutes=5)
_PATIENCE_SECONDS = 30.0
_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_FAILED = (imaplib.IMAP4.error, OSError, ValueError)


class UnreadableMailboxError(RuleError):
    """The server cannot be reached, or refuses; the sentence says what it answered."""

    def __init__(self, answered: str) -> None:
        told = printable(answered)[:300]
        super().__init__(
            "mailbox_unreadable",
            f"La boîte partagée ne peut pas être lue ({told}) : "
            "vérifiez ENCOURS_IMAP_HOST, USER, PASSWORD et FOLDER.",
        )


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail by its number; `whole` False: it is too large, and `content` is its head alone."""

    uid: int
    content: bytes
    whole: bool


@dataclass
class Mailbox:
    """An open mailbox, to be read only."""

    name: str
    uid_validity: int
    _imap: imaplib.IMAP4

    def after(self, last: int, *, clock: Callable[[], datetime]) -> Iterator[Fetched]:
        """The mails whose number is above `last`, oldest first, within the limits of one reading.

        Raises
            UnreadableMailboxError: the connection was lost; what was given until then counts.
        """
        until, read = clock() + _LONGEST, 0
        for uid in self._numbers(last)[:_MOST]:
            if clock() > until or read > _MOST_BYTES:
                return
            found = self._fetched(uid)
            if found is not None:
                read += len(found.content)
                yield found

    def _numbers(self, last: int) -> list[int]:
        # "n:*" names the newest mail even when its number is below n.
        told = self._asked("SEARCH", "UID", f"{last + 1}:*")
        numbers = {int(word) for line in told if isinstance(line, bytes) for word in line.split()}
        return sorted(number for number in numbers if number > last)

    def _fetched(self, uid: int) -> Fetched | None:
        """One mail, without marking it as read; None where somebody has deleted it meanwhile."""
        size = next(
            (int(found[1]) for line in self._asked("FETCH", str(uid), "(RFC822.SIZE)")
             if isinstance(line, bytes) and (found := _SIZE.search(line))),
            None,
        )  # fmt: skip
        if size is None:
            return None
        whole = size <= LARGEST
        part = "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER]<0.65536>)"
        told = self._asked("FETCH", str(uid), part)
        content = next((bytes(line[1]) for line in told if isinstance(line, tuple)), None)
        return None if content is None else Fetched(uid, content, whole)

    def _asked(self, verb: str, *words: str) -> list[Any]:
        try:
            status, told = self._imap.uid(verb, *words)
        except _FAILED as error:
            raise UnreadableMailboxError(str(error)) from error
        if status != "OK":
            raise UnreadableMailboxError(str(told))
        return list(told)


def missing(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """What lacks: no `host`, an unknown `tls` mode, or a password that would leave in the clear."""
    if not settings.get("host"):
        return ("imap.host",)
    mode = _mode(settings)
    if mode not in _PORTS:
        return ("imap.tls (none, starttls, tls)",)
    if mode == "none" and not is_loopback(settings["host"]):
        return ("imap.tls (starttls, tls : le mot de passe partirait en clair)",)
    return ()


@contextmanager
def open_mailbox(settings: Mapping[str, Any]) -> Iterator[Mailbox]:
    """The mailbox of the settings, opened to be read only (EXAMINE).

    Settings: `host`, `port`, `user`, `password`, `folder` (INBOX), `tls` (tls by default, none on this
    machine), `ca_file`.

    Raises
        UnreadableMailboxError: the settings lack something, or the server refuses.
    """
    lacking = missing(settings)
    if lacking:
        raise UnreadableMailboxError(", ".join(lacking))
    folder = str(settings.get("folder") or "INBOX")
    imap = _connected(settings)
    try:
        yield _examined(imap, settings, folder)
    finally:
        with suppress(*_FAILED):
            imap.logout()


def _examined(imap: imaplib.IMAP4, settings: Mapping[str, Any], folder: str) -> Mailbox:
    quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    try:
        imap.login(str(settings.get("user") or ""), str(settings.get("password") or ""))
        status, told = imap.select(quoted, readonly=True)
        if status != "OK":
            raise UnreadableMailboxError(str(told))
        _kind, validity = imap.response("UIDVALIDITY")
        number = int(next((word for word in validity or [] if word), b"0"))
    except _FAILED as error:
        raise UnreadableMailboxError(str(error)) from error
    name = f"{settings.get('user') or ''}@{settings['host']}/{folder}"
    return Mailbox(name[:300], number, imap)


def _connected(settings: Mapping[str, Any]) -> imaplib.IMAP4:
    mode, host = _mode(settings), str(settings["host"])
    port = int(settings.get("port") or _PORTS[mode])
    try:
        trust = ssl.create_default_context(cafile=settings.get("ca_file") or None)
        if mode == "tls":
            return imaplib.IMAP4_SSL(host, port, ssl_context=trust, timeout=_PATIENCE_SECONDS)
        imap = imaplib.IMAP4(host, port, timeout=_PATIENCE_SECONDS)
        if mode == "starttls":
            imap.starttls(trust)
    except _FAILED as error:
        raise UnreadableMailboxError(str(error)) from error
    return imap


def _mode(settings: Mapping[str, Any]) -> str:
    return str(settings.get("tls") or ("none" if is_loopback(settings["host"]) else "tls"))
