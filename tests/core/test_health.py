"""Words that tell of health are found; those of the trade are not; a mark reserves a text."""

from __future__ import annotations

import pytest

from encours.core.health import health_words, of_health


@pytest.mark.parametrize(
    ("text", "word"),
    [("le gérant est à l’hôpital", "hopital"), ("En ARRÊT MALADIE jusqu’en mars", "arret maladie"),
     ("she is on sick leave", "sick leave"), ("suite à son AVC", "avc"), ("opération chirurgicale", "chirurgicale")],
)  # fmt: skip
def test_an_obvious_word_is_found(text: str, word: str) -> None:
    assert health_words(text) == (word,)


@pytest.mark.parametrize(
    "text",
    ["ordonnance d’injonction de payer", "diagnostic du litige", "avcompte 12", "la facture est malvenue"],
)
def test_words_of_the_trade_are_left_alone(text: str) -> None:
    assert health_words(text) == ()


@pytest.mark.parametrize(("text", "marked"), [("… #santé", True), ("#HEALTH x", True), ("santé", False)])
def test_a_mark_reserves_a_text(text: str, marked: bool) -> None:
    assert of_health(text) is marked
