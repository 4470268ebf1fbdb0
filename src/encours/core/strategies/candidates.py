"""Changes of a scenario that are worth trying, made by rules from what is known of who follows it.

Each changes one thing, keeps every step at its place (what a case reached is known by the place), and is sound
(`core.scenario.faults`). What it would bring is for a simulation to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from encours.core.scenario import Scenario, Step, faults
from encours.core.scenario.branches import Branch
from encours.core.simulation.habits import REMINDER, Habits

FEWEST: Final = 30  # invoices that got a step, from which "nobody answered it" says something
_SMALL_CENTS: Final = 5_000
_CALL_DAYS: Final = 7
_NEAR_DAYS: Final = 3  # a word before the due date, nearer than that, is not brought nearer
_FEWER_PERCENT, _CLOSER_PERCENT = 135, 70  # how far apart steps are put, of what they are


@dataclass(frozen=True, slots=True)
class Known:
    """What rules look at: what became of invoices, how many of the customers have no e-mail, who got which step.

    `written` says how many invoices the step at each place was really about.
    """

    habits: Habits
    customers: int
    without_email: int
    written: Mapping[int, int]

    def answered(self) -> Mapping[int, int]:
        """How many invoices were paid after the step at each place."""
        seen = self.habits.seen
        told = seen.filter(seen["kind"] == REMINDER)["position"].value_counts()
        return dict(told.iter_rows())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A changed scenario: the rule that made it, the step it changes ("" for all), and the figures of its reason.

    `simulated` is false for what a simulation does not follow: its effect is unknown, and is not to be read as none.
    """

    rule: str
    ladder: Scenario
    step: str = ""
    before: int = 0
    after: int = 0
    of: int = 0
    simulated: bool = True


def candidates(ladder: Scenario, known: Known) -> list[Candidate]:
    """The changes worth trying on a scenario, the sound ones that change something, each once."""
    found: list[Candidate] = []
    for rule in _RULES:
        for one in rule(ladder, known):
            if (
                one.ladder != ladder
                and not faults(one.ladder)
                and one.ladder not in [it.ladder for it in found]
            ):
                found.append(one)
    return found


def _first_sooner(ladder: Scenario, known: Known) -> Iterator[Candidate]:
    """Those who wait for the first reminder pay so much sooner."""
    first = next((step for step in ladder.steps if not step.preventive and not step.by_person), None)
    if first is not None and first.offset_days > 1:
        days = first.offset_days // 2
        answered = known.answered().get(first.position, 0)
        changed = _with(ladder, replace(first, offset_days=days, gap_days=_gap(ladder, first, days)))
        yield Candidate("first_sooner", changed, first.code, first.offset_days, days, answered)


def _preventive_nearer(ladder: Scenario, known: Known) -> Iterator[Candidate]:
    """A word before the due date is heard when the day is near."""
    for step in ladder.steps:
        if step.preventive and step.offset_days < -_NEAR_DAYS:
            days = step.offset_days // 2
            after = ladder.step(step.position + 1)
            changed = _with(ladder, replace(step, offset_days=days))
            if after is not None:
                changed = _with(
                    changed, replace(after, gap_days=min(after.gap_days, after.offset_days - days))
                )
            yield Candidate("preventive_nearer", changed, step.code, step.offset_days, days, known.customers)


def _closer(ladder: Scenario, known: Known) -> Iterator[Candidate]:
    """Steps nearer to one another: the firm ones come sooner."""
    changed = _spaced(ladder, _CLOSER_PERCENT)
    yield Candidate("closer", changed, "", _last_day(ladder), _last_day(changed), len(known.habits.seen))


def _wider(ladder: Scenario, known: Known) -> Iterator[Candidate]:
    """Steps further apart: fewer messages to those who pay by themselves, a little late."""
    changed = _spaced(ladder, _FEWER_PERCENT)
    yield Candidate(
        "wider", changed, "", _last_day(ladder), _last_day(changed), known.habits.counts()["habit"]
    )


