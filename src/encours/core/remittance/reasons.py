"""Why payers pay less: the codes of the house, what each payer's code or words say, and what is usually done of it.

Codes of UN/EDIFACT are those of list 4465 (AJT), codes of X12 those of element 426 (ADX). `core` names the reasons;
their labels are in `words.deductions`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TREATMENTS: Final = ("deduct", "promise", "accept", "ask")
"""What becomes of the missing part: contested (a deduction), promised, given up, or for a person to say."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason code; `usual` is what is done of it unless the creditor says otherwise."""

    code: str
    edi: str = ""
    x12: str = ""
    words: str = ""
    usual: str = "deduct"


_TABLE: Final = (
    Why("price", "5 50 52 57 77 79", "01 02 03 09 10 23 29 30 31", r"PRIX|TARIF|PRICE|PRICING"),
    Why("discount", "39 46 56 66 68", "24 43 90", r"ESCOMPTE|DISCOUNT"),
    Why(
        "shortage",
        "4 54 58",
        "06 22 42",
        r"MANQUANT\w*|QUANTITE\w*|SHORT(?:AGE|SHIP\w*| DELIVER\w*)?|QTY|QUANTITY",
    ),
    Why(
        "not_received", "32", "25 41 59", r"NON (?:RECUE?S?|LIVREE?S?)|NOT RECEIVED|UNDELIVERED|NON.?DELIVERY"
    ),
    Why("damaged", "3 17", "04 11", r"ABIMEE?S?|CASSEE?S?|AVARIE\w*|DOMMAGE\w*|DAMAGED?S?"),
    Why("quality", "2 24 49", "05 08 12", r"QUALITE|NON.?CONFORM\w*|DEFAUT\w*|DEFECT\w*|QUALITY"),
    Why("wrong_goods", "14", "07", r"ERREUR DE LIVRAISON|WRONG (?:GOODS|ITEM|PRODUCT)"),
    Why("returned", "15 16 29 35", "13 14 15 72", r"RETOURS?|RETURN(?:S|ED)?"),
    Why("late", "20 33", "50", r"PENALITES? (?:DE )?RETARD|RETARD\w*|LATE"),
    Why("duplicate", "53", "19", r"DOUBLON|EN DOUBLE|DEJA PAYEE?S?|DUPLICATE|ALREADY PAID"),
    Why("bonus", "38 72 74 78", "57", r"RFA|RISTOURNES?|REMISES?|BONUS|REBATES?|VOLUME"),
    Why("promotion", "21 75", "56 71", r"PROMO\w*|PUBLICITE|COOP\w*|ADVERTISING|TRADE SPEND"),
    Why("trade_discount", "19", "16", r"REMISE COMMERCIALE|TRADE DISCOUNT"),
    Why("commission", "12 65 67", "48 49", r"COMMISSIONS?|DUCROIRE|DELCREDERE|FEES?"),
    Why("freight", "40", "46 47 54", r"TRANSPORT|PORT|FRET|FREIGHT|SHIPPING"),
    Why("tax", "26 73", "55", r"TVA|VAT|TAX(?:ES)?|RETENUE A LA SOURCE|WITHHOLDING"),
    Why("charges", "10 11 23", "", r"FRAIS(?: BANCAIRES?)?|BANK CHARGES?", "accept"),
    Why("rounding", "", "", r"ARRONDIS?|CENTIMES?|ROUNDING", "accept"),
    Why(
        "offset",
        "13 37 41 42 45 60",
        "52 53",
        r"COMPENSATION|AVOIR|CONTRE.?PASS\w*|OFFSET|CREDIT NOTE|DEBIT NOTE",
    ),
    Why("chargeback", "59 62 63", "27", r"CHARGE.?BACK"),
    Why(
        "document",
        "6 28 36 51",
        "17 39 44 60 61 73",
        r"PIECE MANQUANTE|FACTURE NON RECUE|POD|MISSING DOCUMENT",
    ),
    Why("retention", "", "", r"RETENUE (?:DE )?GARANTIE|GARANTIE|RETENTION"),
    Why(
        "later",
        "7 64",
        "",
        r"SOLDE|ACOMPTE|RESTE|A SUIVRE|PROCHAIN\w*|BALANCE|PARTIAL|LATER|INSTAL?MENT",
        "promise",
    ),
    Why("other", usual="ask"),
)

REASONS: Final[Mapping[str, Why]] = {each.code: each for each in _TABLE}
_EDI: Final = {code: each.code for each in _TABLE for code in each.edi.split()}
_X12: Final = {code: each.code for each in _TABLE for code in each.x12.split()}
_WORDS: Final = [(each.code, re.compile(rf"\b(?:{each.words})\b")) for each in _TABLE if each.words]


def reason_of(told: str, text: str = "", own: Mapping[str, str] | None = None) -> str:
    """The code of the house for what a payer tells; `own` are the words that the creditor mapped itself.

    `told` is its code with the list that it is of (`EDI:59`, `X12:59`, else a code of its own). Of several words, the
    first counts. What nobody knows is `other`.
    """
    plain = _plain(text)
    for words, code in (own or {}).items():
        if code in REASONS and words and (_plain(words) in plain or words.upper() == told.upper()):
            return code
    listed, _, code = told.partition(":")
    found = {"EDI": _EDI, "X12": _X12}.get(listed, {}).get(code)
    if found:
        return found
    met = [
        (match.start(), -len(match[0]), named) for named, words in _WORDS if (match := words.search(plain))
    ]
    return min(met)[2] if met else "other"


def says_later(text: str) -> bool:
    """Whether a payer's words say that the rest comes later, whatever else they say."""
    return any(named == "later" and words.search(_plain(text)) for named, words in _WORDS)


def _plain(words: str) -> str:
    """Capitals without accents."""
    apart = unicodedata.normalize("NFKD", words)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).upper()
