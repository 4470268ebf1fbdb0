"""One host asked over HTTP: what may go wrong is told apart, for what was sent must not be sent twice."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from encours.wire.answers import Answer, BusyError, LostError, RefusedError, UnreachableError, WireError
from encours.wire.loopback import is_loopback
from encours.wire.pace import Pace

_TRIES = 4
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 30.0  # a longer Retry-After is left to the next round
_BUSY = 429
_AWAY = (502, 503, 504)
_MOVED = range(300, 400)
_WRONG = 400
_DENIED = (401, 403)
_CHUNK = 65_536


@dataclass
class Host:
    """An address that is asked, with what every question carries; `repr` shows none of it."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    pace: Pace = field(default_factory=Pace, repr=False)
    patience_seconds: float = 30.0
    most_bytes: int = 32 * 1024**2
    ca_file: str = ""

    def __post_init__(self) -> None:
        """Refuse an address to which a secret would travel in the clear."""
        self.address = checked(self.address)
        context = ssl.create_default_context(cafile=self.ca_file or None)
        self._pool = urllib3.PoolManager(
            num_pools=1,
            retries=False,
            ssl_context=context,
            timeout=urllib3.Timeout(connect=10.0, read=self.patience_seconds),
        )

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        content: Any = None,
        repeatable: bool | None = None,
        absent: bool = False,
    ) -> Answer:
        """Ask, and ask again where that does no harm: `repeatable` (a GET is) may have been done already.

        1. What never left, and what was refused as too much (429), is asked again after a pause, always.
        2. What may have been done is asked again only when `repeatable`.
        3. No redirection is followed, no answer beyond the limit is read.
        `absent`: a 404 is an answer.

        Raises
            UnreachableError, LostError, BusyError, RefusedError: as their names say.
        """
        safe = method == "GET" if repeatable is None else repeatable
        url = f"{self.address}/{path.lstrip('/')}" + (f"?{urlencode(query)}" if query else "")
        wait = _FIRST_WAIT
        for left in range(_TRIES - 1, -1, -1):
            self.pace.take()
            try:
                return self._checked(self._once(method, url, content), absent=absent)
            except BusyError as busy:
                if not left or busy.seconds > _LONGEST_WAIT or (busy.rule == "wire_away" and not safe):
                    raise
                self.pace.wait(max(wait, busy.seconds))
            except UnreachableError:
                if not left:
                    raise
                self.pace.wait(wait)
            except LostError:
                if not left or not safe:
                    raise
                self.pace.wait(wait)
            wait *= 2
        raise AssertionError  # the last try returns or raises

    def _once(self, method: str, url: str, content: Any) -> Answer:
        body = None if content is None else json.dumps(content, ensure_ascii=False).encode()
        told = {"Accept": "application/json", **self.headers}
        if body is not None:
            told["Content-Type"] = "application/json"
        try:
            answer = self._pool.request(
                method, url, body=body, headers=told, redirect=False, preload_content=False
            )
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise UnreachableError("wire_unreachable", self._silent()) from error
        except HTTPError as error:
            if isinstance(getattr(error, "reason", None), ssl.SSLError) or isinstance(
                error, urllib3.exceptions.SSLError
            ):
                sentence = f"{self._name()} : son certificat n’est pas reconnu. Rien n’a été envoyé."
                raise WireError("wire_certificate", sentence) from error
            raise LostError("wire_lost", self._lost()) from error
        try:
            return Answer(answer.status, self._read(answer), dict(answer.headers.items()))
        except HTTPError as error:
            raise LostError("wire_lost", self._lost()) from error
        finally:
            answer.release_conn()

    def _read(self, answer: Any) -> bytes:
        parts, size = [], 0
        for part in answer.stream(_CHUNK):
            size += len(part)
            if size > self.most_bytes:
                answer.close()
                limit = self.most_bytes // 1024**2
                raise WireError(
                    "wire_too_large", f"{self._name()} : la réponse dépasse {limit} Mio, elle est abandonnée."
                )
            parts.append(part)
        return b"".join(parts)

    def _checked(self, answer: Answer, *, absent: bool) -> Answer:
        if answer.status in _MOVED:
            sentence = f"{self._name()} redirige ailleurs, ce qui n’est pas suivi : donnez l’adresse finale."
            raise WireError("wire_redirected", sentence)
        if answer.status == _BUSY:
            raise BusyError("wire_busy", f"{self._name()} demande d’attendre.", _pause(answer))
        if answer.status in _AWAY:
            raise BusyError(
                "wire_away", f"{self._name()} n’est pas disponible ({answer.status}).", _pause(answer)
            )
        if answer.status in _DENIED:
            sentence = f"{self._name()} refuse l’accès ({answer.status}) : vérifiez la clé et ses droits."
            raise RefusedError(answer.status, sentence)
        if answer.status >= _WRONG and not (absent and answer.status == 404):  # noqa: PLR2004 — the status itself
            raise RefusedError(answer.status, f"{self._name()} refuse ({answer.status}) : {answer.said()}")
        return answer

    def _name(self) -> str:
        return urlsplit(self.address).netloc.rpartition("@")[2]

    def _silent(self) -> str:
        return f"{self._name()} ne répond pas : vérifiez l’adresse et le réseau."

    def _lost(self) -> str:
        return f"{self._name()} n’a pas répondu jusqu’au bout."


def checked(address: str) -> str:
    """An address that may be asked: https, or http on this machine alone, and no password within.

    Raises
        WireError: with what to write instead.
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        raise WireError("address_wrong", "L’adresse commence par https:// et nomme une machine.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise WireError("address_wrong", "L’adresse ne contient ni mot de passe, ni « ? », ni « # ».")
    if parts.scheme == "http" and not is_loopback(host):
        raise WireError("address_wrong", "La clé partirait en clair : l’adresse commence par https://.")
    return address.strip().rstrip("/")


def _pause(answer: Answer) -> float:
    """The seconds that Retry-After asks for; a date is told against the answer's own Date."""
    told = {name.lower(): value for name, value in answer.headers.items()}
    text = told.get("retry-after", "")
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - parsedate_to_datetime(told["date"])).total_seconds())
    except (KeyError, TypeError, ValueError):
        return 0.0
