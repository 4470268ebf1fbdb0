"""Fields of a creditor's own: declared, filled, changed with their past kept, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from encours.acts.custom_fields.declare import Declared, change_field, declare_field
from encours.acts.custom_fields.fill import fill_fields, fill_many, stamp
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.records.fields.models import Field, FieldValue, FieldValuePast
from encours.records.parties.models import Creditor, Customer
from vauban import AT, CLAIRE, a_creditor, a_customer

pytestmark = pytest.mark.both
BY = {"author": CLAIRE, "at": AT}


def a_field(creditor: Creditor, code: str = "rank", kind: str = "choice", **told: object) -> Field:
    choices = ("Or", "Argent") if kind == "choice" else ()
    declared = Declared("customer", code, kind, "Rang", "Rank", choices, **told)  # type: ignore[arg-type]
    return declare_field(creditor, declared, **BY)


def test_a_value_changed_keeps_the_one_before_and_raises_the_customers_version(house: Path) -> None:
    creditor = a_creditor()
    customer, field = a_customer(creditor), a_field(creditor)
    before = Customer.objects.get(pk=customer.pk).facts_version
    assert fill_fields(customer, {"rank": "or"}, made_from="", **BY) == 1
    shown = stamp([field], customer.pk, None)
    assert fill_fields(customer, {"rank": "Argent"}, made_from=shown, **BY) == 1
    assert FieldValue.objects.get().text == "Argent"
    assert FieldValuePast.objects.get().text == "Or"
    assert Customer.objects.get(pk=customer.pk).facts_version == before + 2


def test_a_stale_form_and_a_choice_that_is_none_are_refused(house: Path) -> None:
    creditor = a_creditor()
    customer, field = a_customer(creditor), a_field(creditor)
    shown = stamp([field], customer.pk, None)
    fill_fields(customer, {"rank": "Or"}, made_from=shown, **BY)
    with pytest.raises(RuleError, match="ont changé"):
        fill_fields(customer, {"rank": "Argent"}, made_from=shown, **BY)
    with pytest.raises(RuleError, match="Choisir parmi"):
        fill_fields(customer, {"rank": "Bronze"}, made_from=None, **BY)
    assert FieldValue.objects.get().text == "Or"


def test_a_required_field_is_not_emptied(house: Path) -> None:
    creditor = a_creditor()
    customer = a_customer(creditor)
    a_field(creditor, required=True)
    with pytest.raises(RuleError, match="obligatoire"):
        fill_fields(customer, {"rank": ""}, made_from=None, **BY)


def test_many_customers_are_filled_by_one_entry_and_the_same_again_changes_nothing(house: Path) -> None:
    creditor = a_creditor()
    keys = [a_customer(creditor, f"411{rank}").pk for rank in range(3)]
    a_field(creditor, "score", "number")
    assert fill_many(creditor, keys, "score", "12,5", **BY) == 3
    assert fill_many(creditor, keys, "score", "12.5", **BY) == 0
    assert {(row.number, row.text) for row in FieldValue.objects.all()} == {(12_500, "12.5")}


def test_a_field_is_renamed_from_what_was_shown_and_its_choices_in_use_stay(house: Path) -> None:
    creditor = a_creditor()
    field = a_field(creditor)
    fill_fields(a_customer(creditor), {"rank": "Or"}, made_from=None, **BY)
    change_field(field, {"label_fr": "Niveau", "choices": ("Or", "Bronze")}, made_from=1, **BY)
    assert Field.objects.get().chosen_from() == ["Or", "Bronze"]
    with pytest.raises(StaleFormError):
        change_field(field, {"label_fr": "Autre"}, made_from=1, **BY)
    with pytest.raises(RuleError, match="encore choisi"):
        change_field(field, {"choices": ("Bronze",)}, made_from=2, **BY)
    with pytest.raises(RuleError, match="ne changent pas"):
        change_field(field, {"kind": "text"}, made_from=2, **BY)


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "kind"), [("Rang", "text"), ("2e", "text"), ("rang", "couleur"), ("rank", "text")]
)
def test_a_field_that_cannot_be_is_refused(house: Path, code: str, kind: str) -> None:
    creditor = a_creditor()
    a_field(creditor)
    with pytest.raises(RuleError):
        a_field(creditor, code, kind)
    assert Field.objects.count() == 1
