"""The signatures of `signatures.yaml`, and which of them the heading of a table bears."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import yaml

_DAMAGED: Final = "\ufffd"
_OWN: Final = "statement"  # headings of no bank in particular
_CUSTOMERS: Final = ("customer", "client", "debtor", "invoice", "facture", "due", "echeance")
_FEWEST: Final = 3  # headings
_ALIKE: Final = 0.7  # of a heading that lost its accents on the way


@dataclass(frozen=True, slots=True)
class Signature:
    """How one bank heads its table: each key but `label`, `kind`, `headings`, `days`, `clears` is a heading.

    `booked`, `payouts` and `failures` are what the cells under `status` and `type` begin with.
    """

    name: str
    label: str
    headings: tuple[str, ...]
    booked_on: str
    kind: str = "table"
    booked_else: str = ""
    value_on: str = ""
    amount: str = ""
    debit: str = ""
    credit: str = ""
    sense: str = ""
    gross: str = ""
    fee: str = ""
    net: str = ""
    gross_debit: str = ""
    gross_credit: str = ""
    gross_currency: str = ""
    net_debit: str = ""
    net_credit: str = ""
    currency: str = ""
    words: tuple[str, ...] = ()
    counterparty: str = ""
    iban: str = ""
    end_to_end: str = ""
    account: str = ""
    batch: str = ""
    id: str = ""
    status: str = ""
    booked: tuple[str, ...] = ()
    balance: str = ""
    days: str = "dmy"
    clears: bool = field(default=False)
    type: str = ""  # the heading whose cell begins with one of `payouts`, or of `failures`, on such rows
    payouts: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    payout_of: str = ""
    payout_on: str = ""
    payout_on_else: str = ""


@cache
def signatures() -> tuple[Signature, ...]:
    """Every signature, those that ask for most headings first."""
    told = yaml.safe_load(files("encours.formats.banktables").joinpath("signatures.yaml").read_text("utf-8"))
    known = [_signature(name, each) for name, each in told.items()]
    return tuple(sorted(known, key=lambda each: -len(each.headings)))


def _of_customers(told: list[str]) -> bool:
    """Whether a table is about what customers owe: the headings of no bank in particular do not claim it."""
    return any(word in heading.split() for heading in told for word in _CUSTOMERS)


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading without accents, capitals nor signs; what an encoding destroyed stays marked."""
    bare = unicodedata.normalize("NFKD", heading.strip().lower())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.sub(rf"[^a-z0-9{_DAMAGED}]+", " ", bare).split())


def _signature(name: str, told: dict[str, Any]) -> Signature:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    known: Any = {"name": name, **values}
    return Signature(**known)


def signature_of(cells: list[str]) -> tuple[Signature, dict[str, int]] | None:
    """The signature that a row of headings bears, and where each heading stands; None where it is none."""
    if len(cells) < _FEWEST:
        return None
    told = [plain(cell) for cell in cells]
    present, damaged = set(told), any(_DAMAGED in heading for heading in told)
    for known in signatures():
        if not damaged and not present.issuperset(known.headings):
            continue
        places = [_place(heading, told) for heading in known.headings]
        if min(places) >= 0 and not (known.name.startswith(_OWN) and _of_customers(told)):
            where = {
                heading: rank for rank, heading in enumerate(told) if heading and _DAMAGED not in heading
            }
            return known, where | dict(zip(known.headings, places, strict=True))
    return None


def _place(heading: str, told: list[str]) -> int:
    """Where a heading stands, -1 where it does not."""
    if heading in told:
        return told.index(heading)
    for rank, each in enumerate(told):
        if _DAMAGED in each and SequenceMatcher(None, heading, each.replace(_DAMAGED, "")).ratio() >= _ALIKE:
            return rank
    return -1
