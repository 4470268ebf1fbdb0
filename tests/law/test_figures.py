from datetime import date

import pytest

from encours.law.figures import Figure, Reading, UnknownLawError, figures, sheet_content

SHEETS = ("ecb_refinancing_rate", "legal_interest_rate", "late_payment", "payment_terms")


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
    for figure in figures(sheet).values():
        with pytest.raises(UnknownLawError) as refused:
            figure.reading(on=date(1990, 1, 1))
        assert figure.title in refused.value.sentence
        assert "01/01/1990" in refused.value.sentence
        assert refused.value.remedy == figure.remedy
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
