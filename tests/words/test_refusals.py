"""What the floors below say in French is told in the reader's language, values and all."""

from __future__ import annotations

import io
import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats import cfonb120, companion
from encours.formats.registry import detect
from encours.words.refusals import sentence

FILLED: list[str] = json.loads(files("encours.words").joinpath("locale/filled.json").read_text("utf-8"))


def test_a_sentence_written_whole_is_told_in_english() -> None:
    assert sentence("Le fichier est vide.", "en") == "The file is empty."


def test_a_sentence_filled_with_values_keeps_them() -> None:
    said = "Ligne 12, champ Amt : « 1O,00 » n’est pas un montant."
    assert sentence(said, "en") == "Line 12, field Amt: “1O,00” is not an amount."


def test_a_reason_inside_a_sentence_is_told_in_english_too() -> None:
    said = "Enregistrement 3, position 35 : « 310299 » n’est pas une date JJMMAA."
    assert sentence(said, "en") == "Record 3, position 35: “310299” is not a DDMMYY date."


def test_formats_named_in_a_list_are_told_one_by_one() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        detect(b"bonjour tout le monde", "lettre.txt")
    told = sentence(refused.value.remedy, "en")
    assert told.startswith("Formats read: FEC (accounting entries file); CAMT bank statement (ISO 20022)")


@pytest.mark.parametrize(
    ("read", "content"), [(cfonb120.read, b"01" + b"x" * 118), (companion.read, b"inconnu;autre\n1;2\n")]
)
def test_what_a_reader_refuses_has_no_french_left(read: object, content: bytes) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        list(read(io.BytesIO(content)))  # type: ignore[operator]
    for french in (refused.value.sentence, refused.value.remedy):
        assert sentence(french, "en") != french


def test_french_is_given_back_as_it_was_said() -> None:
    assert sentence("Le fichier est vide.", "fr") == "Le fichier est vide."


def test_what_is_not_ours_is_given_back_as_it_is() -> None:
    assert sentence("550 5.1.1 no such user", "en") == "550 5.1.1 no such user"
    assert sentence("", "en") == ""
    assert sentence("x" * 100_000, "en") == "x" * 100_000


@pytest.mark.parametrize("template", FILLED)
def test_every_filled_sentence_is_known_again_once_filled(template: str) -> None:
    french = re.sub(r"%\((\w+)\)s", "17", template).replace("%%", "%")
    told = sentence(french, "en")
    assert told != french
    assert "%(" not in told


@given(st.text(max_size=300))
def test_any_text_is_told_without_an_error(text: str) -> None:
    assert isinstance(sentence(text, "en"), str)


def test_what_is_wrong_with_a_condition_is_told_whole_although_it_holds_a_semicolon() -> None:
    french = "Signe 11 : la colonne « FR » n'existe pas ; en choisir une dans la liste"
    assert sentence(french, "en") == "Character 11: there is no column “FR”; choose one from the list"


def test_a_sentence_filled_with_nothing_is_translated_too() -> None:
    assert "«" not in sentence("«  » n'est pas une adresse e-mail valable : corrigez-la.", "en")
