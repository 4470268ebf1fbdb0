"""A scenario looked over before it is published: what breaks the law, what is never reached, what overlaps or gapes.

`core.scenario.rules` says whether a scenario can be used at all; this says whether it does what its author believes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from encours.core.scenario.ladder import TONES, Scenario, Step
from encours.core.scenario.wording import claims_fees, missing_of_notice, missing_of_third_party
from encours.core.searching import folded

LONGEST_GAP_DAYS: Final = 60  # a silence longer than two months between two reminders reads as a renunciation
Words = Mapping[str, Mapping[str, str]]  # by language, then by part (subject, body, letter)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: a stable code, a French sentence, and whether it forbids publishing."""

    code: str
    sentence: str
    forbids: bool = True


def review(
    scenario: Scenario, wordings: Mapping[str, Words] | None = None, *, regimes: Collection[str] = ()
) -> list[Finding]:
    """Every finding on a scenario without faults, in the order of its steps.

    `wordings` gives by code of step what its templates say, as they would be written to a customer of each regime
    that the scenario may chase, `regimes`; without them, what the steps alone tell.
    """
    found = [*_unreached(scenario), *_tones(scenario), *_distances(scenario)]
    if wordings is not None:
        found += [one for step in scenario.steps for one in _words(scenario, step, wordings, regimes)]
    return found


def not_meant(scenario: Scenario, regimes: Collection[str], countries: Collection[str]) -> Iterator[Finding]:
    """Regimes and countries of customers that follow the scenario, and that it does not say to be meant for."""
    others = [one for one in regimes if scenario.regimes and one not in scenario.regimes]
    if others:
        what = ", ".join(_REGIMES[one] for one in others)
        yield Finding(
            "regime_not_meant",
            f"Scénario : il n'est pas fait pour {what}, et c'est lui que ces clients suivent ; ajouter ce régime, ou"
            " leur choisir un autre scénario.",
        )
    abroad = sorted({one for one in countries if scenario.countries and one not in scenario.countries})
    if abroad:
        what = ", ".join(abroad)
        yield Finding(
            "country_not_meant",
            f"Scénario : il n'est pas fait pour les clients de ces pays, qui le suivent : {what} ; les ajouter, ou"
            " leur choisir un autre scénario par un segment.",
        )


def of_nobody(scenario: Scenario, roles: Collection[str]) -> Iterator[Finding]:
    """Steps aimed at a role that no contact has (`roles`: those that some have, folded)."""
    for step in scenario.steps:
        if step.contact_role and folded(step.contact_role) not in roles:
            where = _where(step)
            yield Finding(
                "role_of_nobody",
                f"{where} : aucun contact n'a la fonction de son destinataire ; elle ira au premier contact de chaque"
                " client, donner cette fonction à leurs contacts.",
                forbids=False,
            )


_REGIMES: Final = {
    "b2b": "les entreprises",
    "public": "les débiteurs publics",
    "consumer": "les particuliers",
}


def _where(step: Step) -> str:
    return f"Étape {step.position} (« {step.code} »)"


def _unreached(scenario: Scenario) -> Iterator[Finding]:
    """Preventive steps that the due date always overtakes, and steps that owe more than any before."""
    waits = max(scenario.min_gap_days, 1)
    earliest: int | None = None
    for step in scenario.steps:
        if not step.preventive:
            break
        earliest = (
            step.offset_days
            if earliest is None
            else max(step.offset_days, earliest + max(waits, step.gap_days))
        )
        if earliest >= 0:
            where = _where(step)
            yield Finding(
                "step_unreached",
                f"{where} : jamais atteinte, l'échéance vient avant ; l'avancer, ou réduire l'écart.",
            )
    highest = 0
    for step in scenario.steps:
        if not step.preventive and step.minimum_cents < highest:
            where = _where(step)
            yield Finding(
                "step_unreached",
                f"{where} : jamais atteinte par ce qui doit moins que le minimum d'une étape d'avant ; aucune étape"
                " n'est sautée, donner à celle d'avant un minimum plus bas.",
                forbids=False,
            )
        highest = max(highest, 0 if step.preventive else step.minimum_cents)


