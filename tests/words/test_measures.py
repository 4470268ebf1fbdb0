"""Measures in words: each has a name, a formula, a source, and says why records are left out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from encours.core.measures import DEFINITIONS, Book, Measure, compute
from encours.core.measures.measure import PARTS
from encours.core.measures.registry import ROOMS
from encours.words import measures as words
from encours.words.languages import speaking

ON = date(2026, 11, 21)


def of(unit: str, figure: Fraction | None, formula: str = "dso_simple") -> Measure:
    return Measure(formula, 1, ON, unit, figure, {}, currency="EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_measure_says_its_name_its_formula_its_source_and_its_room(language: str) -> None:
    with speaking(language):
        for code, one in DEFINITIONS.items():
            assert words.name_of(code)
            assert words.formula_of(code).endswith(".")
            assert words.SOURCES[one.source]
            assert set(one.leaves_out) <= set(words.REASONS), code
            assert one.unit in PARTS
    assert list(words.ROOMS) == list(ROOMS)
    assert len({words.name_of(code) for code in DEFINITIONS}) == len(DEFINITIONS)


@pytest.mark.parametrize(
    ("unit", "figure", "french", "english"),
    [
        ("days", Fraction(737, 10), "73,7 jours", "73.7 days"),
        ("days", Fraction(-37, 10), "-3,7 jours", "-3.7 days"),
        ("share", Fraction(4, 9), "44,44 %", "44.44%"),
        ("cents", Fraction(123_450), "1 234,50 €", "€1,234.50"),
        ("index", Fraction(46, 100), "4 600", "4,600"),
        ("count", Fraction(5, 2), "2,5", "2.5"),
        ("score", Fraction(13, 2), "6,5 sur 10", "6.5 out of 10"),
        ("hours", Fraction(12_345), "12 345,0 h", "12,345.0 h"),
        ("seconds", Fraction(842, 1_000), "0,8 s", "0.8 s"),
        ("seconds", Fraction(95), "95 s", "95 s"),
        ("seconds", Fraction(720), "12 min", "12 min"),
        ("seconds", Fraction(18_000), "5 h", "5 h"),
        ("seconds", Fraction(259_200), "3 jours", "3 days"),
        ("days", None, "—", "—"),
    ],
)
def test_a_figure_is_read_with_its_unit(
    unit: str, figure: Fraction | None, french: str, english: str
) -> None:
    for language, wanted in (("fr", french), ("en", english)):
        with speaking(language):
            found = words.figure_of(of(unit, figure), language)
        assert found.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == wanted


def test_the_share_of_automatic_steps_says_its_level() -> None:
    with speaking("fr"):
        told = words.figure_of(of("share", Fraction(3, 4), "automatic_steps"), "fr")
    assert told.endswith("(plutôt automatique)")


def test_what_is_left_out_is_counted_by_reason_the_most_first() -> None:
    with speaking("fr"):
        said = words.counted({"gone": 2, "other_currency": 12})
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in said] == [
        "12 dans une autre devise",
        "2 absents du dernier grand livre",
    ]


def test_every_measure_answers_on_an_empty_book_without_inventing_a_figure() -> None:
    nothing = {
        "outstanding",
        "overdue",
        "ageing_due",
        "ageing_issued",
        "exposure",
        "overdue_at_risk",
    }
    counted = {"cash_in", "dso_count_back", "dso_true"}
    for measure in compute(DEFINITIONS, Book(ON, "EUR", {})):
        assert measure.figure == (0 if measure.formula in nothing | counted else None), measure.formula
        assert (measure.left_out, measure.currency) == ({}, "EUR")
