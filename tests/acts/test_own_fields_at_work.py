"""A custom field drives a segment and shows in a letter (M37)."""

from __future__ import annotations

from pathlib import Path

import pytest

from collecting import NOON, TODAY, Desk
from encours.acts.custom_fields.declare import Declared, declare_field
from encours.acts.custom_fields.fill import fill_fields
from encours.acts.custom_fields.segmenting import publish_segments
from encours.acts.edit_template import edit_template, template_parts
from encours.acts.import_file import import_file
from encours.acts.preview import preview
from encours.core.mapping.plan import Mapping
from encours.core.refusals import RuleError
from encours.core.segments import Rule
from encours.records.fields.models import Field, FieldValue
from encours.records.messages.models import Message
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from encours.words.sandbox import TemplateRefusedError
from vauban import CLAIRE

BY = {"author": CLAIRE, "at": NOON}


def declared(desk: Desk, code: str, kind: str = "choice", subject: str = "customer") -> Field:
    choices = ("Stratégique", "Ordinaire") if kind == "choice" else ()
    return declare_field(desk.creditor, Declared(subject, code, kind, f"Champ {code}", "", choices), **BY)


def publish(desk: Desk, condition: str, made_from: int | None = 0) -> None:
    rules = [Rule("strategic", "Stratégiques", "Strategic", condition)]
    publish_segments(desk.creditor, rules, reason="Mieux suivre", made_from=made_from, **BY)


def named_in(desk: Desk, part: str, words: str) -> None:
    for language in ("fr", "en"):
        for step in ("friendly", "reminder", "firm"):
            parts, number = template_parts(desk.creditor.pk, step, language)
            if part in parts:
                texts = parts | {part: f"{parts[part]}\n\n{words}"}
                edit_template(
                    desk.creditor, step_code=step, language=language, texts=texts, made_from=number, **BY
                )


@pytest.mark.both
def test_a_field_drives_a_segment_and_the_day_is_otherwise_the_same(desk: Desk) -> None:
    declared(desk, "importance")
    desk.run()
    before = Position.objects.get()
    publish(desk, "champ_importance = 'stratégique'")
    desk.run()
    assert Position.objects.get().segment == "standard"
    fill_fields(desk.customer(), {"importance": "stratégique"}, made_from=None, **BY)
    desk.run()
    now = Position.objects.get()
    assert now.segment == "own:strategic"
    assert (now.next_step, now.next_on, now.reason) == (before.next_step, before.next_on, before.reason)
    fill_fields(desk.customer(), {"importance": ""}, made_from=None, **BY)
    desk.run()
    assert Position.objects.get().segment == "standard"


@pytest.mark.parametrize(
    ("condition", "found"), [("champ_turnover >= 500", True), ("champ_turnover <= 599.99", False)]
)
def test_a_measured_field_is_compared_by_more_and_less(desk: Desk, condition: str, found: bool) -> None:
    declared(desk, "turnover", "amount")
    fill_fields(desk.customer(), {"turnover": "600,00"}, made_from=None, **BY)
    publish(desk, condition)
    desk.run()
    assert (Position.objects.get().segment == "own:strategic") is found


def test_segments_that_compare_a_text_or_are_the_same_again_are_refused(desk: Desk) -> None:
    declared(desk, "importance")
    with pytest.raises(RuleError, match=r"Segment « Stratégiques »\. Signe 1 : .* ni plus ni moins"):
        publish(desk, "champ_importance >= 1")
    publish(desk, "champ_importance = 'stratégique'")
    with pytest.raises(RuleError, match="Rien ne change"):
        publish(desk, "champ_importance = 'stratégique'", made_from=1)
    with pytest.raises(RuleError, match="Dire pourquoi"):
        publish_segments(desk.creditor, [], reason=" ", made_from=1, **BY)


@pytest.mark.both
def test_fields_of_the_customer_and_of_its_invoice_are_written_in_a_message(desk: Desk) -> None:
    declared(desk, "market", "text")
    declared(desk, "site", "text", "invoice")
    named_in(desk, "body", "Marché {{ customer.fields.market }}, chantier {{ invoice.fields.site }}.")
    fill_fields(desk.customer(), {"market": "M-2026-7"}, made_from=None, **BY)
    invoice = Receivable.objects.get()
    fill_fields(desk.customer(), {"site": "Quai Nord"}, receivable=invoice, made_from=None, **BY)
    desk.run()
    shown = preview(Message.objects.get(), on=TODAY, at=NOON, settings=desk.settings)
    assert "Marché M-2026-7, chantier Quai Nord." in shown.text


@pytest.mark.both
def test_a_message_that_writes_an_empty_field_waits_and_says_which(desk: Desk) -> None:
    declared(desk, "market", "text")
    named_in(desk, "body", "Marché {{ customer.fields.market }}.")
    desk.run()
    with pytest.raises(TemplateRefusedError, match="«\xa0market\xa0» n’est pas rempli"):
        preview(Message.objects.get(), on=TODAY, at=NOON, settings=desk.settings)
    desk.send()
    assert desk.message().held_reason == "template_refused"


def test_a_field_asked_about_before_it_is_written_may_be_empty(desk: Desk) -> None:
    declared(desk, "market", "text")
    named_in(desk, "body", "{% if customer.fields.market %}Marché {{ customer.fields.market }}.{% endif %}")
    desk.run()
    assert "Marché" not in preview(Message.objects.get(), on=TODAY, at=NOON, settings=desk.settings).text


@pytest.mark.both
def test_a_table_fills_fields_and_a_cell_that_cannot_be_is_refused(desk: Desk, tmp_path: Path) -> None:
    declared(desk, "importance")
    account = desk.customer().account
    content = f"Compte;Rang\n{account};ordinaire\n999;Stratégique\n{account};Bronze\n".encode()
    mapping = Mapping("customers", {"account": "Compte", "own.importance": "Rang"})
    made = import_file(
        desk.creditor, content, "rangs.csv", author=CLAIRE, at=NOON, on=TODAY, home=tmp_path, mapping=mapping
    ).intake
    assert made.counts["fields"] == 2
    assert [(one["line"], one["rule"]) for one in made.refusals] == [(4, "own_value_wrong")]
    assert FieldValue.objects.get(customer__account=account).text == "Ordinaire"