def _messages(scenario: Scenario) -> list[Step]:
    return [step for step in scenario.steps if not step.by_person]


def _tones(scenario: Scenario) -> Iterator[Finding]:
    for before, after in pairwise(_messages(scenario)):
        if TONES.index(after.tone) < TONES.index(before.tone):
            where = _where(after)
            yield Finding(
                "tone_softer",
                f"{where} : plus douce que l'étape d'avant ; le ton ne redescend pas, changer l'une ou l'autre.",
            )


def _distances(scenario: Scenario) -> Iterator[Finding]:
    """Steps that come before the messages may follow one another, more than the cap lets through, and silences."""
    for before, after in pairwise(scenario.steps):
        days, where = after.offset_days - before.offset_days, _where(after)
        if days < scenario.min_gap_days and not (before.by_person or after.by_person):
            yield Finding(
                "steps_overlap",
                f"{where} : {days} jours après l'étape d'avant, quand deux messages sont à"
                f" {scenario.min_gap_days} jours au moins ; elle partira plus tard que sa date.",
                forbids=False,
            )
        if days > LONGEST_GAP_DAYS:
            yield Finding(
                "steps_gap",
                f"{where} : {days} jours de silence avant elle ; ajouter une étape, ou la rapprocher.",
                forbids=False,
            )
    messages = _messages(scenario)
    for step, first in zip(messages[scenario.cap_messages :], messages, strict=False):
        if step.offset_days - first.offset_days < scenario.cap_days:
            where = _where(step)
            yield Finding(
                "steps_overlap",
                f"{where} : plus de {scenario.cap_messages} messages en {scenario.cap_days} jours ; le plafond la"
                " retiendra, espacer les étapes.",
                forbids=False,
            )


def _words(
    scenario: Scenario, step: Step, wordings: Mapping[str, Words], regimes: Collection[str]
) -> Iterator[Finding]:
    if step.by_person:
        return
    where = _where(step)
    words = wordings.get(step.code, {})
    parts = {
        "letter" if channel == "letter" else "body"
        for channel in (step.channel, step.fallback_channel)
        if channel
    }
    for part in sorted(parts):
        if not words or any(not said.get(part, "").strip() for said in words.values()):
            yield Finding("template_missing", f"{where} : il manque un modèle ; l'écrire avant de publier.")
            return
    if "consumer" in regimes and any(claims_fees(text) for said in words.values() for text in said.values()):
        yield Finding(
            "fees_to_consumer",
            f"{where} : son modèle réclame des frais, et un particulier n'en doit aucun (CPCE L111-8,"
            " C. conso L121-21) ; les retirer du modèle, ou choisir un autre scénario pour les particuliers.",
        )
    missing = (
        sorted({one for said in words.values() for one in missing_of_notice(said)}) if step.formal else []
    )
    if missing:
        what = ", ".join(missing)
        yield Finding(
            "notice_mentions",
            f"{where} : la mise en demeure ne dit pas tout ce qui la rend opposable ; ajouter : {what}.",
        )
    if scenario.third_party and step.position == scenario.preventive_count + 1:
        yield from _third_party(step, words)


def _third_party(step: Step, words: Words) -> Iterator[Finding]:
    """The first letter to a debtor of others (CPCE R124-4)."""
    where = _where(step)
    if step.channel != "letter":
        yield Finding(
            "third_party_letter",
            f"{where} : pour le compte d'autrui, la première relance est une lettre (CPCE R124-4) ; changer son canal.",
        )
    missing = sorted(
        {one for said in words.values() for one in missing_of_third_party(said.get("letter", ""))}
    )
    if missing:
        what = ", ".join(missing)
        yield Finding(
            "third_party_mentions",
            f"{where} : la première lettre pour le compte d'autrui doit porter (CPCE R124-4) : {what}.",
        )
