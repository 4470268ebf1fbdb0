"""Shadow mode: the default, left only by a creditor that says who writes and where to pay."""

from __future__ import annotations

from pathlib import Path

import pytest

from encours.acts.leave_shadow import set_shadow
from encours.acts.set_up_creditor import set_up_creditor
from encours.core.refusals import RuleError
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor
from vauban import AT, CLAIRE, IDENTITY, a_creditor

pytestmark = pytest.mark.both


def test_a_creditor_without_bank_details_stays_in_shadow(house: Path) -> None:
    with pytest.raises(RuleError) as refusal:
        set_shadow(a_creditor(), shadow=False, author=CLAIRE, at=AT)
    assert refusal.value.rule == "set_up_incomplete"
    assert Creditor.objects.get().shadow


def test_leaving_and_returning_are_each_an_entry_of_history(house: Path) -> None:
    creditor = set_up_creditor(a_creditor(), IDENTITY, made_from=None, author=CLAIRE, at=AT)
    set_shadow(creditor, shadow=False, author=CLAIRE, at=AT)
    assert not Creditor.objects.get().shadow
    set_shadow(creditor, shadow=True, author=CLAIRE, at=AT)
    assert Creditor.objects.get().shadow
    assert list(Entry.objects.filter(act="set_shadow").order_by("pk").values_list("cause", flat=True)) == [
        "out of shadow",
        "into shadow",
    ]


def test_leaving_twice_is_refused(house: Path) -> None:
    creditor = set_up_creditor(a_creditor(), IDENTITY, made_from=None, author=CLAIRE, at=AT)
    set_shadow(creditor, shadow=False, author=CLAIRE, at=AT)
    with pytest.raises(RuleError) as refusal:
        set_shadow(creditor, shadow=False, author=CLAIRE, at=AT)
    assert refusal.value.rule == "shadow_unchanged"
