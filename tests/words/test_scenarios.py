"""The delivered scenario is named in the reader's language; one that a person named keeps its name."""

from __future__ import annotations

import pytest

from encours.core.reasons import ReasonCode
from encours.words import reasons
from encours.words.languages import speaking
from encours.words.scenarios import DELIVERED, scenario_name


@pytest.mark.parametrize(("language", "told"), [("fr", DELIVERED), ("en", "Default scenario")])
def test_the_delivered_name_is_translated_on_pages_and_in_reasons(language: str, told: str) -> None:
    with speaking(language):
        assert (scenario_name(DELIVERED), scenario_name("Secteur public")) == (told, "Secteur public")
    facts = {"scenario": DELIVERED, "version": 2}
    assert told in reasons.sentence(ReasonCode.BY_SCENARIO, facts, language)
