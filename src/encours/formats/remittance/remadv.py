"""UN/EDIFACT REMADV: each DOC is a document that is paid, its amounts in MOA, its adjustments after AJT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from encours.core.remittance.advice import Advice, AdviceLine
from encours.formats.bank_text import cents, valid_iban
from encours.formats.remittance.refusing import LONGEST, MOST_LINES, refused, too_many
from encours.formats.remittance.segments import Segment, edifact

GROSS: Final = ("9", "39", "77", "38")
DISCOUNT: Final = ("52", "109", "21", "29")
REMITTED: Final = ("12", "11")
ADJUSTED: Final = ("165", "265", "204", "23")
_PAID_ON: Final = ("209", "203", "138", "140", "137")
_CREDIT: Final = ("381", "83", "261", "396")
_AMOUNT: Final = re.compile(r"([+-]?)([0-9]{0,15})(?:[.,]([0-9]{0,18}))?")


@dataclass(slots=True)
class _Document:
    """A DOC and what follows it."""

    number: str
    kind: str
    rank: int
    moa: dict[str, int] = field(default_factory=dict)
    adjusted_cents: int = 0
    code: str = ""
    text: str = ""

    def line(self) -> AdviceLine:
        gross = next((self.moa[code] for code in GROSS if code in self.moa), None)
        discount = sum(abs(self.moa[code]) for code in DISCOUNT[:2] if code in self.moa)
        paid = next((self.moa[code] for code in REMITTED if code in self.moa), None)
        deducted = abs(self.adjusted_cents)
        if paid is None:
            paid = (gross or 0) - discount - deducted
        if gross is not None and not deducted:
            deducted = gross - discount - paid
        sign = -1 if self.kind == "credit_note" and paid > 0 else 1
        return AdviceLine(
            self.number,
            sign * paid,
            None if gross is None else sign * gross,
            discount,
            deducted if sign > 0 else -deducted,
            self.kind,
            self.code,
            self.text[:LONGEST],
            self.rank,
        )


@dataclass(slots=True)
class _Message:
    """One REMADV as it is read."""

    number: str = ""
    days: dict[str, date] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    currency: str = ""
    iban: str = ""
    total_cents: int | None = None
    documents: list[_Document] = field(default_factory=list)
    adjusting: bool = False
    closing: bool = False


def read_remadv(content: bytes) -> list[Advice]:
    """Every REMADV of an interchange.

    Raises UnreadableFileError: `not_an_advice` (another message), `cut_short`, amounts and days that are none.
    """
    told: list[Advice] = []
    other = ""
    message: _Message | None = None
    ended = False
    for segment in edifact(content):
        ended = segment.tag == "UNZ"
        if segment.tag == "UNH":
            kind = segment.at(2).upper()
            message, other = (_Message(), other) if kind == "REMADV" else (None, other or kind)
        elif segment.tag == "UNT" and message is not None:
            told.append(_advice(message))
            message = None
        elif message is not None:
            _take(message, segment)
    if message is not None or (told and not ended):
        raise refused("cut_short", "L’échange EDIFACT s’arrête avant sa fin (UNT, UNZ).")
    if not told:
        raise refused("not_an_advice", f"Ce message EDIFACT est un {other or '?'}, pas un avis (REMADV).")
    return told


def _take(message: _Message, segment: Segment) -> None:
    tag, document = segment.tag, message.documents[-1] if message.documents else None
    if tag == "DOC":
        if len(message.documents) >= MOST_LINES:
            raise too_many()
        kind = "credit_note" if segment.at(1) in _CREDIT else "invoice"
        message.documents.append(_Document(segment.at(2)[:LONGEST], kind, segment.rank))
        message.adjusting = False
    elif tag == "UNS":
        message.closing = True
    elif tag == "MOA":
        _amount(message, segment)
    elif tag == "AJT" and document is not None:
        message.adjusting = True
        document.code = document.code or (f"EDI:{segment.at(1)}" if segment.at(1) else "")
    elif tag == "FTX" and document is not None and not message.closing:
        document.text = f"{document.text} {segment.rest(4)}".strip()
    elif document is None:
        _head(message, segment)


def _head(message: _Message, segment: Segment) -> None:
    tag = segment.tag
    if tag == "BGM":
        message.number = segment.at(2)[:LONGEST]
    elif tag == "DTM":
        if (day := _day(segment)) is not None:
            message.days[segment.at(1)] = day
    elif tag == "NAD":
        name = " ".join(filter(None, (segment.at(4), segment.at(4, 1)))) or segment.at(3)
        message.names[segment.at(1)] = (name[:LONGEST], segment.at(2)[:60])
    elif tag == "RFF":
        message.references[segment.at(1)] = segment.at(1, 1)[:100]
    elif tag == "CUX":
        message.currency = segment.at(1, 1).upper()[:3]
    elif tag == "FII" and segment.at(1) in {"OR", "BF"} and segment.at(1) == "OR":
        message.iban = valid_iban(segment.at(2)) or ""


def _amount(message: _Message, segment: Segment) -> None:
    code, amount = segment.at(1), cents(segment.at(1, 1), segment.rank, "MOA", _AMOUNT)
    if not message.currency and segment.at(1, 2):
        message.currency = segment.at(1, 2).upper()[:3]
    document = message.documents[-1] if message.documents else None
    if message.closing or document is None:
        if code in REMITTED or (code in GROSS and message.total_cents is None):
            message.total_cents = amount
    elif message.adjusting and code in ADJUSTED:
        document.adjusted_cents += amount
    elif code in ADJUSTED and code not in document.moa:
        document.moa[code] = amount
        document.adjusted_cents += amount
    else:
        document.moa.setdefault(code, amount)


def _day(segment: Segment) -> date | None:
    text = segment.at(1, 1)
    if not re.fullmatch(r"[0-9]{8,14}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise refused(
            "unreadable_day",
            f"Segment {segment.rank}, DTM : « {text[:20]} » n’est pas une date.",
            segment.rank,
        ) from None


def _advice(message: _Message) -> Advice:
    name, identity = _first(message.names, ("PR", "BY", "IV", "MS", "OB"))
    return Advice(
        payer=name,
        payer_id=identity,
        currency=message.currency,
        lines=tuple(_lines(message.documents)),
        total_cents=message.total_cents,
        number=message.number,
        paid_on=next((message.days[code] for code in _PAID_ON if code in message.days), None),
        bank_reference=next(
            (
                message.references[code]
                for code in ("PQ", "AEK", "CK", "TN", "PB")
                if code in message.references
            ),
            "",
        ),
        iban=message.iban,
    )


def _first(names: dict[str, tuple[str, str]], codes: tuple[str, ...]) -> tuple[str, str]:
    return next((names[code] for code in codes if code in names), ("", ""))


def _lines(documents: list[_Document]) -> Iterator[AdviceLine]:
    for each in documents:
        yield each.line()
