"""Invariants: a sound database breaks none, and each is found broken where it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from encours.records.frames.invariants import Breach, all_invariants, breaches, missing_triggers
from encours.records.history.models import Leaf
from encours.records.messages.models import MessageItem
from encours.records.receivables.models import Receivable
from small_history import (
    a_delivery,
    a_message,
    an_invoice,
    forced,
)


def codes() -> list[str]:
    return [breach.invariant.code for breach in breaches()]


def only(code: str) -> Breach:
    (found,) = (breach for breach in breaches() if breach.invariant.code == code)
    return found


@pytest.mark.both
def test_a_sound_house_breaks_no_invariant(sound: Path) -> None:
    assert [(breach.invariant, breach.rows.rows()) for breach in breaches()] == []
    assert missing_triggers() == []


def test_an_empty_house_breaks_no_invariant(house: Path) -> None:
    assert breaches() == []


NAMES = {
    "invoice": "(SELECT MIN(id) FROM receivables_receivable)",
    "reversed": "(SELECT MAX(reverses_id) FROM cash_application)",
    "other": "(SELECT MAX(id) FROM parties_creditor)",
    "stranger": "(SELECT MAX(id) FROM parties_customer)",
}
# An invariant and, below it, each way to break it.
BROKEN = """
open_is_not_amount_less_applications
    UPDATE receivables_receivable SET open_cents = open_cents - 1 WHERE id = {invoice}
    UPDATE receivables_receivable SET open_cents = open_cents + 1 WHERE kind = 'credit_note'
unapplied_is_not_amount_less_applications
    UPDATE cash_payment SET unapplied_cents = unapplied_cents - 1 WHERE key = 'P-1'
reversal_is_not_the_opposite
    UPDATE cash_application SET amount_cents = -3999 WHERE amount_cents = -4000
    UPDATE cash_application SET payment_id = payment_id + 1 WHERE amount_cents = -4000
    UPDATE cash_application SET receivable_id = receivable_id + 1 WHERE amount_cents = -4000
negative_without_reversal
    UPDATE cash_application SET reverses_id = NULL
applied_across_currencies
    UPDATE receivables_receivable SET currency = 'USD' WHERE number = 'F-1'
    UPDATE receivables_receivable SET currency = 'USD' WHERE number = 'A-1'
bank_line_applied_beyond_amount
    UPDATE cash_bankline SET amount_cents = 899
bank_line_state_without_facts
    UPDATE cash_bankline SET state = 'set_aside'
    UPDATE cash_payment SET bank_line_id = NULL
instalment_due_is_not_the_earliest_unpaid
    UPDATE receivables_instalmentdue SET due_on = '2026-01-01'
    UPDATE receivables_instalment SET amount_cents = amount_cents + 1
    UPDATE receivables_receivable SET due_source = 'person' WHERE number = 'F-2'
    UPDATE receivables_instalment SET due_on = '2026-01-01' WHERE amount_cents = 3000
    DELETE FROM receivables_instalmentdue
message_state_without_delivery
    UPDATE encours_messages_message SET state = 'refused'
    UPDATE encours_messages_message SET state = 'approved'
    DELETE FROM encours_messages_delivery
message_held_by_nobody
    UPDATE encours_messages_message SET state = 'leased'
    UPDATE encours_messages_message SET state = 'handed'
stopped_and_yet_done
    UPDATE encours_messages_message SET state = 'approved' WHERE key = 'm-2'
    UPDATE encours_messages_delivery SET message_id = message_id + 1
letter_recalled_and_yet_counted
    UPDATE encours_messages_message SET state = 'delivered' WHERE key = 'm-recalled'
    UPDATE encours_messages_recallanswer SET found = 'gone'
    UPDATE encours_messages_letterending SET to_answer = TRUE
letter_ended_and_never_laid
    UPDATE encours_messages_delivery SET channel = 'email'
    UPDATE encours_messages_letterending SET "on" = '2020-01-01'
