"""What a customer is found by: one folding, in words and in columns."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.searching import folded, search_key, search_keys

LETTERS = st.text(st.characters(max_codepoint=0x17F), max_size=40)  # all that Western Europe writes


@pytest.mark.parametrize(
    ("written", "found_by"),
    [
        ("Société Générale d'Œuvres", "SOCIETE GENERALE D OEUVRES"),
        ("  L’Étoile -- du  Nord ", "L ETOILE DU NORD"),
        ("Weiß & Söhne_GmbH", "WEISS SOHNE GMBH"),
        ("Ελλάς", "ΕΛΛΑΣ"),
        ("…", ""),
    ],
)
def test_accents_case_and_punctuation_do_not_count(written: str, found_by: str) -> None:
    assert folded(written) == found_by


def test_the_name_comes_first_then_account_and_siren() -> None:
    assert search_key("Garage Petit", "411-042", "552100554") == "GARAGE PETIT 411 042 552100554"
    assert search_key("Garage Petit", "", "") == "GARAGE PETIT"


@given(LETTERS, LETTERS)
def test_columns_are_folded_as_words_are(name: str, account: str) -> None:
    frame = pl.DataFrame({"name": [name], "account": [account]})
    key = frame.select(search_keys(pl.col("name"), pl.col("account"))).item()
    assert key == search_key(name, account)
