"""What a register of companies says of one, and what it would correct in a customer's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

ACTIVE: Final = "active"
CEASED: Final = "ceased"
CORRECTED: Final = ("address", "postcode", "city")
_LIMITS: Final = {"name": 200, "address": 300, "postcode": 12, "city": 100}
_STREET: Final = ("numero_voie", "indice_repetition", "type_voie", "libelle_voie")
_STATES: Final = {"A": ACTIVE, "C": CEASED, "F": CEASED}
_HIDDEN: Final = frozenset({"[ND]", "[NON-DIFFUSIBLE]"})  # of those who asked that no more be told
# How many people work there, by INSEE's band: from, to.
STAFF: Final = {
    "00": (0, 0), "01": (1, 2), "02": (3, 5), "03": (6, 9), "11": (10, 19), "12": (20, 49), "21": (50, 99),
    "22": (100, 199), "31": (200, 249), "32": (250, 499), "41": (500, 999), "42": (1000, 1999),
    "51": (2000, 4999), "52": (5000, 9999), "53": (10_000, None),
}  # fmt: skip
# The sections of the NAF by their last division (NAF rév. 2): a code of two digits belongs to the first not below it.
_LAST: Final = (
    (3, "A"), (9, "B"), (33, "C"), (35, "D"), (39, "E"), (43, "F"), (47, "G"), (53, "H"), (56, "I"), (63, "J"),
    (66, "K"), (68, "L"), (75, "M"), (82, "N"), (84, "O"), (85, "P"), (88, "Q"), (93, "R"), (96, "S"), (98, "T"),
    (99, "U"),
)  # fmt: skip
SECTIONS: Final = tuple(section for _last, section in _LAST)


@dataclass(frozen=True, slots=True)
class Company:
    """A legal unit as the register tells it; empty where it does not. `size` is INSEE's band of staff."""

    siren: str
    name: str
    state: str
    naf: str
    section: str
    size: str
    address: str
    postcode: str
    city: str
    ended_on: date | None


def section_of(naf: str) -> str:
    """The section of a NAF code; empty where it has none."""
    division = naf[:2]
    if not division.isdecimal() or not int(division):
        return ""
    return next((section for last, section in _LAST if int(division) <= last), "")


def company_of(told: Mapping[str, Any]) -> Company | None:
    """Read one result of *recherche-entreprises*; None for one that says nothing of a company.

    Some ask the register to tell neither their name nor their address: it still says whether they go on.
    """
    siren, naf = _text(told.get("siren")), _text(told.get("activite_principale"))
    name = _text(told.get("nom_raison_sociale")) or _text(told.get("nom_complet"))
    state = _STATES.get(_text(told.get("etat_administratif")), "")
    if not siren or not (name or state or naf):
        return None
    seat, size = told.get("siege") or {}, _text(told.get("tranche_effectif_salarie"))[:2]
    street = " ".join(part for part in (_text(seat.get(one)) for one in _STREET) if part)
    return Company(
        siren=siren[:9],
        name=name[: _LIMITS["name"]],
        state=state,
        naf=naf[:8],
        section=_text(told.get("section_activite_principale"))[:1] or section_of(naf),
        size=size if size in STAFF else "",
        address=street[: _LIMITS["address"]],
        postcode=_text(seat.get("code_postal"))[: _LIMITS["postcode"]],
        city=_text(seat.get("libelle_commune"))[: _LIMITS["city"]],
        ended_on=_day(told.get("date_fermeture")),
    )


def _text(value: Any) -> str:
    text = str(value).strip() if value is not None else ""
    return "" if text in _HIDDEN else text


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None


def corrections(customer: Mapping[str, str], company: Company) -> dict[str, str]:
    """The address that the register gives, where the file has none or another; nothing where it gives none itself."""
    told = {name: str(getattr(company, name)) for name in CORRECTED}
    if not told["address"] or not told["city"]:
        return {}
    same = all(_plain(customer[name]) == _plain(value) for name, value in told.items())
    return {} if same else told


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())
