"""A case of a scenario looked over: the delivered ladder and texts with what the case changes, what is said of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from encours.core.scenario import DEFAULT_SCENARIO, Scenario, Step
from encours.core.scenario.review import review
from encours.words.defaults import default_wordings

_STEP = {
    "apres_echeance": ("offset_days", int),
    "apres_precedente": ("gap_days", int),
    "canal": ("channel", {"courriel": "email", "lettre": "letter"}.__getitem__),
    "ton": (
        "tone",
        {"preventif": "preventive", "amical": "friendly", "ferme": "firm", "dernier": "last"}.__getitem__,
    ),
    "minimum": ("minimum_cents", lambda told: int(told) * 100),
}
_LIMITS = {
    "ecart_entre_messages": "min_gap_days",
    "messages_au_plus": "cap_messages",
    "en_jours": "cap_days",
}
_REGIMES = {"particuliers": "consumer", "entreprises": "b2b", "publics": "public"}
_WORDS = {"etapes", "limites", "pour", "textes", "textes_retires", "pour_autrui"}


def of_scenario(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    """Hold what is said against what is expected: the codes, in order, and whether it may be published."""
    if unknown := set(facts) - _WORDS:
        raise ValueError(
            f"mots inconnus : {', '.join(sorted(unknown))} ; possibles : {', '.join(sorted(_WORDS))}"
        )
    regimes = [_REGIMES[one] for one in facts.get("pour", ["entreprises"])]
    found = review(_ladder(facts), _texts(facts), regimes=regimes)
    assert [one.code for one in found] == expected["constats"], [one.sentence for one in found]
    assert any(one.forbids for one in found) is {"oui": False, "non": True}[expected["publiable"]]
    for words in expected.get("dit", []):
        assert any(words in one.sentence for one in found), words


def _ladder(facts: dict[str, Any]) -> Scenario:
    changed = facts.get("etapes", {})
    steps = tuple(_step(one, changed.get(one.code, {})) for one in DEFAULT_SCENARIO.steps)
    limits = {_LIMITS[word]: int(value) for word, value in facts.get("limites", {}).items()}
    return replace(DEFAULT_SCENARIO, steps=steps, third_party=facts.get("pour_autrui") == "oui", **limits)


def _step(step: Step, changed: dict[str, str]) -> Step:
    told = {}
    for word, value in changed.items():
        if word == "preventive":
            told |= {"preventive": value == "oui", "courtesy": value == "oui"}
            continue
        name, read = _STEP[word]
        told[name] = read(value)
    return replace(step, **told)


def _texts(facts: dict[str, Any]) -> dict[str, Any]:
    texts: dict[str, Any] = defaultdict(lambda: defaultdict(dict))
    for step, language, part, text in default_wordings():
        texts[step][language][part] = text
    for step, parts in facts.get("textes", {}).items():
        for part, text in parts.items():
            for language in texts[step]:
                texts[step][language][part] = text
    for step in facts.get("textes_retires", []):
        del texts[step]
    return texts
