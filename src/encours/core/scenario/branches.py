"""What a scenario does when something happens after a step: a pause, the next step sooner, a person, or nothing more.

A branch belongs to a step, and looks only at what happens between its delivery and the next step's. It never leads
to a step out of its order: no level is jumped and none is made twice (ADR 29).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from encours.core.scenario.ladder import Scenario, Step

Event = Literal["reply", "bounce", "promise", "dispute", "part_payment", "cost", "silence"]
EVENTS: Final[tuple[str, ...]] = (
    "reply",
    "bounce",
    "promise",  # not kept: while one runs, nothing is asked anyway
    "dispute",
    "part_payment",
    "cost",  # what reminding of it has cost reaches `over_cents`
    "silence",  # nothing of the above within `days`
)
Then = Literal["pause", "next", "call", "manager", "stop"]
THEN: Final[tuple[str, ...]] = ("pause", "next", "call", "manager", "stop")
ASKS: Final = ("call", "manager")
"""What a branch may ask of a person."""
LONGEST_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Branch:
    """`days` from the event: how long a pause lasts, or a person is waited for; after how many the next step may leave.

    Of `silence`, how many days without news after the step.
    """

    when: Event
    then: Then
    days: int = 0
    over_cents: int = 0


def events_in(scenario: Scenario) -> frozenset[str]:
    """The events that a scenario looks at; most look at none."""
    return frozenset(one.when for step in scenario.steps for one in step.branches)


def faults_of_branches(where: str, step: Step) -> Iterator[str]:
    """What is wrong with the branches of a step, in sentences."""
    known = [one for one in step.branches if one.when in EVENTS and one.then in THEN]
    if len(known) < len(step.branches):
        yield (
            f"{where} : une suite est inconnue ; choisissez parmi {', '.join(EVENTS)}, puis {', '.join(THEN)}."
        )
    whens = [one.when for one in known]
    for when in sorted({one for one in whens if whens.count(one) > 1}):
        yield f"{where} : deux suites pour un même événement (« {when} ») ; n'en gardez qu'une."
    for one in known:
        yield from _faults(where, one)
    if step.kind != "message" and known:
        yield f"{where} : ce que fait une personne n'a pas de suites ; donnez-les à l'étape d'avant."


def _faults(where: str, one: Branch) -> Iterator[str]:
    if not 0 <= one.days <= LONGEST_DAYS or one.over_cents < 0:
        yield f"{where} : une suite compte de 0 à {LONGEST_DAYS} jours, et un coût qui n'est pas négatif."
    if one.then == "pause" and one.days < 1:
        yield f"{where} : une pause dure au moins un jour ; dites combien."
    if one.then == "next" and one.when != "promise":
        yield (
            f"{where} : l'étape suivante ne s'avance qu'après une promesse non tenue ; choisissez une pause"
            " ou une personne."
        )
    if one.when == "silence" and (one.then not in ASKS or one.days < 1):
        yield (
            f"{where} : sans nouvelles depuis un nombre de jours, l'échelle va déjà son chemin ; demandez à une"
            " personne."
        )
    if one.when == "cost" and (one.then in {"pause", "next"} or one.over_cents < 1):
        yield f"{where} : au-delà d'un coût (over_cents), arrêtez ou demandez à une personne."
    if one.when != "cost" and one.over_cents:
        yield f"{where} : un montant (over_cents) ne se dit que d'un coût."