answer_about_no_recall
    UPDATE encours_messages_letterending SET kind = 'posted', cause = '', reason = '', facts = ''
    UPDATE encours_messages_recallanswer SET recorded_at = '2020-01-01 09:00:00+00:00'
stopped_before_it_arrived
    UPDATE documents_intake SET recorded_at = '2026-12-01 09:00:00+00:00'
message_line_of_another_customer
    UPDATE receivables_receivable SET customer_id = {stranger} WHERE id = {invoice}
message_from_facts_not_yet_written
    UPDATE encours_messages_message SET facts_version = 99
position_of_a_settled_item
    UPDATE receivables_receivable SET open_cents = 0 WHERE id = {invoice}
entry_without_its_one_leaf
    DELETE FROM history_leaf WHERE position = 0
    UPDATE history_leaf SET customer_id = NULL
leaf_half_erased
    UPDATE history_leaf SET salt = NULL WHERE position = 1
leaf_of_another_creditors_customer
    UPDATE history_leaf SET customer_id = {stranger} WHERE customer_id IS NOT NULL
leaf_positions_with_a_gap
    UPDATE history_leaf SET position = position + 100 WHERE position > 3
    DELETE FROM history_leaf WHERE position = 0
entries_out_of_order
    UPDATE history_entry SET at = '2026-11-20 09:00:00+00:00' WHERE act = 'note'
intake_of_another_file
    UPDATE documents_intake SET sha256 = 'x'
delivery_of_another_document
    UPDATE encours_messages_delivery SET document_sha256 = 'x'
parent_of_another_creditor
    UPDATE cases_note SET creditor_id = {other}
    UPDATE runs_position SET creditor_id = {other}
    UPDATE history_leaf SET creditor_id = {other} WHERE position = 7
    DELETE FROM cash_statement
parent_of_another_customer
    UPDATE cases_hold SET customer_id = {stranger}
superseded_before_recorded
    UPDATE parties_customerpast SET superseded_at = '2026-01-01 00:00:00+00:00'
