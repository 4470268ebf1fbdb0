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


def company_of(told: Mapping[str, Any]) -> Company | None:
    """Read one result of *recherche-entreprises*; None for one that says nothing of a company."""
    siren, name = _text(told.get("siren")), _text(told.get("nom_raison_sociale") or told.get("nom_complet"))
    if not siren or not name:
        return None
    seat = told.get("siege") or {}
    street = " ".join(part for part in (_text(seat.get(one)) for one in _STREET) if part)
    return Company(
        siren=siren[:9],
        name=name[: _LIMITS["name"]],
        state=_STATES.get(_text(told.get("etat_administratif")), ""),
        naf=_text(told.get("activite_principale"))[:8],
        section=_text(told.get("section_activite_principale"))[:1],
        size=_text(told.get("tranche_effectif_salarie"))[:2],
        address=street[: _LIMITS["address"]],
        postcode=_text(seat.get("code_postal"))[: _LIMITS["postcode"]],
        city=_text(seat.get("libelle_commune"))[: _LIMITS["city"]],
        ended_on=_day(told.get("date_fermeture")),
    )


def _text(value: Any) -> str:
    return str(value).strip() if value is not None else ""


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
