"""Words that a reminder may not carry, and those that it may."""

from __future__ import annotations

import pytest

from encours.core.scenario.respect import disrespectful
from encours.words.defaults import OWN, wording
from encours.words.languages import LANGUAGES


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Payez, ou vous le regretterez.", "une menace"),
        ("Nous avertirons la police.", "une menace"),
        ("Vous devriez avoir honte.", "une humiliation"),
        ("We will tell your employer.", "l’annonce de la dette à d’autres"),
        ("Nous le dirons à vos voisins.", "l’annonce de la dette à d’autres"),
        ("Sommation de payer", "l’apparence d’un acte de justice"),
        ("Pay now, or else", "une menace"),
    ],
)
def test_threats_shame_telling_others_and_the_look_of_a_court_are_found(text: str, kind: str) -> None:
    assert [found for found, _words in disrespectful(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Sans règlement, nous devrons vous adresser une mise en demeure.",
        "À défaut, nous saisirons le tribunal compétent.",
        "Without payment we will bring the claim before the court.",
        "Les exploitants et leurs personnes assujetties",
    ],
)
def test_what_a_creditor_may_announce_is_no_threat(text: str) -> None:
    assert list(disrespectful(text)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_delivered_is_disrespectful(language: str) -> None:
    for step in OWN:
        for part, text in wording(step, language).items():
            assert list(disrespectful(text)) == [], (step, part)
