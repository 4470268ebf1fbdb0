"""Another version of a template: tried in the sandbox first, the earlier ones kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from encours.acts.edit_template import edit_template, template_parts, try_wording
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.records.policies.models import Template
from encours.words.defaults import STEPS, wording
from encours.words.languages import LANGUAGES
from vauban import AT, CLAIRE, a_creditor

pytestmark = pytest.mark.both


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_delivered_wordings_pass_the_trial(step: str, language: str) -> None:
    delivered = wording(step, language)
    try_wording(step, language, delivered)
    with pytest.raises(RuleError, match="body"):
        try_wording(step, language, delivered | {"body": "{{ creditor.name.upper() }}"})


def test_a_text_changed_is_a_new_version_and_the_first_one_stays(house: Path) -> None:
    creditor = a_creditor()
    parts, number = template_parts(creditor.pk, "friendly", "fr")
    texts = parts | {"subject": "Petit rappel"}
    asked = {"step_code": "friendly", "language": "fr", "author": CLAIRE, "at": AT}
    assert edit_template(creditor, texts=texts, made_from=number, **asked) == number + 1
    now, latest = template_parts(creditor.pk, "friendly", "fr")
    assert (now["subject"], now["body"], latest) == ("Petit rappel", parts["body"], number + 1)
    kept = Template.objects.filter(step_code="friendly", language="fr", part="subject").order_by("number")
    assert [row.text for row in kept] == [parts["subject"], "Petit rappel"]
    with pytest.raises(StaleFormError):
        edit_template(creditor, texts=parts, made_from=number, **asked)


def test_the_same_texts_make_no_version(house: Path) -> None:
    creditor = a_creditor()
    parts, number = template_parts(creditor.pk, "firm", "en")
    told = {part: text.replace("\n", "\r\n") for part, text in parts.items()}  # as a browser sends it
    asked = {"step_code": "firm", "language": "en", "made_from": number, "author": CLAIRE, "at": AT}
    assert edit_template(creditor, texts=told, **asked) == number


@pytest.mark.once
@pytest.mark.parametrize(
    "text", ["{{ creditor.password }}", "{% for", "{{ ''.__class__ }}", "{{ cycler() }}", ""]
)
def test_a_text_that_the_sandbox_refuses_is_not_kept(house: Path, text: str) -> None:
    creditor = a_creditor()
    before = Template.objects.count()
    with pytest.raises(RuleError) as refusal:
        edit_template(
            creditor,
            step_code="friendly",
            language="fr",
            texts={"subject": text},
            made_from=None,
            author=CLAIRE,
            at=AT,
        )
    assert refusal.value.rule == "template_refused"
    assert Template.objects.count() == before


def test_a_text_that_threatens_is_refused_and_says_which_words(house: Path) -> None:
    creditor = a_creditor()
    parts, number = template_parts(creditor.pk, "firm", "fr")
    with pytest.raises(RuleError, match="une menace : « police »"):
        edit_template(
            creditor, step_code="firm", language="fr", texts={"body": parts["body"] + "La police viendra."},
            made_from=number, author=CLAIRE, at=AT,
        )  # fmt: skip
    assert template_parts(creditor.pk, "firm", "fr") == (parts, number)
