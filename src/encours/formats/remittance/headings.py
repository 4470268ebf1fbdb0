"""What the headings of a column and the labels of a value say, in French and in English."""

from __future__ import annotations

import re
from typing import Final

from encours.formats.remittance.grid import Cell, Row
from encours.formats.remittance.values import plain

_REF: Final = r"REF(?:ERENCE)?"
_WHOLE: Final = (
    r"FACTURE TOTAL|INVOICE (?:TOTAL|VALUE)|MONTANT (?:DE LA )?FACTURE|AMOUNT DUE|(?:INVOICE|ORIGINAL) AMOUNT"
)
_DOCUMENT: Final = rf"FACTURES?|INVOICES?|PIECES?|DOCUMENTS?|VOTRE {_REF}|YOUR {_REF}|BILL"
_PAYMENT: Final = r"PAIEMENT|VIREMENT|REGLEMENT|VALEUR|EXECUTION|PAYMENT|TRANSFER|VALUE"
_FIELDS: Final = tuple(
    (name, re.compile(rf"(?:{words})"))
    for name, words in (
        (
            "code",
            r"CODE(?: (?:MOTIF|RAISON|DEDUCTION|REASON).*)?|REASON CODE|ADJ(?:USTMENT)? CODE|DEDUCTION CODE",
        ),
        (
            "text",
            r".*\b(?:MOTIF|RAISON|REASON|COMMENT(?:AIRE|S)?|REMARKS?|OBSERVATIONS?|EXPLANATION|NOTES?)\b.*",
        ),
        ("discount", r".*\b(?:ESCOMPTE|DISCOUNT)\b.*"),
        ("deduction", r".*\b(?:DEDUCTIONS?|RETENUES?|DEDUIT|ADJUSTMENTS?|WITHHELD|ECART|AJUSTEMENTS?)\b.*"),
        ("paid", r".*\b(?:NET|PAYE|PAYEE?S?|REGLE|REGLEE?S?|PAID|REMITTED|VERSE|PAYMENT AMOUNT)\b.*"),
        ("gross", rf".*\b(?:BRUT|GROSS|TTC|{_WHOLE})\b.*"),
        ("date", r".*\bDATE\b.*|ECHEANCE|DUE"),
        ("kind", r"TYPE|NATURE|TYPE DE (?:PIECE|DOCUMENT)|DOC(?:UMENT)? TYPE"),
        ("currency", r"DEVISE|CURRENCY|CCY|CUR"),
        ("amount", r"MONTANT.*|AMOUNT.*"),
        ("number", rf".*\b(?:{_DOCUMENT})\b.*|N[O°]|NUMERO|{_REF}"),
    )
)
_LABELS: Final = tuple(
    (name, re.compile(rf"(?:{words})"))
    for name, words in (
        (
            "bank_reference",
            rf"{_REF}S? (?:BANCAIRE|BANQUE|DE BOUT EN BOUT)|END.?TO.?END(?: ID)?|E2E|BANK {_REF}|TRACE NO",
        ),
        ("number", rf"(?:N[O°]?|NUMERO|{_REF})? ?(?:D'AVIS|DE L'AVIS|AVIS(?: DE \w+)?(?: N[O°]?)?)"),
        ("number", rf"(?:N[O°]?|NUMERO|{_REF})(?: DE| DU)? (?:PAIEMENT|VIREMENT|REGLEMENT)"),
        ("number", rf"(?:VIREMENT|REGLEMENT|PAIEMENT) N[O°]?|(?:NOTRE |OUR )?{_REF}"),
        ("number", rf"(?:PAYMENT|REMITTANCE|ADVICE|DOCUMENT) (?:{_REF}|NO\.?|NUMBER|ID)"),
        (
            "paid_on",
            rf"DATE(?: (?:DE|DU|D'|OF))?.{{0,3}}(?:{_PAYMENT})|(?:{_PAYMENT}) DATE|DATE|PAYE LE|PAID ON",
        ),
        (
            "total",
            r"(?:MONTANT )?TOTAL\b.*|MONTANT (?:DU|DE VOTRE|REGLE|PAYE|NET|VIRE)\b.*|NET (?:PAYE|A PAYER)",
        ),
        ("total", r"(?:TOTAL |NET )?(?:AMOUNT|PAYMENT)(?: (?:PAID|AMOUNT|TOTAL|REMITTED))?|GRAND TOTAL"),
        ("currency", r"DEVISE|CURRENCY"),
        (
            "iban",
            r"(?:COMPTE|IBAN) (?:DEBITE|EMETTEUR|DU PAYEUR)|(?:DEBITED|DEBIT|PAYER'?S?) (?:ACCOUNT|IBAN)",
        ),
        (
            "payer",
            r"PAYEUR|EMETTEUR|DONNEUR D'ORDRE|PAYE (?:PAR)|PAYER|PAID BY|FROM|CUSTOMER|CLIENT|ACHETEUR|BUYER",
        ),
    )
)
_CREDIT: Final = re.compile(r"\b(?:AVOIRS?|NOTE DE CREDIT|CREDIT (?:NOTE|MEMO)|CM|CN)\b")
TITLE: Final = re.compile(
    r"AVIS DE (?:PAIEMENT|REGLEMENT|VIREMENT)|DETAIL (?:DU|DE VOTRE|DE NOTRE) (?:VIREMENT|REGLEMENT|PAIEMENT)"
    r"|REMITTANCE|PAYMENT ADVICE|ADVICE OF PAYMENT|BORDEREAU DE (?:PAIEMENT|REGLEMENT)|AVIS DE REMISE DE PAIEMENT"
)
"""Words by which an advice says what it is."""

_FRENCH: Final = re.compile(r"\b(?:FACTURES?|PAIEMENT|VIREMENT|REGLEMENT|MONTANT|AVIS|AVOIR|PAYE)\b")
_VALUED: Final = re.compile(r"^\s*([^:：]{2,40}?)\s*[:：]\s*(.*)$")
_MOST_LABEL: Final = 40


def is_french(words: str) -> bool:
    """Whether words are French, where a day comes before its month."""
    return _FRENCH.search(plain(words)) is not None


def is_credit_note(words: str) -> bool:
    """Whether words name a credit note."""
    return _CREDIT.search(plain(words)) is not None


def columns_of(row: Row) -> dict[str, Cell] | None:
    """The columns that a row heads; None where it is no heading of an advice."""
    found: dict[str, Cell] = {}
    for cell in row.cells:
        told = plain(cell.text).strip(" .:()")
        name = next(
            (name for name, words in _FIELDS if len(told) <= _MOST_LABEL and words.fullmatch(told)), ""
        )
        if name and name not in found:
            found[name] = cell
    if "amount" in found:  # of the document where another column says what is paid
        found.setdefault("gross" if "paid" in found else "paid", found.pop("amount"))
    return found if "number" in found and ("paid" in found or "gross" in found) else None


def labelled(row: Row) -> list[tuple[str, str]]:
    """What the row says under a label: `label : value` in one cell, or a value in the next."""
    found = []
    for rank, cell in enumerate(row.cells):
        after = row.cells[rank + 1].text if rank + 1 < len(row.cells) else ""
        split = _VALUED.match(cell.text)
        label, value = (split[1], split[2] or after) if split else (cell.text, after)
        name = _label(label)
        if name and value:
            found.append((name, value))
    return found


def _label(words: str) -> str:
    told = plain(words).strip(" .:-")
    return next((name for name, known in _LABELS if len(told) <= _MOST_LABEL and known.fullmatch(told)), "")
