"""Where and how the mail leaves: one SMTP server, told by settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from encours.channels.letter_forms import NotConfiguredError
from encours.wire.loopback import is_loopback

TlsMode = Literal["none", "starttls", "tls"]
_MODES = ("none", "starttls", "tls")
_USUAL_PORTS: dict[TlsMode, int] = {"none": 25, "starttls": 587, "tls": 465}
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """One SMTP server; `repr` never shows the password."""

    host: str
    port: int
    tls: TlsMode
    user: str
    password: str
    ca_file: str
    patience_seconds: float

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port}, tls={self.tls}, user={self.user!r})"


def missing(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """What lacks or cannot be: no `host`, an unknown `tls` mode, a password sent in the clear.

    Settings: `host`, `port` (25, 587 or 465 by default), `tls` (none, starttls or tls; starttls by
    default, none on this machine), `user`, `password`, `ca_file` (authorities to
    trust instead of the system's, for a house with its own), `patience_seconds` (30).
    """
    if not settings.get("host"):
        return ("email.host",)
    mode = _mode(settings)
    if mode not in _MODES:
        return ("email.tls (none, starttls, tls)",)
    if settings.get("password") and mode == "none" and not is_loopback(settings["host"]):
        return ("email.tls (starttls, tls : le mot de passe partirait en clair)",)
    return ()


def server(settings: Mapping[str, Any]) -> Server:
    """The server that the settings tell; raises NotConfiguredError."""
    lacking = missing(settings)
    if lacking:
        raise NotConfiguredError("email", lacking)
    mode = cast("TlsMode", _mode(settings))
    return Server(
        host=settings["host"],
        port=int(settings.get("port") or _USUAL_PORTS[mode]),
        tls=mode,
        user=str(settings.get("user") or ""),
        password=str(settings.get("password") or ""),
        ca_file=str(settings.get("ca_file") or ""),
        patience_seconds=float(settings.get("patience_seconds") or _PATIENCE_SECONDS),
    )


def _mode(settings: Mapping[str, Any]) -> str:
    default = "none" if is_loopback(settings["host"]) else "starttls"
    return str(settings.get("tls") or default)
