"""Who a party is: its French registration numbers, taken from wherever the document puts them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from encours.core.einvoice.documents import Identifier, Party

SIREN_SCHEME, SIRET_SCHEME = "0002", "0009"
_SIREN, _SIRET = 9, 14
_FRENCH_VAT = re.compile(r"FR[0-9A-Z]{2}([0-9]{9})")
_LEGAL_FORMS = (
    "SARL SAS SASU SA EURL EI EIRL SCI SNC SCOP SELARL SCP GIE SOCIETE STE ETS ETABLISSEMENTS "
    "LTD LIMITED GMBH BV NV SRL SPA INC PLC LLC"
)
_LEGAL = frozenset(_LEGAL_FORMS.split())


def compact(text: str) -> str:
    """Letters and digits alone, in capitals: `FR 12 345.678` is `FR12345678`."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def registration(vat_number: str, found: Iterable[Identifier | None]) -> tuple[str, str]:
    """SIREN and SIRET, empty where none is told."""
    siren = siret = ""
    for each in found:
        digits = re.sub(r"\s", "", each.value) if each else ""
        if each is None or not digits.isascii() or not digits.isdecimal():
            continue
        if len(digits) == _SIRET and each.scheme in {SIRET_SCHEME, SIREN_SCHEME, "0225", ""}:
            siret = siret or digits
        elif len(digits) == _SIREN and each.scheme in {SIREN_SCHEME, "0225"}:
            siren = siren or digits
    french = _FRENCH_VAT.fullmatch(compact(vat_number))
    return siren or siret[:_SIREN] or (french[1] if french else ""), siret


def same_party(party: Party, *, siren: str, vat_number: str, name: str) -> bool | None:
    """Whether a party is the one so registered; None when neither number can be compared and names differ.

    A number that both tell decides; the name decides only where no number can be compared.
    """
    if party.siren and siren:
        return party.siren == siren
    if party.vat_number and vat_number:
        return compact(party.vat_number) == compact(vat_number)
    names = {name_words(each) for each in (party.name, party.trading_name) if each}
    return True if name_words(name) and name_words(name) in names else None


@lru_cache(maxsize=20_000)
def name_words(name: str) -> str:
    """A name made comparable: capitals without accents, punctuation or legal form."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    words = re.split(r"[^A-Z0-9]+", plain.replace(".", ""))
    return " ".join(word for word in words if word and word not in _LEGAL)
