"""A figure of one's own: what a formula may say, in what unit, and what it gives, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.boards.expressions import check, computed, names
from encours.core.refusals import RuleError

UNITS = {"overdue": "cents", "outstanding": "cents", "dso": "days", "items": "count", "ratio": "share"}
VALUES = {
    "overdue": Fraction(25_000),
    "outstanding": Fraction(75_001),
    "dso": Fraction(455, 10),
    "items": Fraction(0),
    "ratio": None,
}


@pytest.mark.parametrize(
    ("text", "unit", "figure"),
    [
        ("overdue / outstanding", "share", Fraction(25_000, 75_001)),
        ("(outstanding - overdue) * 2", "cents", Fraction(100_002)),
        ("dso - 45", "days", Fraction(1, 2)),
        ("-dso", "days", Fraction(-455, 10)),
        ("overdue / items", "cents", None),
        ("overdue / nullif(items, 0)", "cents", None),
        ("coalesce(ratio, 0.5)", "share", Fraction(1, 2)),
        ("ratio + 1", "share", None),
        ("overdue * dso / outstanding", "days", Fraction(25_000 * 455, 75_001 * 10)),
    ],
)
def test_a_formula_is_computed_in_exact_fractions(text: str, unit: str, figure: Fraction | None) -> None:
    check(text, UNITS, unit)
    assert computed(text, VALUES) == figure


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("dso + overdue", "days", "mêle des jours et un montant"),
        ("overdue - items", "cents", "mêle un montant et un nombre"),
        ("overdue / outstanding", "cents", "donne un nombre, et l'unité choisie est un montant"),
        ("overdue * outstanding", "cents", "donne un mélange d'unités"),
        ("1 + 1", "count", "ne nomme aucune mesure"),
        ("unknown", "days", "« unknown » n'est pas une mesure connue"),
        ("", "days", "est vide"),
        ("((overdue)", "cents", "ne se lit pas"),
        ("overdue", "furlongs", "unité n'existe pas"),
        ("overdue " * 100, "cents", "tient en 400 caractères"),
        ("(" * 30 + "overdue" + ")" * 30, "cents", "tient en 400 caractères"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(text: str, unit: str, said: str) -> None:
    with pytest.raises(RuleError, match=r".+") as refused:
        check(text, UNITS, unit)
    assert said in refused.value.sentence


@pytest.mark.parametrize(
    "text",
    [
        "sum(overdue)", "select 1", "overdue; drop table x", "overdue -- x", "overdue /* x */", "other.overdue",
        "overdue = 1", "overdue or items", "cast(overdue as text)", "'a'", "1e9 * items", "overdue as x",
        "null", "(overdue, items)", "overdue in (1)", "case when 1 then 2 end", "*", "nullif(overdue)",
    ],
)  # fmt: skip
def test_only_measures_numbers_and_four_signs_are_read(text: str) -> None:
    with pytest.raises(RuleError):
        check(text, UNITS, "cents")


def test_the_measures_that_a_formula_names_are_known() -> None:
    assert names("coalesce(overdue / nullif(outstanding, 0), ratio)") == {"overdue", "outstanding", "ratio"}


@given(st.text(max_size=60))
def test_any_text_is_computed_or_refused_and_nothing_else_happens(text: str) -> None:
    refused = ""
    try:
        check(text, UNITS, "share")
    except RuleError as refusal:
        refused = refusal.sentence
    assert refused or isinstance(computed(text, VALUES), Fraction | None)


@given(st.integers(1, 10**15), st.integers(1, 10**15))
def test_a_quotient_loses_nothing(one: int, other: int) -> None:
    figures = {"overdue": Fraction(one), "outstanding": Fraction(other)}
    assert computed("overdue / outstanding * outstanding", figures) == one
