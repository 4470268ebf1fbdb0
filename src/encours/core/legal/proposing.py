"""The procedure that the facts of a case call for, with what speaks for each, against it, and what bars it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from encours.core.legal.facts import JUDICIAL, PROCEDURES, CaseFacts, Point
from encours.core.legal.limitation import limitation_on, near_limitation
from encours.core.legal.phase import lacking
from encours.law.figures import figure

_SHEET: Final = "procedures"
_SMALL_CENTS: Final = 15_000  # below, a procedure costs more than it brings: the house's own, no text
_WEAK: Final = 50  # percent of solvency below which money is hardly found
_TIRED: Final = 2  # reminders after which another changes nothing
_STRONG: Final = frozenset({"contract", "order", "delivery"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """One procedure: whether it may be begun (nothing `bars` it), and what speaks for it and against it."""

    procedure: str
    speaks_for: tuple[Point, ...] = ()
    against: tuple[Point, ...] = ()
    bars: tuple[Point, ...] = ()
    proposed: bool = False

    @property
    def judicial(self) -> bool:
        """Whether it belongs to the judicial phase."""
        return self.procedure in JUDICIAL


def weighed(facts: CaseFacts, *, on: date) -> list[Weighed]:
    """Every procedure, weighed; exactly one is `proposed`, and nothing bars it. The order is that of `PROCEDURES`."""
    chosen = _called_for(facts, on)
    return [_WEIGHING[one](facts, on, one == chosen) for one in PROCEDURES]


def _called_for(facts: CaseFacts, on: date) -> str:
    """The first that applies, from what the law commands down to patience."""
    if facts.insolvent_on is not None:
        return "declare_claim"
    if facts.claim_cents > 0 and 2 * facts.disputed_cents >= facts.claim_cents:
        return "settle_dispute"
    if facts.claim_cents <= 0 or _promised(facts, on) or _deadline_runs(facts, on):
        return "amicable"
    if lacking(facts, on=on):
        return _still_amicable(facts, on)
    return _before_the_judge(facts, on)


def _still_amicable(facts: CaseFacts, on: date) -> str:
    """What is left to try before the judge."""
    if facts.claim_cents < _SMALL_CENTS and facts.doubtful:
        return "abandon"
    if facts.reminders >= _TIRED or facts.doubtful or near_limitation(facts, on=on):
        return "formal_notice"
    if facts.reminders and facts.solvency is not None and facts.solvency < _WEAK:
        return "plan"
    return "call" if facts.reminders else "amicable"


def _before_the_judge(facts: CaseFacts, on: date) -> str:
    """The way that the amount, the dispute and the proofs leave."""
    if facts.claim_cents < _SMALL_CENTS:
        return "abandon" if facts.doubtful else "call"
    if facts.regime == "public":
        return "summons"
    if facts.disputed_cents:
        return "summons"
    if not facts.proofs & _STRONG and facts.acknowledged_on is None:
        return "agency"
    if (
        _within(facts, "small_claims_ceiling", on)
        and not near_limitation(facts, on=on)
        and facts.acknowledged_on
    ):
        return "small_claims"
    return "payment_order"


def _promised(facts: CaseFacts, on: date) -> bool:
    return facts.promised_until is not None and facts.promised_until >= on


def _deadline_runs(facts: CaseFacts, on: date) -> bool:
    return facts.noticed_on is not None and facts.deadline_on is not None and facts.deadline_on >= on


def _within(facts: CaseFacts, code: str, on: date) -> bool:
    return facts.claim_cents <= figure(_SHEET, code).reading(on=on).value


def _ceiling(facts: CaseFacts, code: str, on: date) -> Point:
    told = figure(_SHEET, code).reading(on=on)
    within = facts.claim_cents <= told.value
    facts_told = {"cents": told.value, "currency": facts.currency, "source": told.source}
    return Point(f"{'within' if within else 'beyond'}_{code}", facts_told)


def _points(*told: Point | None) -> tuple[Point, ...]:
    return tuple(one for one in told if one is not None)


def _if(condition: object, code: str, **facts: object) -> Point | None:
    return Point(code, facts) if condition else None


def _limit(facts: CaseFacts, on: date) -> Point | None:
    return _if(near_limitation(facts, on=on), "limitation_near", on=limitation_on(facts, on=on))


def _proof(facts: CaseFacts) -> tuple[Point | None, Point | None]:
    """What speaks for a claim before a judge: proofs held; and against: none but the invoice."""
    strong = bool(facts.proofs & _STRONG) or facts.acknowledged_on is not None
    return _if(strong, "proofs_held", proofs=sorted(facts.proofs)), _if(not strong, "proofs_lacking")


def _declare(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    months = figure(_SHEET, "claim_declaration_months").reading(on=on)
    return Weighed(
        "declare_claim",
        _points(
            _if(facts.insolvent_on, "insolvent", on=facts.insolvent_on),
            _if(facts.insolvent_on, "declaration_due", months=months.value, source=months.source),
        ),
        bars=_points(_if(facts.insolvent_on is None, "not_insolvent")),
        proposed=proposed,
    )


def _settle(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    disputed = {"cents": facts.disputed_cents, "currency": facts.currency}
    return Weighed(
        "settle_dispute",
        _points(_if(facts.disputed_cents, "disputed", **disputed)),
        bars=_points(_if(not facts.disputed_cents, "not_disputed")),
        proposed=proposed,
    )


def _amicable(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    return Weighed(
        "amicable",
        _points(
            _if(_promised(facts, on), "promise_runs", until_on=facts.promised_until),
            _if(_deadline_runs(facts, on), "deadline_runs", on=facts.noticed_on, until_on=facts.deadline_on),
            _if(facts.reminders < _TIRED, "few_reminders", n=facts.reminders),
        ),
        _points(
            _if(facts.reminders >= _TIRED, "reminded", n=facts.reminders, on=facts.reminded_on),
            _limit(facts, on),
        ),
        _insolvent(facts),
        proposed,
    )


def _call(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    return Weighed(
        "call",
        _points(_if(facts.reminders, "reminded", n=facts.reminders, on=facts.reminded_on)),
        _points(_limit(facts, on)),
        _insolvent(facts),
        proposed,
    )


def _plan(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    weak = facts.solvency is not None and facts.solvency < _WEAK
    return Weighed(
        "plan",
        _points(_if(weak, "weak", percent=facts.solvency), _if(facts.claim_cents, "interrupts")),
        _points(_if(facts.broken, "broken", n=facts.broken)),
        _insolvent(facts),
        proposed,
    )


def _formal(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    return Weighed(
        "formal_notice",
        _points(
            _if(facts.reminders >= _TIRED, "reminded", n=facts.reminders, on=facts.reminded_on),
            _if(facts.doubtful, "doubtful"),
            _limit(facts, on),
            Point("opens_judicial"),
        ),
        _points(_if(facts.noticed_on, "noticed", on=facts.noticed_on, until_on=facts.deadline_on)),
        _insolvent(facts),
        proposed,
    )


def _small(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    ceiling = _ceiling(facts, "small_claims_ceiling", on)
    within = ceiling.code.startswith("within")
    return Weighed(
        "small_claims",
        _points(
            ceiling if within else None, _if(facts.acknowledged_on, "acknowledged", on=facts.acknowledged_on)
        ),
        _points(Point("needs_consent"), _limit(facts, on), _if(facts.disputed_cents, "contested")),
        (*_points(None if within else ceiling), *tuple(lacking(facts, on=on))),
        proposed,
    )


def _order(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    held, missing = _proof(facts)
    return Weighed(
        "payment_order",
        _points(held, _if(not facts.disputed_cents, "not_disputed"), Point("no_lawyer"), _limit(facts, on)),
        _points(missing, _if(facts.disputed_cents, "contested"), _weak_point(facts)),
        (*_points(_if(facts.regime == "public", "public_debtor")), *tuple(lacking(facts, on=on))),
        proposed,
    )


def _interim(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    held, missing = _proof(facts)
    return Weighed(
        "interim_order",
        _points(held, _limit(facts, on)),
        _points(
            missing,
            _if(facts.disputed_cents, "contested"),
            _ceiling(facts, "lawyer_ceiling", on),
            _weak_point(facts),
        ),
        (*_points(_if(facts.regime == "public", "public_debtor")), *tuple(lacking(facts, on=on))),
        proposed,
    )


def _summons(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    return Weighed(
        "summons",
        _points(
            _if(facts.disputed_cents, "judge_decides"),
            _if(facts.regime == "public", "public_judge"),
            _limit(facts, on),
        ),
        _points(_ceiling(facts, "lawyer_ceiling", on), Point("slow"), _weak_point(facts)),
        tuple(lacking(facts, on=on)),
        proposed,
    )


def _agency(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    _held, missing = _proof(facts)
    return Weighed(
        "agency",
        _points(_if(facts.noticed_on, "noticed", on=facts.noticed_on, until_on=facts.deadline_on), missing),
        _points(Point("costs_stay"), _limit(facts, on)),
        _insolvent(facts),
        proposed,
    )


def _abandon(facts: CaseFacts, on: date, proposed: bool) -> Weighed:
    small = 0 < facts.claim_cents < _SMALL_CENTS
    threshold = {"cents": _SMALL_CENTS, "currency": facts.currency}
    return Weighed(
        "abandon",
        _points(_if(small, "small", **threshold), _if(facts.doubtful, "doubtful"), _weak_point(facts)),
        _points(_if(not small, "not_small", **threshold), Point("loss")),
        _points(_if(facts.claim_cents <= 0, "nothing_due")),
        proposed,
    )


def _insolvent(facts: CaseFacts) -> tuple[Point, ...]:
    return _points(_if(facts.insolvent_on, "insolvent", on=facts.insolvent_on))


def _weak_point(facts: CaseFacts) -> Point | None:
    return _if(facts.solvency is not None and facts.solvency < _WEAK, "weak", percent=facts.solvency)


_WEIGHING: Final[dict[str, Callable[[CaseFacts, date, bool], Weighed]]] = {
    "declare_claim": _declare,
    "settle_dispute": _settle,
    "amicable": _amicable,
    "call": _call,
    "plan": _plan,
    "formal_notice": _formal,
    "small_claims": _small,
    "payment_order": _order,
    "interim_order": _interim,
    "summons": _summons,
    "agency": _agency,
    "abandon": _abandon,
}
