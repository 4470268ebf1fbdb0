"""A delivered text that changed is offered to whoever keeps an older one, and never put in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from encours.acts.default_wording import changed_defaults, settle_default, steps_changed
from encours.acts.edit_template import edit_template, template_parts
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor
from encours.records.policies.models import Template
from encours.words.defaults import wording
from vauban import AT, CLAIRE, a_creditor

NOW = wording("friendly", "fr")
OLD = "Bonjour,\n\n{{ blocks.statement }}\n\n{{ blocks.payment }}\n\n{{ blocks.dispute }}\n"
WHOSE: dict[str, Any] = {"step_code": "friendly", "language": "fr"}


@pytest.fixture
def creditor(house: Path) -> Creditor:
    """Its e-mail was delivered in an older wording."""
    made = a_creditor()
    Template.objects.filter(part="body", **WHOSE).update(text=OLD)
    return made


def settle(creditor: Creditor, *, take: bool, number: int = 1) -> int:
    told = {"part": "body", "take": take, "made_from": number, "author": CLAIRE, "at": AT}
    return settle_default(creditor, **WHOSE, **told)


def test_whoever_has_the_texts_delivered_now_is_told_nothing(house: Path) -> None:
    assert steps_changed(a_creditor().pk) == set()


@pytest.mark.both
def test_an_older_text_is_told_of_and_stays_until_a_person_takes_ours_over(creditor: Creditor) -> None:
    (told,) = changed_defaults(creditor.pk, "friendly", "fr")
    assert (told.part, told.theirs, told.ours, told.untouched) == ("body", OLD, NOW["body"], True)
    assert steps_changed(creditor.pk) == {("friendly", "fr")}
    assert template_parts(creditor.pk, "friendly", "fr")[0]["body"] == OLD
    assert settle(creditor, take=True) == 2
    assert template_parts(creditor.pk, "friendly", "fr") == (NOW, 2)
    assert steps_changed(creditor.pk) == set()
    entry = Entry.objects.get(act="take_over_wording")
    assert entry.author == CLAIRE
    assert list(Template.objects.filter(part="body", **WHOSE).order_by("number").values_list("text", flat=True)) == [
        OLD, NOW["body"],
    ]  # fmt: skip


def test_a_text_of_ones_own_is_kept_until_the_delivered_one_changes_again(
    creditor: Creditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = f"À vous lire.\n\n{OLD}"
    edit_template(creditor, texts={"body": mine}, made_from=1, author=CLAIRE, at=AT, **WHOSE)
    (told,) = changed_defaults(creditor.pk, "friendly", "fr")
    assert (told.theirs, told.untouched) == (mine, False)
    settle(creditor, take=False, number=2)
    assert changed_defaults(creditor.pk, "friendly", "fr") == []
    edit_template(creditor, texts={"body": f"{mine}Bien à vous."}, made_from=3, author=CLAIRE, at=AT, **WHOSE)
    assert changed_defaults(creditor.pk, "friendly", "fr") == []
    later = NOW | {"body": f"{NOW['body']}\nEncore autre chose."}
    monkeypatch.setattr("encours.acts.default_wording.wording", lambda *_whose: later)
    assert [one.ours for one in changed_defaults(creditor.pk, "friendly", "fr")] == [later["body"]]


def test_what_was_settled_or_written_meanwhile_is_refused(creditor: Creditor) -> None:
    edit_template(creditor, texts={"subject": "Rappel"}, made_from=1, author=CLAIRE, at=AT, **WHOSE)
    with pytest.raises(StaleFormError):
        settle(creditor, take=True, number=1)
    settle(creditor, take=True, number=2)
    with pytest.raises(RuleError, match="n’a pas changé"):
        settle(creditor, take=True, number=3)


def test_the_words_to_a_group_are_told_of_once_they_are_the_creditors_own(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    creditor, whose = a_creditor(), ("group", "fr")
    mine = f"Bonjour,\n\n{wording(*whose)['body']}"
    edit_template(
        creditor, step_code="group", language="fr", texts={"body": mine}, made_from=0, author=CLAIRE, at=AT
    )
    assert changed_defaults(creditor.pk, *whose) == []
    later = wording(*whose) | {"body": "Autre"}
    monkeypatch.setattr("encours.acts.default_wording.wording", lambda *_whose: later)
    assert [one.part for one in changed_defaults(creditor.pk, *whose)] == ["body"]