def _without_last(ladder: Scenario, known: Known) -> Iterator[Candidate]:
    """The last step, where it went out and nobody paid after it; those before keep their place and cannot go."""
    last = ladder.steps[-1]
    written = known.written.get(last.position, 0)
    silent = written >= FEWEST and not known.answered().get(last.position, 0)
    if len(ladder.steps) > 1 and not last.by_person and silent:
        shorter = replace(ladder, steps=ladder.steps[:-1])
        yield Candidate("without_last", shorter, last.code, len(ladder.steps), len(shorter.steps), written)


def _letter_instead(ladder: Scenario, known: Known) -> Iterator[Candidate]:
    """A letter where there is no e-mail: who has none is reminded too."""
    mute = [step for step in ladder.steps if step.channel == "email" and step.fallback_channel is None]
    if mute and known.without_email:
        steps = tuple(
            replace(step, fallback_channel="letter") if step in mute else step for step in ladder.steps
        )
        yield Candidate(
            "letter_instead",
            replace(ladder, steps=steps),
            mute[0].code,
            0,
            known.without_email,
            known.customers,
        )


def _email_first(ladder: Scenario, known: Known) -> Iterator[Candidate]:
    """An e-mail before a letter, which costs more; never a formal notice."""
    for step in ladder.steps:
        if step.channel == "letter" and not step.formal:
            changed = replace(step, channel="email", fallback_channel="letter")
            reached = known.customers - known.without_email
            yield Candidate("email_first", _with(ladder, changed), step.code, 0, reached, known.customers)


def _call_before_notice(ladder: Scenario, known: Known) -> Iterator[Candidate]:
    """A call when the last reminder before the formal notice is met with silence."""
    formal = ladder.formal_position
    before = None if formal is None else ladder.step(formal - 1)
    if before is None or before.by_person or any(one.when == "silence" for one in before.branches):
        return
    call = Branch("silence", "call", _CALL_DAYS)
    changed = _with(ladder, replace(before, branches=(*before.branches, call)))
    late = known.habits.counts()["vanish"]
    yield Candidate("call_before_notice", changed, before.code, 0, _CALL_DAYS, late, simulated=False)


def _not_for_little(ladder: Scenario, _known: Known) -> Iterator[Candidate]:
    """No message for what is not worth it."""
    if ladder.minimum_cents < _SMALL_CENTS:
        changed = replace(ladder, minimum_cents=_SMALL_CENTS)
        yield Candidate("not_for_little", changed, "", ladder.minimum_cents, _SMALL_CENTS)


_RULES: Final[tuple[Callable[[Scenario, Known], Iterator[Candidate]], ...]] = (
    _first_sooner,
    _preventive_nearer,
    _closer,
    _wider,
    _without_last,
    _letter_instead,
    _email_first,
    _call_before_notice,
    _not_for_little,
)


def _with(ladder: Scenario, changed: Step) -> Scenario:
    """The ladder with that step at its place."""
    steps = tuple(changed if one.position == changed.position else one for one in ladder.steps)
    return replace(ladder, steps=steps)


def _gap(ladder: Scenario, step: Step, days: int) -> int:
    """The gap of a step put at another distance: never more than what is left since the one before."""
    before = ladder.step(step.position - 1)
    return step.gap_days if before is None else min(step.gap_days, days - before.offset_days)


def _spaced(ladder: Scenario, percent: int) -> Scenario:
    """The steps after the due date put nearer or further, the first of them at its day."""
    steps: list[Step] = []
    first = next((one.offset_days for one in ladder.steps if not one.preventive), 0)
    for step in ladder.steps:
        days = step.offset_days if step.preventive else first + (step.offset_days - first) * percent // 100
        before = steps[-1].offset_days if steps else days
        steps.append(replace(step, offset_days=days, gap_days=min(step.gap_days, max(days - before, 0))))
    return replace(ladder, steps=tuple(steps))


def _last_day(ladder: Scenario) -> int:
    return ladder.steps[-1].offset_days
