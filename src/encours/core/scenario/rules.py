"""What makes a scenario sound. A fault is a French sentence that names the step and what to change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from encours.core.checklist import REGIMES
from encours.core.scenario.branches import faults_of_branches
from encours.core.scenario.ladder import CHANNELS, KINDS, TASK, TONES, Scenario, Step

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LONGEST_OFFSET_DAYS = 3650
_LONGEST_ROLE = 60  # as contacts keep it


class ScenarioError(ValueError):
    """A scenario that cannot be used; `faults` are sentences for the person who wrote it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def faults(scenario: Scenario) -> list[str]:
    """Every fault of a scenario, in order; none when it can be used."""
    found = list(_faults_of_limits(scenario))
    for number, step in enumerate(scenario.steps, start=1):
        found.extend(_faults_of_step(number, step))
    for before, after in pairwise(scenario.steps):
        found.extend(_faults_of_pair(before, after))
    found.extend(_faults_of_order(scenario))
    codes = [step.code for step in scenario.steps]
    found.extend(
        f"Le code « {code} » sert deux fois : donnez à chaque étape le sien."
        for code in sorted({code for code in codes if codes.count(code) > 1})
    )
    return found


def _faults_of_limits(scenario: Scenario) -> Iterator[str]:
    if not scenario.steps:
        yield "Le scénario n'a pas d'étape : ajoutez-en au moins une."
    if scenario.min_gap_days < 1:
        yield "L'écart entre deux messages à un même client doit être d'au moins un jour."
    if scenario.minimum_cents < 0:
        yield "Le montant minimum du scénario ne peut pas être négatif."
    if scenario.cap_messages < 1 or scenario.cap_days < 1:
        yield "Le plafond doit laisser au moins un message, sur au moins un jour."
    if any(not _COUNTRY.fullmatch(one) for one in scenario.countries):
        yield "Un pays s'écrit en deux lettres capitales (FR, BE)."
    if any(one not in REGIMES for one in scenario.regimes):
        yield f"Le régime est inconnu ; choisissez parmi {', '.join(REGIMES)}."


def _faults_of_step(number: int, step: Step) -> Iterator[str]:
    where = f"Étape {number} (« {step.code} »)"
    if step.position != number:
        yield f"{where} : sa position est {step.position}, elle doit être {number}."
    if not _CODE.fullmatch(step.code):
        yield f"{where} : le code s'écrit en minuscules, chiffres et soulignés, 40 signes au plus."
    if step.kind not in KINDS:
        yield f"{where} : le genre est inconnu ; choisissez parmi {', '.join(KINDS)}."
    elif step.by_person:
        yield from _faults_of_task(where, step)
    else:
        yield from _faults_of_message(where, step)
    if step.gap_days < 0 or step.minimum_cents < 0:
        yield f"{where} : l'écart et le montant minimum ne peuvent pas être négatifs."
    if len(step.contact_role) > _LONGEST_ROLE or (step.by_person and step.contact_role):
        yield f"{where} : la fonction du destinataire est celle d'un message, en {_LONGEST_ROLE} signes au plus."
    yield from _faults_of_kind(where, step)
    yield from faults_of_branches(where, step)


def _faults_of_message(where: str, step: Step) -> Iterator[str]:
    if step.channel not in CHANNELS or step.fallback_channel not in (None, *CHANNELS):
        yield f"{where} : le canal est inconnu ; choisissez parmi {', '.join(CHANNELS)}."
    if step.tone not in TONES:
        yield f"{where} : le ton est inconnu ; choisissez parmi {', '.join(TONES)}."


def _faults_of_task(where: str, step: Step) -> Iterator[str]:
    """A step that a person does has nothing of a message, and is named after what is done."""
    marks = (step.fallback_channel, step.needs_approval, step.courtesy, step.preventive, step.offers)
    if (step.channel, step.tone) != (TASK, TASK) or any(marks):
        yield (
            f"{where} : ce que fait une personne n'a ni canal, ni ton, ni accord, ni courtoisie, ni offre ;"
            " retirez-les."
        )
    if step.code.removesuffix("_2").removesuffix("_3") != step.kind:
        yield f"{where} : son code est celui de ce qui se fait (« {step.kind} », puis « {step.kind}_2 »)."


def _faults_of_kind(where: str, step: Step) -> Iterator[str]:
    if step.preventive and step.offset_days >= 0:
        yield f"{where} : une étape préventive part avant l'échéance ; donnez-lui un décalage négatif."
    if not step.preventive and not 1 <= step.offset_days <= _LONGEST_OFFSET_DAYS:
        yield f"{where} : une relance part au moins un jour après l'échéance, et dans les dix ans."
    if step.preventive and not step.courtesy:
        yield f"{where} : une étape préventive ne réclame ni pénalité ni indemnité (courtesy)."
    if step.formal and (step.channel != "letter" or step.fallback_channel == "email"):
        yield f"{where} : une mise en demeure part par courrier, jamais par e-mail seul."
    if step.formal and not step.needs_approval:
        yield f"{where} : une mise en demeure attend l'accord d'une personne (needs_approval)."
    if step.preventive and step.offers:
        yield f"{where} : avant l'échéance, rien n'est en retard et il n'y a rien à proposer (offers)."
    if step.formal and step.offers:
        yield f"{where} : une mise en demeure exige le paiement et ne propose pas de délai (offers)."
    if step.formal and step.courtesy:
        yield f"{where} : une mise en demeure n'est pas une étape de courtoisie."


def _faults_of_pair(before: Step, after: Step) -> Iterator[str]:
    where = f"Étapes {before.position} et {after.position}"
    if after.offset_days <= before.offset_days:
        yield f"{where} : la seconde doit venir après la première ; augmentez son décalage."
    elif after.gap_days > after.offset_days - before.offset_days:
        yield f"{where} : l'écart demandé dépasse la distance entre leurs dates ; réduisez-le."
    if after.preventive and not before.preventive:
        yield f"{where} : une étape préventive ne peut pas suivre une relance."


def _faults_of_order(scenario: Scenario) -> Iterator[str]:
    """What may not come before, and what may not come after."""
    formal = scenario.formal_position
    for step in scenario.steps:
        if formal is not None and step.position > formal and not (step.formal or step.by_person):
            where = f"Étapes {formal} et {step.position}"
            yield f"{where} : après une mise en demeure, aucune étape plus douce."
        if step.kind in {"lawyer", "bailiff"} and (formal is None or step.position < formal):
            yield (
                f"Étape {step.position} (« {step.code} ») : un avocat ou un commissaire de justice ne vient"
                " qu'après la mise en demeure ; placez-la avant."
            )
        if step.kind == "agency" and not any(one.kind == "message" for one in _firm_before(scenario, step)):
            yield (
                f"Étape {step.position} (« {step.code} ») : un dossier ne se confie qu'après avoir été relancé ;"
                " placez au moins une relance avant."
            )


def _firm_before(scenario: Scenario, step: Step) -> tuple[Step, ...]:
    return tuple(one for one in scenario.steps[: step.position - 1] if not one.preventive)
