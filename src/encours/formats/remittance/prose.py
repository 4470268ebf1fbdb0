"""An advice in words: "Facture F1021 : 1 200,00 €, retenue de 50,00 € pour manquant"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from encours.core.remittance.advice import AdviceLine
from encours.formats.remittance.grid import Row
from encours.formats.remittance.headings import is_credit_note
from encours.formats.remittance.refusing import LONGEST
from encours.formats.remittance.values import AMOUNT, amount, days_in, plain

_NUMBER: Final = re.compile(
    r"(?:(?:FACTURES?|FACT\.?|INVOICES?|INV\.?|AVOIRS?|CREDIT (?:NOTE|MEMO)|NOTE DE CREDIT|DOCUMENT|PIECE)\s*"
    r"(?:N[O°º]?\.?|NO\.?|NUMBER|#|REF\.?)?\s*[:#]?\s*|^[-*•–]\s*(?:N[O°º]\s*)?)"
    r"([A-Z0-9][A-Z0-9./_\-]{0,38}[0-9]|[0-9])(?![0-9]*[.,][0-9]{2}\b)"
)
_DEDUCTED: Final = re.compile(
    r"\b(?:RETENUE?S?|DEDUCTIONS?|DEDUITE?S?|DEDUIT|MOINS|LESS|DEDUCT(?:ED|ION)?|WITHH(?:ELD|OLDING)|SHORT)\b"
)
_DISCOUNT: Final = re.compile(r"\b(?:ESCOMPTE|DISCOUNT)\b")
_GROSS: Final = re.compile(r"\b(?:AU LIEU DE|SUR|INSTEAD OF|OUT OF|BRUT|GROSS|FACTUREE?S?|INVOICED)\b")
_BECAUSE: Final = re.compile(r"\b(?:POUR|MOTIF|CAUSE|FOR|BECAUSE|REASON|DUE TO)\b[ :]*(.{3,120})")
_PAYS: Final = re.compile(
    r"\b(?:VIREMENT|REGLEMENT|PAIEMENT|VERSEMENT|PAYMENT|TRANSFER|WIRE|REMITT\w+|TOTAL|PAID)\b"
)
_BEFORE: Final = 40  # signs in which an amount is named


@dataclass(frozen=True, slots=True)
class Said:
    """What sentences say of the whole payment."""

    total_cents: int | None
    paid_on: date | None


def line_in_words(row: Row) -> AdviceLine | None:
    """The document that a line names with what is paid of it; None where it names none, or no amount."""
    told = plain(row.words)
    number = _NUMBER.search(told)
    if number is None or AMOUNT.fullmatch(number[1]):
        return None
    amounts = _named_amounts(told, number.end())
    paid = next((cents for name, cents in amounts if name == "paid"), None)
    gross = next((cents for name, cents in amounts if name == "gross"), None)
    deducted = sum(cents for name, cents in amounts if name == "deduction")
    discount = sum(cents for name, cents in amounts if name == "discount")
    if paid is None and gross is None:
        return None
    if paid is None:
        paid = (gross or 0) - deducted - discount
    if gross is None and (deducted or discount):
        gross = paid + deducted + discount
    if gross is not None and not deducted:
        deducted = max(gross - discount - paid, 0)
    credit = is_credit_note(told)
    because = _BECAUSE.search(told, number.end())
    return AdviceLine(
        number[1][:LONGEST],
        -abs(paid) if credit else paid,
        None if gross is None else (-abs(gross) if credit else gross),
        discount,
        deducted,
        "credit_note" if credit else "invoice",
        "",
        (because[1].strip(" .)") if because else "")[:LONGEST],
        row.line,
    )


def _named_amounts(told: str, start: int) -> list[tuple[str, int]]:
    """The amounts after a number, each by the words before it."""
    found: list[tuple[str, int]] = []
    last = start
    for match in AMOUNT.finditer(told, start):
        before = told[max(last, match.start() - _BEFORE) : match.start()]
        cents = amount(match[0])
        last = match.end()
        if cents is None:
            continue
        if _DISCOUNT.search(before):
            found.append(("discount", abs(cents)))
        elif _DEDUCTED.search(before):
            found.append(("deduction", abs(cents)))
        elif _GROSS.search(before):
            found.append(("gross", cents))
        else:
            found.append(("paid", cents))
    return found


def told_in_words(words: str, *, french: bool) -> Said:
    """The total and the day of a payment, from the first sentences that tell them."""
    total: int | None = None
    paid_on: date | None = None
    for line in words.split("\n"):
        told = plain(line)
        said = _PAYS.search(told)
        if said is None:
            continue
        if total is None and _NUMBER.search(told) is None:
            found = AMOUNT.search(told, said.start()) or AMOUNT.search(told)
            total = amount(found[0]) if found else None
        if paid_on is None:
            days = days_in(line, french=french)
            paid_on = days[0] if days else None
    return Said(total, paid_on)
