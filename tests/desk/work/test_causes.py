"""Why an act was done: people's words stay, the house's marks are put in words or left out."""

from __future__ import annotations

import pytest

from encours.desk.work.causes import cause_words


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("Grève au dépôt", "Grève au dépôt"),
        ("file releve.xml", "releve.xml"),
        ("scenario version 3", "version 3 du scénario"),
        ("paid", "la facture est réglée"),
        ("desk", ""),
        ("bank line 12", ""),
        ("day 2026-11-20", ""),
    ],
)
def test_a_cause_is_said_or_left_out(cause: str, said: str) -> None:
    assert cause_words(cause) == said
