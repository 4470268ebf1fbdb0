"""What a reader's role does not see, put aside where it is shown: a value, or addresses inside a text."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _
from stdnum import iban

from encours.core.health import of_health

_EMAIL: Final = re.compile(r"[\w.+'%-]+@[\w-]+(?:\.[\w-]+)+")
_SPACE: Final = "[ .\N{NO-BREAK SPACE}-]?"
# A telephone number as people write it: ten digits of France, or an international prefix and groups.
_PHONE: Final = re.compile(
    rf"(?<![\w/-])(?:0[1-9](?:{_SPACE}\d\d){{4}}|(?:\+|00)[1-9]\d{{0,2}}{_SPACE}(?:\(0\))?(?:{_SPACE}\d){{6,12}})(?![\w/-])"
)
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \N{NO-BREAK SPACE}]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_ENDS: Final = re.compile(r"(?<=[A-Z0-9])(?![A-Z0-9])", re.IGNORECASE)


def masked() -> str:
    """What stands in place of a value that is not shown."""
    return _("masqué")


def without(text: str, *, personal: bool, bank: bool, health: bool = True) -> str:
    """The text with e-mail addresses and telephone numbers (personal) or IBANs (bank) put aside.

    A text that somebody marked as telling of health is put aside whole.
    """
    if health and of_health(text):
        return masked()
    if bank:
        text = _IBAN.sub(_iban_aside, text)
    if personal:
        text = _PHONE.sub(masked(), _EMAIL.sub(masked(), text))
    return text


def _iban_aside(found: re.Match[str]) -> str:
    """Put aside the longest beginning that is an IBAN; an invoice number that only looks like one stays."""
    words = found.group()
    for end in sorted((one.start() for one in _ENDS.finditer(words)), reverse=True):
        if iban.is_valid(words[:end].upper(), check_country=False):
            return masked() + words[end:]
    return words
