from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from encours.law.figures import (
    Figure,
    Reading,
    SheetError,
    UnknownLawError,
    _figure,
    figure,
    figures,
    sheet_content,
)

SHEETS = (
    "ecb_refinancing_rate",
    "legal_interest_rate",
    "late_payment",
    "payment_terms",
    "direct_debit",
    "procedures",
)


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_value_of_every_sheet_has_a_day_a_source_and_an_evidence_tag(sheet: str) -> None:
    entries = sheet_content(sheet)["figures"]
    assert entries
    for entry in entries:
        assert entry["title"]
        assert entry["remedy"].endswith(".")
        for value in entry["values"]:
            assert set(value) == {"from", "value", "source", "evidence"}
            assert value["evidence"] in {"V", "S", "NV", "T"}


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_day_before_the_first_value_is_refused_with_the_figure_the_day_and_a_remedy(sheet: str) -> None:
    for known in figures(sheet).values():
        with pytest.raises(UnknownLawError) as refused:
            known.reading(on=date(1990, 1, 1))
        assert known.title in refused.value.sentence
        assert "01/01/1990" in refused.value.sentence
        assert refused.value.remedy == known.remedy
        assert refused.value.on == date(1990, 1, 1)


def test_a_changed_rule_applies_from_its_day_and_the_past_keeps_its_own() -> None:
    old = Reading(100, date(2020, 1, 1), "a", "V", confirmed=True)
    new = Reading(200, date(2021, 1, 1), "b", "V", confirmed=True)
    figure = Figure("x", "X", "Relisez.", (old, new))
    assert figure.reading(on=date(2020, 12, 31)) == old
    assert figure.reading(on=date(2021, 1, 1)) == new


def test_beyond_the_last_confirmed_day_the_value_is_carried_forward_unconfirmed() -> None:
    only = Reading(100, date(2020, 1, 1), "a", "V", confirmed=True)
    figure = Figure("x", "X", "Relisez.", (only,), confirmed_until=date(2020, 6, 30))
    assert figure.reading(on=date(2020, 6, 30)).confirmed
    after = figure.reading(on=date(2020, 7, 1))
    assert (after.value, after.confirmed) == (100, False)


def test_a_value_not_verified_is_never_confirmed() -> None:
    assert not figures("late_payment")["public_points"].reading(on=date(2018, 1, 1)).confirmed
    assert figures("late_payment")["public_points"].reading(on=date(2019, 4, 1)).confirmed


def test_every_sheet_of_the_package_is_known_to_these_tests() -> None:
    found = {path.name for path in (files("encours.law") / "sheets").iterdir()}
    assert found == {f"{sheet}.yaml" for sheet in (*SHEETS, "public_holidays", "target_days")}


def entry(*values: dict[str, str], unit: str = "percent") -> dict[str, Any]:
    return {"code": "x", "title": "X", "remedy": "Relisez.", "unit": unit, "values": list(values)}


def value(**changed: str) -> dict[str, str]:
    return {"from": "2020-01-01", "value": "2.15", "evidence": "V", "source": "JO"} | changed


def test_a_percentage_is_read_as_whole_basis_points_and_euros_as_cents() -> None:
    assert _figure("s", entry(value())).values[0].value == 215
    assert _figure("s", entry(value(value="40"), unit="euro")).values[0].value == 4000
    assert _figure("s", entry(value(value="45"), unit="days")).values[0].value == 45


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (entry(value(evidence="sure")), r"s\.yaml, x, 2020-01-01: unknown evidence tag 'sure'"),
        (entry(value(source=" ")), "a value without a source"),
        (entry(value(value="2.155")), "2.155 is finer than the unit"),
        (entry(value(), value()), "not in the order of their days"),
        (entry(value(**{"from": "2021-01-01"}), value()), "not in the order of their days"),
    ],
)
def test_a_sheet_written_wrong_is_refused_where_it_is_wrong(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(SheetError, match=says):
        _figure("s", wrong)


def test_a_figure_that_no_sheet_holds_is_no_figure() -> None:
    with pytest.raises(KeyError):
        figure("late_payment", "kindness")
