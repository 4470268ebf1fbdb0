"""What one document leaves out, part by part: so much contested, so much promised, so much given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from encours.core.remittance.reasons import REASONS, reason_of, says_later
from encours.core.remittance.shorts import Shorts


@dataclass(frozen=True, slots=True)
class Part:
    """So much of what is left out, why, and what becomes of it; `due_on` is the day of a promise."""

    treatment: str
    reason: str
    cents: int
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the document says of what it leaves out: a deduction, a discount (not granted), a code, words."""

    deduction_cents: int = 0
    discount_cents: int = 0
    code: str = ""
    text: str = ""


def parts_told(said: Said, *, missing_cents: int, paid_cents: int, shorts: Shorts) -> list[Part]:
    """The parts of what a document leaves out, by what it says itself: they sum to `missing_cents`.

    What it calls a deduction is one part, a discount that is not granted another, and what it leaves out beyond them a
    third: promised where its words say that the rest comes later, else for a person to say.
    """
    gross, told = paid_cents + missing_cents, reason_of(said.code, said.text, shorts.own)
    found, left = [], missing_cents
    for cents, reason in ((said.deduction_cents, told), (said.discount_cents, "discount")):
        part = min(max(cents, 0), left)
        found.append((reason, part))
        left -= part
    beyond = "later" if says_later(said.text) else "other"
    found.append((beyond if said.deduction_cents > 0 else told, left))
    return [Part(_of_rule(why, cents, gross, shorts), why, cents) for why, cents in found if cents > 0]


def _of_rule(reason: str, cents: int, gross_cents: int, shorts: Shorts) -> str:
    """What the rule says of it; what it would give up was given up with the payment, or could not be."""
    treatment = shorts.treatment(reason, cents, gross_cents)
    return "ask" if treatment == "accept" else treatment


def wrong_parts(parts: Sequence[Part], missing_cents: int) -> str:
    """Why a person's parts cannot be: `treatment`, `sum` or `day`; empty where they can."""
    known = {"deduct", "promise", "accept"}
    if not parts or any(one.treatment not in known or one.reason not in REASONS for one in parts):
        return "treatment"
    if any(one.cents <= 0 for one in parts) or sum(one.cents for one in parts) != missing_cents:
        return "sum"
    return "day" if any(one.treatment == "promise" and one.due_on is None for one in parts) else ""
