"""How a payer writes what it pays, and what its bank makes of it: the noise of real statements."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_FRENCH = (
    "REGLT FACT {0}", "FACTURE {0}", "Facture n°{0} du {1}", "{0}", "SOLDE {0}", "REGLEMENT {0} MERCI",
    "NOTRE REGLEMENT CDE {2} FACT {0}", "PAIEMENT FACTURE {0} DOSSIER {3}", "VOTRE FACTURE {0}", "PMT {0} / {3}",
)  # fmt: skip
_ENGLISH = (
    "INVOICE {0}", "INV {0} TKS", "PAYMENT OF {0}", "{0}", "YOUR INV {0} DD {1}", "PO {2} INV {0}", "REMITTANCE {0}",
)  # fmt: skip
_SILENT_FR = (
    "REGLEMENT",
    "VOS FACTURES",
    "VIREMENT",
    "REGLT FOURNISSEUR",
    "SOLDE DU {1}",
    "PAIEMENT DU {1}",
    "",
)
_SILENT_EN = ("PAYMENT", "SETTLEMENT", "AS AGREED", "ACCOUNT TO {1}", "SUPPLIER PAYMENT", "")
_BANK_FR = (
    "VIR SEPA RECU /DE {name} /MOTIF {words} /REF {id}", "VIREMENT RECU {name} {words}", "VIR INST DE {name} {words}",
    "{words}", "VIR {name} {words}",
)  # fmt: skip
_BANK_EN = (
    "FASTER PAYMENT {name} {words}",
    "BACS {name} REF {words}",
    "SWIFT CREDIT {name} /RFB/{words}",
    "{words}",
)
_NAME_SIGNS = 27  # of a name, in what a bank prints
_SMALL, _HALF = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class Printed:
    """What a statement shows of a payment."""

    wording: str
    end_to_end_id: str | None


def printed(
    draw: np.random.Generator, name: str, words: str, *, english: bool, named: bool, own_id: str | None = None
) -> Printed:
    """A payer's words in its bank's; without `named` the bank prints the words and its own label only."""
    shapes = _BANK_EN if english else _BANK_FR
    shape = shapes[draw.integers(0, len(shapes))]
    paid_as = own_id or (f"{draw.integers(10**9, 10**10)}" if draw.random() < _HALF else None)
    told = shape.format(name=bank_name(name) if named else "", words=words, id=paid_as or "NOTPROVIDED")
    return Printed(" ".join(told.split()), paid_as)


def bank_name(name: str) -> str:
    """A name as banks print it: capitals without accents, cut."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.upper()[:_NAME_SIGNS].strip()


def naming(draw: np.random.Generator, numbers: str, *, english: bool) -> str:
    """A sentence that says these numbers, among other figures that are none."""
    return _said(draw, _ENGLISH if english else _FRENCH, numbers)


def silent(draw: np.random.Generator, *, english: bool) -> str:
    """A sentence that names nothing."""
    return _said(draw, _SILENT_EN if english else _SILENT_FR, "")


def _said(draw: np.random.Generator, shapes: Sequence[str], numbers: str) -> str:
    day = f"{draw.integers(1, 29):02}/{draw.integers(1, 13):02}/2026"
    order, dossier = f"{draw.integers(1_000, 99_999)}", f"{draw.integers(10**7, 10**8)}"
    return shapes[draw.integers(0, len(shapes))].format(numbers, day, order, dossier)


def loose(draw: np.random.Generator, number: str) -> str:
    """The same signs with other separators, or none: `fa 2026/000421`."""
    parts = number.split("-") if "-" in number else [number]
    if len(parts) == 1 and number[0].isalpha():
        parts = [number[0], number[1:]] if draw.random() < _HALF else parts
    glue = (" ", "/", "", ".", "_", "-", " - ")[draw.integers(0, 7)]
    said = glue.join(parts)
    if draw.random() < _HALF:
        return said.lower()
    return f"n°{said}" if draw.random() < _HALF else said


def confused(draw: np.random.Generator, number: str) -> str:
    """A zero typed as an O, a one as an I."""
    swapped = {"0": "O", "1": "I" if draw.random() < _HALF else "l"}
    return "".join(swapped.get(sign, sign) if draw.random() < _HALF else sign for sign in number)


def truncated(draw: np.random.Generator, number: str) -> str:
    """Its beginning lost (the series), its zeros lost too, or its end cut by the length of a field."""
    chance = draw.random()
    if chance < _SMALL:
        return number[:-1]
    digits = number.rsplit("-", 1)[-1].lstrip("F")
    if chance < _HALF:
        return digits
    return digits.lstrip("0") if chance > 1 - _SMALL else number.lstrip("FA").lstrip("-")


def several(draw: np.random.Generator, numbers: Sequence[str]) -> str:
    """Numbers one after the other."""
    glue = (" ", ", ", " + ", " / ", " ET ", ";", " & ")[draw.integers(0, 7)]
    return glue.join(loose(draw, number) if draw.random() < _SMALL else number for number in numbers)


def ranged(draw: np.random.Generator, first: str, last: str) -> str:
    """From a number to another."""
    glue = (" à ", " A ", " AU ", " - ", " TO ", " > ")[draw.integers(0, 6)]
    return f"{first}{glue}{last}"


def shortened(draw: np.random.Generator, numbers: Sequence[str], digits: int = 2) -> str:
    """The first number whole, then the ends of the next: `F1021/22/23`."""
    glue = ("/", "-", ",", "+")[draw.integers(0, 4)]
    return glue.join([numbers[0], *(number[-digits:] for number in numbers[1:])])
