"""E-mail addresses and header lines, strict enough that nothing can be slipped in beside them."""

from __future__ import annotations

import re

import idna

from encours.channels.letter_forms import UndeliverableError, one_line, printable

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+=-]{1,100}@[A-Za-z0-9.-]{1,100}>")
_TOKEN = re.compile(r"[A-Za-z0-9._=-]{1,40}")
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253

# RFC 2606 and RFC 6761: nobody can receive there, so nothing is ever sent there over a network.
_RESERVED = ("example", "invalid", "test", "localhost", "example.com", "example.net", "example.org")


def checked_email(name: str, address: str) -> str:
    """The address, its domain in ASCII; raises UndeliverableError naming the field `name`."""
    if not address.strip():
        raise UndeliverableError(name, "L'adresse e-mail est vide : l'indiquer.")
    local, at, domain = one_line(name, address).strip().rpartition("@")
    if at and len(local) <= _LONGEST_LOCAL and _LOCAL.fullmatch(local):
        ascii_domain = _ascii(domain)
        if ascii_domain:
            return f"{local}@{ascii_domain}"
    raise UndeliverableError(
        name, f"« {printable(address)} » n'est pas une adresse e-mail valable : corrigez-la."
    )


def _ascii(domain: str) -> str:
    try:
        name = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
    labels = name.split(".")
    good = len(name) <= _LONGEST_DOMAIN and all(_LABEL.fullmatch(label) for label in labels)
    return name if good and not labels[-1].isdecimal() else ""


def return_path(mailbox: str, token: str) -> str:
    """The envelope sender that names the message: `bounces@d` and `abc` make `bounces+abc@d`.

    A bounce comes back to it, so its recipient tells which message failed. Raises UndeliverableError.
    """
    local, _, domain = checked_email("return_path", mailbox).rpartition("@")
    if not _TOKEN.fullmatch(token):
        raise UndeliverableError(
            "return_path", f"« {printable(token)} » ne peut pas compléter une adresse de retour."
        )
    return checked_email("return_path", f"{local}+{token}@{domain}")


def checked_message_id(value: str) -> str:
    """The Message-ID with its angle brackets; raises UndeliverableError."""
    if not _MESSAGE_ID.fullmatch(value):
        raise UndeliverableError("message_id", f"« {printable(value)} » n'est pas un identifiant de message.")
    return value


def reaches_nobody(address: str) -> bool:
    """Whether the domain is reserved for examples and tests."""
    domain = address.rpartition("@")[2].lower()
    return any(domain == name or domain.endswith(f".{name}") for name in _RESERVED)
