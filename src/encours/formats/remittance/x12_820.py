"""ASC X12 820: each RMR is a document that is paid, ADX what is taken off it (or off the whole), BPR the payment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from encours.core.remittance.advice import Advice, AdviceLine
from encours.formats.bank_text import cents
from encours.formats.remittance.refusing import LONGEST, MOST_LINES, refused, too_many
from encours.formats.remittance.segments import Segment, x12

_AMOUNT: Final = re.compile(r"([+-]?)([0-9]{0,15})(?:\.([0-9]{0,18}))?")
_CREDIT: Final = ("CM", "CR")


@dataclass(slots=True)
class _Remitted:
    """An RMR and what follows it."""

    number: str
    kind: str
    rank: int
    paid_cents: int
    gross_cents: int | None
    discount_cents: int
    adjusted_cents: int = 0
    code: str = ""
    text: list[str] = field(default_factory=list)

    def line(self) -> AdviceLine:
        deducted = -self.adjusted_cents
        if self.gross_cents is not None and not deducted:
            deducted = self.gross_cents - self.discount_cents - self.paid_cents
        return AdviceLine(
            self.number,
            self.paid_cents,
            self.gross_cents,
            self.discount_cents,
            deducted,
            self.kind,
            self.code,
            " ".join(self.text)[:LONGEST],
            self.rank,
        )


@dataclass(slots=True)
class _Set:
    """One transaction set 820 as it is read."""

    total_cents: int | None = None
    paid_on: date | None = None
    reference: str = ""
    number: str = ""
    currency: str = ""
    payer: str = ""
    payer_id: str = ""
    lines: list[_Remitted] = field(default_factory=list)
    inside: bool = False  # ADX and REF belong to the RMR before them
    begun: int = 0
    count: int = 0


def read_820(content: bytes) -> list[Advice]:
    """Every 820 of an interchange.

    Raises UnreadableFileError: `not_an_advice` (another transaction set), `cut_short`, `broken_announced_total` (SE
    counts other segments), amounts and days that are none.
    """
    told: list[Advice] = []
    other = ""
    reading: _Set | None = None
    ended = False
    for segment in x12(content):
        ended = segment.tag == "IEA"
        if segment.tag == "ST":
            reading = _Set(begun=segment.rank) if segment.at(1) == "820" else None
            other = other or segment.at(1)
        if reading is None:
            continue
        reading.count += 1
        if segment.tag == "SE":
            _counted(reading, segment)
            told.append(_advice(reading))
            reading = None
        else:
            _take(reading, segment)
    if reading is not None or (told and not ended):
        raise refused("cut_short", "L’échange X12 s’arrête avant sa fin (SE, IEA).")
    if not told:
        raise refused(
            "not_an_advice", f"Ce message X12 est un {other or '?'}, pas un avis de paiement (820)."
        )
    return told


def _counted(reading: _Set, segment: Segment) -> None:
    said = segment.at(1)
    if said.isdecimal() and int(said[:9]) != reading.count:
        raise refused(
            "broken_announced_total",
            f"SE annonce {said[:9]} segments, le message en a {reading.count}.",
            segment.rank,
        )


def _take(reading: _Set, segment: Segment) -> None:
    tag = segment.tag
    if tag == "RMR":
        _remitted(reading, segment)
    elif tag == "ADX":
        _adjusted(reading, segment)
    elif tag in {"REF", "NTE"} and reading.inside:
        # A reference that follows an adjustment may say more of it, in the payer's own codes.
        words = segment.at(2) if tag == "NTE" else segment.at(3)
        if words:
            reading.lines[-1].text.append(words)
    elif tag == "REF" and segment.at(1) in {"IA", "VV", "EF"}:
        reading.number = reading.number or segment.at(2)[:LONGEST]
    elif tag in {"ENT", "NM1"}:
        reading.inside = False
    else:
        _head(reading, segment)


def _head(reading: _Set, segment: Segment) -> None:
    """What is said of the whole payment."""
    tag = segment.tag
    if tag == "BPR":
        reading.total_cents = _cents(segment, 2)
        reading.paid_on = _day(segment, segment.at(16))
    elif tag == "TRN":
        reading.reference = segment.at(2)[:100]
    elif tag == "CUR":
        reading.currency = segment.at(2).upper()[:3]
    elif tag == "N1" and segment.at(1) == "PR":
        reading.payer, reading.payer_id = segment.at(2)[:LONGEST], segment.at(4)[:60]


def _remitted(reading: _Set, segment: Segment) -> None:
    if len(reading.lines) >= MOST_LINES:
        raise too_many()
    gross = _cents(segment, 5) if segment.at(5) else None
    discount = abs(_cents(segment, 6)) if segment.at(6) else 0
    paid = _cents(segment, 4) if segment.at(4) else (gross or 0) - discount
    kind = "credit_note" if segment.at(1) in _CREDIT else "invoice"
    sign = -1 if kind == "credit_note" and paid > 0 else 1
    number = segment.at(2)[:LONGEST]
    reading.lines.append(
        _Remitted(number, kind, segment.rank, sign * paid, None if gross is None else sign * gross, discount)
    )
    reading.inside = True


def _adjusted(reading: _Set, segment: Segment) -> None:
    amount, code = _cents(segment, 1), f"X12:{segment.at(2)}"
    if reading.inside:
        line = reading.lines[-1]
        line.adjusted_cents += amount
        line.code = line.code or code
    else:  # off the whole: a line of its own, which pays less
        reading.lines.append(
            _Remitted(segment.at(4)[:LONGEST], "other", segment.rank, amount, None, 0, 0, code)
        )


def _cents(segment: Segment, element: int) -> int:
    return cents(segment.at(element), segment.rank, f"{segment.tag}{element:02}", _AMOUNT)


def _day(segment: Segment, text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 — a day, without a time
    except ValueError:
        raise refused(
            "unreadable_day",
            f"Segment {segment.rank}, {segment.tag} : « {text[:20]} » n’est pas une date.",
            segment.rank,
        ) from None


def _advice(reading: _Set) -> Advice:
    return Advice(
        payer=reading.payer,
        payer_id=reading.payer_id,
        currency=reading.currency or "USD",  # what the standard takes where nothing is said
        lines=tuple(each.line() for each in reading.lines),
        total_cents=reading.total_cents,
        number=reading.number or reading.reference,
        paid_on=reading.paid_on,
        bank_reference=reading.reference,
    )
