"""Facts keep the laws of the house: whole cents, their creditor, keys by name, dates that say what they are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import DatabaseError

from encours.core import frames
from encours.records.facts import Fact
from encours.records.frames.invariants import missing_triggers
from encours.records.history.sealed import SEALED
from encours.records.history.sealed_fact import VERSION
from encours.records.history.sealing import seal
from small_history import (
    AT,
    a_creditor,
    a_customer,
    a_delivery,
    a_kept_file,
    a_message,
    a_payment,
    an_invoice,
)
from small_history import applied as apply

HOUSE = Path(__file__).parents[2] / "src" / "encours"
OURS = [model for model in apps.get_models() if model.__module__.startswith("encours.")]
# Not facts of one creditor: the creditor itself, and people, who may work for several.
OF_NOBODY = {"parties.Creditor", "people.User", "people.Membership"}
MONEY = re.compile(r"amount|balance|total|price|interest|indemnity|opening|closing|unapplied|cents")


def fields() -> list[tuple[str, models.Field]]:
    return [
        (f"{model._meta.label}.{field.name}", field)
        for model in OURS
        for field in model._meta.concrete_fields
    ]


def test_money_is_whole_cents_and_says_so() -> None:
    for name, field in fields():
        if name.endswith("_cents"):
            assert isinstance(field, models.BigIntegerField), name
        elif MONEY.search(field.name):
            assert not isinstance(field, models.IntegerField | models.DecimalField | models.FloatField), name


def test_no_column_is_a_float_or_a_decimal() -> None:
    assert [
        name for name, field in fields() if isinstance(field, models.FloatField | models.DecimalField)
    ] == []


def test_days_and_instants_are_told_apart_by_their_names() -> None:
    for name, field in fields():
        if isinstance(field, models.DateTimeField):
            assert re.search(r"(^|_)(at|until|login)$", field.name), name
        elif isinstance(field, models.DateField):
            assert re.search(r"(^|_)on$", field.name), name


def test_every_fact_carries_its_creditor() -> None:
    for model in OURS:
        if model._meta.label in OF_NOBODY:
            continue
        field = model._meta.get_field("creditor")
        assert isinstance(field, models.ForeignKey), model._meta.label
        assert not field.null, model._meta.label


def test_every_fact_says_when_it_was_learnt_and_by_which_act() -> None:
    facts = [model for model in OURS if issubclass(model, Fact)]
    assert len(facts) > 20
    for model in facts:
        assert not model._meta.get_field("recorded_at").null, model._meta.label
        assert model._meta.get_field("entry").related_model is apps.get_model("history.Entry")


def test_every_queryset_of_facts_starts_from_what_a_person_may_see() -> None:
    for model in OURS:
        if issubclass(model, Fact) and not model._meta.label.endswith("Past"):
            assert hasattr(model._default_manager, "of"), model._meta.label


def test_what_is_superseded_keeps_its_twin() -> None:
    """A past twin has every column of its state: what was known can be read back whole."""
    for label in ("parties.Customer", "parties.Contact", "parties.Group", "receivables.Receivable"):
        now, past = apps.get_model(label), apps.get_model(f"{label}Past")
        own = {
            "facts_version",
            "version",
            "open_cents",
            "removed_at",
            "search_key",
            "number_key",
            "merged_into",
            "same_as",
            "head_contact",  # told by `GroupHeading`, an event
        }  # of today only
        missing = (
            {field.name for field in now._meta.concrete_fields}
            - own
            - {field.name for field in past._meta.concrete_fields}
        )
        assert missing == set(), label


def test_foreign_keys_name_their_target_as_a_string_across_rooms() -> None:
    for path in sorted((HOUSE / "records").glob("*/models.py")):
        module = ast.parse(path.read_text("utf-8"))
        here = {node.name for node in module.body if isinstance(node, ast.ClassDef)}
        for call in ast.walk(module):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args):
                continue
            if call.func.attr in {"ForeignKey", "OneToOneField", "ManyToManyField"}:
                target = call.args[0]
                assert isinstance(target, ast.Constant) or getattr(target, "id", "") in here, (
                    f"{path.parent.name}/models.py:{call.lineno}"
                )


def test_no_fact_is_deleted_with_its_parent_unless_it_is_rebuilt_at_will() -> None:
    rebuilt = {"cash.Candidate", "runs.Position", "encours_messages.MessageItem", "people.Membership",
               "quality.Finding", "quality.FileMark"}  # fmt: skip
    for model in OURS:
        for field in model._meta.concrete_fields:
            if field.remote_field is not None and model._meta.label not in rebuilt:
                assert field.remote_field.on_delete is models.PROTECT, f"{model._meta.label}.{field.name}"


def test_what_only_passes_with_the_day_is_never_stored() -> None:
    """Days late, bucket and interest are computed when they are read (DESIGN §2.3)."""
    stored = {field.name for field in apps.get_model("runs.Position")._meta.concrete_fields}
    assert not [name for name in stored if re.search(r"late|bucket|interest|overdue", name)]


def test_money_crosses_the_house_in_whole_cents() -> None:
    for shape in vars(frames).values():
        if not (
            isinstance(shape, type) and hasattr(shape, "columns") and shape.__module__ == frames.__name__
        ):
            continue
        for name, column in shape.columns().items():
            assert type(column).__name__ not in {"Float", "Float32", "Float64", "Decimal"}, (
                f"{shape.__name__}.{name}"
            )
            if name.endswith("_cents"):
                assert type(column).__name__ == "Int64", f"{shape.__name__}.{name}"
            if name.endswith("_on"):
                assert type(column).__name__ == "Date", f"{shape.__name__}.{name}"


def test_no_float_is_made_of_money() -> None:
    found = []
    for path in sorted(HOUSE.rglob("*.py")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if re.search(r"\bfloat\(|pl\.Float\d*|np\.float", line) and re.search(
                r"cents|amount|money", line
            ):
                found.append(f"{path.relative_to(HOUSE)}:{number}")
    assert found == []


def test_each_sealed_column_exists_and_none_is_a_kept_balance() -> None:
    for fact in SEALED.values():
        assert set(fact.kinds()) == set(fact.columns)
        assert len(fact.columns) == len(set(fact.columns))
        assert max((fact.since, *(since for since, _ in fact.later))) <= VERSION
        assert not {"open_cents", "unapplied_cents", "version", "facts_version"} & set(fact.columns), (
            fact.label
        )


def test_every_event_of_money_or_of_a_message_is_sealed() -> None:
    events = {"receivables.Receivable", "cash.Payment", "cash.Application", "cash.BankLine", "cases.Hold",
              "disputes.Dispute", "encours_messages.Delivery", "documents.KeptFile"}  # fmt: skip
    assert events <= set(SEALED)


REWRITING = """
UPDATE history_entry SET act = 'x'
UPDATE history_root SET chain = 'x'
UPDATE history_leaf SET digest = 'x'
UPDATE history_leaf SET content = '{}'
UPDATE cash_application SET amount_cents = 1
UPDATE encours_messages_delivery SET state = 'refused'
DELETE FROM history_entry
DELETE FROM history_root
DELETE FROM history_leaf
DELETE FROM cash_application
DELETE FROM encours_messages_delivery
"""
EMPTYING = """
TRUNCATE history_entry CASCADE
TRUNCATE history_root
TRUNCATE history_leaf
TRUNCATE cash_application CASCADE
TRUNCATE encours_messages_delivery
"""


@pytest.fixture
def one_of_each(house: Path) -> None:
    customer = a_customer(a_creditor())
    apply(a_payment(customer), an_invoice(customer), 5_000)
    a_delivery(a_message(customer, "delivered"), a_kept_file(customer, home=house))
    seal(customer.creditor_id, at=AT, home=house)


@pytest.mark.both
def test_the_triggers_are_there_and_refuse(one_of_each: None) -> None:
    assert missing_triggers() == []
    statements = REWRITING + (EMPTYING if connection.vendor == "postgresql" else "")
    for statement in filter(None, statements.splitlines()):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.both
def test_replacing_a_row_does_not_pass_under_the_triggers(one_of_each: None) -> None:
    if connection.vendor == "postgresql":
        change = (
            "INSERT INTO history_entry SELECT * FROM history_entry ON CONFLICT (id) DO UPDATE SET act = 'x'"
        )
    else:
        change = (
            "REPLACE INTO history_entry SELECT id, 'x', author, cause, at, creditor_id FROM history_entry"
        )
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.both
def test_models_and_migrations_say_the_same(house: Path) -> None:
    from io import StringIO

    from django.core.management import call_command

    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert "No changes detected" in said.getvalue()
