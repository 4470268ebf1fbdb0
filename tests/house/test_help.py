"""Each page of the navigation has its help, in both languages, saying what it is for, what first, and the keys."""

from __future__ import annotations

import re

import pytest

from encours.core.activity import LESSONS as SUGGESTED
from encours.desk.guide.texts import KEYS
from encours.desk.navigation import plan
from encours.records.people.models import LANGUAGES
from encours.words.help import FOLDER, LESSONS, lesson_text, topic, topics
from house.test_urls import NAMES

OURS = {"help"}  # the index of all help texts explains itself
FIRST = {"fr": "À faire d’abord", "en": "What to do first"}
TOUCHES = {"fr": "Touches", "en": "Keys"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_navigation_has_its_help(language: str) -> None:
    """Add `words/help/fr/NAME.md` and `words/help/en/NAME.md`, NAME being the address of the page."""
    assert {each.name for each in plan().entries} - OURS - topics(language) == set()


def test_no_help_is_written_for_a_page_that_is_not_there_and_each_is_in_both_languages() -> None:
    assert topics("fr") == topics("en")
    assert topics("fr") <= {*NAMES, KEYS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_help_says_what_the_page_is_for_what_first_and_the_keys(language: str) -> None:
    for code in topics(language) - {KEYS}:
        told = topic(code, language)
        assert told is not None
        assert told.blocks[0].kind == "text", code
        headings = [each.lines[0][0].text for each in told.blocks if each.kind == "heading"]
        assert headings[0] == FIRST[language], code
        assert headings[-1] == TOUCHES[language], code


def test_both_languages_say_the_same_pieces_in_the_same_order() -> None:
    for code in topics("fr"):
        french, english = topic(code, "fr"), topic(code, "en")
        assert french is not None
        assert english is not None
        assert [(each.kind, len(each.lines)) for each in french.blocks] == [
            (each.kind, len(each.lines)) for each in english.blocks
        ], code


def test_french_keeps_its_typography_and_english_its_own() -> None:
    for path in (*FOLDER.glob("fr/*.md"), *LESSONS.glob("fr/*.md")):
        assert not re.search(r"'| [:;?!»]|« ", path.read_text("utf-8")), path.name
    for path in (*FOLDER.glob("en/*.md"), *LESSONS.glob("en/*.md")):
        assert not re.search(r"[«»']|[ \N{NO-BREAK SPACE}][:;?!]", path.read_text("utf-8")), path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_lesson_that_may_be_suggested_is_written_and_no_other(language: str) -> None:
    assert {path.stem for path in LESSONS.glob(f"{language}/*.md")} == set(SUGGESTED)
    assert all(lesson_text(code, language).blocks for code in SUGGESTED)