"""


def broken() -> Iterator[tuple[str, str]]:
    code = ""
    for line in BROKEN.strip().splitlines():
        if line.startswith(" "):
            yield code, line.strip()
        else:
            code = line


def broken_by(sql: str) -> None:
    forced(sql.format(**NAMES))


@pytest.mark.parametrize(("code", "sql"), list(broken()))
def test_what_is_broken_is_found(sound: Path, code: str, sql: str) -> None:
    broken_by(sql)
    assert code in codes()


@pytest.mark.both
def test_the_row_is_named_with_what_was_found_and_what_was_expected(sound: Path) -> None:
    invoice = Receivable.objects.get(number="F-1")
    forced("UPDATE receivables_receivable SET open_cents = 4499 WHERE id = %s", invoice.pk)
    breach = only("open_is_not_amount_less_applications")
    assert breach.rows.rows() == [(invoice.creditor_id, invoice.pk, "F-1", 4_499, 4_500)]
    assert breach.count == 1


@pytest.mark.both
def test_an_invoice_that_left_its_creditor_is_named_with_both(sound: Path) -> None:
    creditor = Receivable.objects.get(number="F-2").creditor_id
    broken_by("UPDATE cases_hold SET creditor_id = {other}")
    links = {breach.rows["label"][0]: breach for breach in breaches()}
    assert set(links) == {"customer", "receivable"}
    assert links["receivable"].rows.rows()[0][3:] == (creditor, creditor + 1)
    assert links["receivable"].invariant.table == "cases.Hold"


@pytest.mark.both
def test_the_words_of_an_erased_file_are_found(sound: Path) -> None:
    file = apps.get_model("documents.KeptFile").objects.first()
    words = {"state": "read", "text": "Facture", "words": "facture"}
    apps.get_model("documents.FileWords").objects.create(kept=file, creditor=file.creditor, **words)
    apps.get_model("documents.KeptFile").objects.filter(pk=file.pk).update(key=None)
    assert codes() == ["words_of_an_erased_file"]


@pytest.mark.both
def test_many_broken_rows_are_counted_and_few_are_named(sound: Path) -> None:
    customer = apps.get_model("parties.Customer").objects.first()
    for number in range(5):
        an_invoice(customer, f"G-{number}", open_cents=11_000)
    (breach,) = breaches(shown=3)
    assert (breach.count, breach.rows.height) == (5, 3)


@pytest.mark.both
def test_a_message_delivered_twice_is_found(sound: Path) -> None:
    message = apps.get_model("encours_messages.Message").objects.get(key="m-1")
    a_delivery(message, message.deliveries.get().document)
    assert codes() == ["message_delivered_twice"]


@pytest.mark.both
def test_a_step_sent_twice_for_one_invoice_is_found(sound: Path) -> None:
    first = apps.get_model("encours_messages.Message").objects.get(key="m-1")
    kept, item = first.deliveries.get().document, first.items.get()
    second = a_message(first.customer, "delivered", "m-3")
    MessageItem.objects.create(
        creditor_id=first.creditor_id,
        message=second,
        receivable=item.receivable,
        position=2,
        role="due_step",
        open_cents=1,
    )
    a_delivery(second, kept)
    assert only("step_delivered_twice").rows.rows()[0][1:4] == (item.receivable_id, "F-1", 2)


@pytest.mark.both
def test_an_application_reversed_twice_is_found_even_where_its_constraint_was_dropped(sound: Path) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TABLE copied AS SELECT * FROM cash_application")
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("DROP TABLE cash_application")
            cursor.execute("ALTER TABLE copied RENAME TO cash_application")
        else:
            cursor.execute("ALTER TABLE cash_application DROP CONSTRAINT cash_application_reverses_id_key")
    broken_by("UPDATE cash_application SET reverses_id = {reversed} WHERE amount_cents = 2000")
    assert "reversed_twice" in codes()


@pytest.mark.both
def test_a_dropped_trigger_is_named(sound: Path) -> None:
    on = "" if connection.vendor == "sqlite" else " ON history_leaf"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER history_leaf_kept{on}")
    assert missing_triggers() == ["history_leaf_kept"]


@pytest.mark.both
def test_a_trigger_that_no_longer_fires_is_named(sound: Path) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER history_leaf_unchanged")
        else:
            cursor.execute("ALTER TABLE history_leaf DISABLE TRIGGER history_leaf_unchanged")
    assert missing_triggers() == ["history_leaf_unchanged"]


def walked(code: str) -> set[tuple[str, str]]:
    """The table and foreign key of each generated query of a code."""
    generated = (invariant for invariant in all_invariants() if invariant.code == code)
    return {(invariant.table, invariant.sql.split("'")[1]) for invariant in generated}


def test_every_foreign_key_between_facts_is_walked(house: Path) -> None:
    found = walked("parent_of_another_creditor")
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "creditor" not in names:
            continue
        for field in model._meta.concrete_fields:
            parent = field.related_model
            if parent is None or field.name == "creditor":
                continue
            owned = "creditor" in {one.name for one in parent._meta.concrete_fields}
            assert ((model._meta.label, field.name) in found) == owned
    assert {("cash.Application", "reverses"), ("history.Leaf", "entry"), ("runs.Position", "run")} <= found


def test_no_two_invariants_are_the_same_and_each_has_its_sentence(house: Path) -> None:
    from encours.jobs.finding_sentences import of_invariant

    invariants = all_invariants()
    assert len({invariant.sql for invariant in invariants}) == len(invariants)
    assert all(of_invariant(invariant.code) for invariant in invariants)


def test_a_leaf_erased_lawfully_breaks_nothing(sound: Path) -> None:
    Leaf.objects.filter(customer_id__isnull=False).update(content=None, salt=None)
    assert codes() == []
