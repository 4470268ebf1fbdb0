"""One SMTP connection for a batch, and what each answer of the server means."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from datetime import datetime
from types import TracebackType
from typing import Self

from encours.channels.email.addresses import checked_email, reaches_nobody
from encours.channels.email.composing import composed
from encours.channels.email.configuring import Server
from encours.channels.letter_forms import Letter, Prepared, Receipt, checked_key, printable
from encours.wire.loopback import is_loopback

_START_OF_DOT = re.compile(rb"(?m)^\.")
_OK, _START_MAIL, _PERMANENT = 250, 354, 500
_RECIPIENT_OK = (250, 251)


class _RefusedError(Exception):
    """The server said no before it had the whole message."""

    def __init__(self, code: int, words: bytes | str) -> None:
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        super().__init__(f"{code} {said}")
        self.permanent = code >= _PERMANENT


class EmailWay:
    """Messages to one SMTP server; connects at the first message, keeps the connection until closed."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def prepare(self, letter: Letter) -> Prepared:
        """The exact bytes and the envelope; raises UndeliverableError."""
        return Prepared(
            key=checked_key(letter.key),
            content=composed(letter),
            media_type="message/rfc822",
            sender=checked_email("return_path", letter.return_path),
            recipient=checked_email("recipient_email", letter.recipient_email),
        )

    def hand(self, prepared: Prepared, *, at: datetime) -> Receipt:
        """Hand one message to the server.

        1. An address reserved for examples never leaves this machine.
        2. MAIL and RCPT on the open connection; one that died while idle is opened anew, once:
           nothing has left yet.
        3. DATA. Whatever is said or lost until its 354 is a refusal, final only with a 5xx answer.
        4. From the first byte of content on, a lost connection or a silence is *uncertain*.
        """
        if reaches_nobody(prepared.recipient) and not is_loopback(self._server.host):
            detail = "Adresse réservée aux exemples : elle n'est jamais jointe."
            return Receipt(prepared.key, "refused", at, detail=detail, permanent=True)
        try:
            smtp = self._begun(prepared)
        except _RefusedError as refusal:
            self._forget_transaction()
            return Receipt(
                prepared.key, "refused", at, detail=printable(str(refusal)), permanent=refusal.permanent
            )
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Receipt(prepared.key, "refused", at, detail=printable(_told(error)))
        return self._finished(smtp, prepared, at)

    def _begun(self, prepared: Prepared) -> smtplib.SMTP:
        """MAIL, RCPT and DATA accepted; raises _RefusedError, SMTPException or OSError."""
        fresh = self._smtp is None
        try:
            return self._announce(self._connected(), prepared)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            self._drop()
            if fresh:
                raise
        return self._announce(self._connected(), prepared)

    @staticmethod
    def _announce(smtp: smtplib.SMTP, prepared: Prepared) -> smtplib.SMTP:
        """MAIL, RCPT and DATA: at once where the server takes them so (RFC 2920), else each after its answer."""
        asked = (
            (f"MAIL FROM:<{prepared.sender}>", (_OK,)),
            (f"RCPT TO:<{prepared.recipient}>", _RECIPIENT_OK),
            ("DATA", (_START_MAIL,)),
        )
        at_once = smtp.has_extn("pipelining")
        if at_once:
            smtp.send("".join(f"{command}\r\n" for command, _ in asked))
        refused, code = None, 0
        for command, wanted in asked:
            code, words = _next_reply(smtp) if at_once else smtp.docmd(command)
            if code not in wanted:
                refused = refused or _RefusedError(code, words)
                if not at_once:
                    break
        if refused is not None:
            if code == _START_MAIL:  # it waits for a message to nobody: an empty one
                smtp.docmd(".")
            raise refused
        return smtp

    def _finished(self, smtp: smtplib.SMTP, prepared: Prepared, at: datetime) -> Receipt:
        try:
            smtp.send(_START_OF_DOT.sub(b"..", prepared.content) + b".\r\n")
            code, words = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Receipt(prepared.key, "uncertain", at, detail=printable(_told(error)))
        said = printable(f"{code} {words.decode('utf-8', 'replace')}")
        if code == _OK:
            return Receipt(prepared.key, "delivered", at, reference=said, detail=said)
        self._forget_transaction()
        return Receipt(prepared.key, "refused", at, detail=said, permanent=code >= _PERMANENT)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = _opened(self._server)
        return self._smtp

    def _forget_transaction(self) -> None:
        """After a refusal the server must forget the envelope; if it cannot, the connection goes."""
        if self._smtp is None:
            return
        try:
            code, _ = self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            code = 0
        if code != _OK:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()


def _opened(server: Server) -> smtplib.SMTP:
    """A connection greeted, encrypted and signed in; raises SMTPException or OSError, then closed."""
    trust = ssl.create_default_context(cafile=server.ca_file or None)
    smtp: smtplib.SMTP
    if server.tls == "tls":
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=server.patience_seconds, context=trust)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.patience_seconds)
    try:
        _socket(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            smtp.starttls(context=trust)
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, server.password)
    except (smtplib.SMTPException, OSError):
        smtp.close()
        raise
    return smtp


def _next_reply(smtp: smtplib.SMTP) -> tuple[int, bytes]:
    """One of several answers: a server that writes them one by one waits for ours to be acknowledged, at once."""
    if hasattr(socket, "TCP_QUICKACK"):
        _socket(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    return smtp.getreply()


def _socket(smtp: smtplib.SMTP) -> socket.socket:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("The connection was closed.")
    return smtp.sock


def _told(error: Exception) -> str:
    """An error's words without anything that was sent: a sign-in error shows the server's answer only."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {error.smtp_error!r}"
    return f"{type(error).__name__}: {error}"
