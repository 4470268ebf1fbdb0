"""History: what an act writes, what the database refuses, what verification finds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from encours.records.cases.models import Note
from encours.records.documents.keeping import keep
from encours.records.history.models import Leaf, Root
from encours.records.history.sealing import roots_file, seal
from encours.records.history.verifying import verify
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor, Customer

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.both


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return Creditor.objects.create(name="Atelier Vauban", siren="")


def a_customer(creditor: Creditor, account: str = "411DUPONT") -> Customer:
    with recording(creditor, "add_customer", author="claire@vauban.example", cause="test", at=AT) as record:
        customer = Customer.objects.create(
            creditor=creditor, recorded_at=record.at, entry=record.entry, account=account, name="Dupont SARL"
        )
        record.wrote(Customer, [customer])
        record.of(customer.pk, name="Dupont SARL")
    return customer


def a_note(customer: Customer, text: str = "Rappeler lundi.") -> Note:
    with recording(
        customer.creditor_id, "note", author="claire@vauban.example", cause="desk", at=AT
    ) as record:
        note = Note.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            text=text,
            by="claire@vauban.example",
        )
        record.wrote(Note, [note])
        record.of(customer.pk, note=text)
    return note


def forced(sql: str, *params: object) -> None:
    """Write behind the triggers' back, as someone with the database's file or superuser would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(sql, params)
            for _, text in triggers:
                cursor.execute(text)
        else:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(sql, params)
            cursor.execute("SET session_replication_role = DEFAULT")


def codes(creditor: Creditor, home: Path) -> list[str]:
    return [finding.code for finding in verify(creditor.pk, home=home).findings]


def test_an_untouched_history_verifies(creditor: Creditor, house: Path) -> None:
    a_note(a_customer(creditor))
    seal(creditor.pk, at=AT, home=house)
    report = verify(creditor.pk, home=house)
    assert report.findings == []
    assert (report.leaves, report.unsealed, report.roots, report.facts) == (4, 0, 1, 2)


def test_an_act_raises_the_facts_version_of_the_customers_it_touches(creditor: Creditor) -> None:
    customer = a_customer(creditor)
    before = Customer.objects.get(pk=customer.pk).facts_version
    a_note(customer)
    assert Customer.objects.get(pk=customer.pk).facts_version == before + 1


def test_instants_grow_in_commit_order_even_when_the_clock_goes_back(creditor: Creditor) -> None:
    customer = a_customer(creditor)
    first, second = a_note(customer), a_note(customer)
    assert second.recorded_at > first.recorded_at


@pytest.mark.parametrize("sql", [
    "UPDATE history_leaf SET content = '{}'",
    "UPDATE history_leaf SET content = NULL",
    "UPDATE history_leaf SET position = 7",
    "DELETE FROM history_leaf",
    "UPDATE history_entry SET author = 'somebody'",
    "DELETE FROM history_entry",
    "DELETE FROM history_root",
])  # fmt: skip
def test_the_database_refuses_to_rewrite_history(creditor: Creditor, house: Path, sql: str) -> None:
    a_customer(creditor)
    seal(creditor.pk, at=AT, home=house)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_lawful_erasure_passes_and_the_tree_still_verifies(creditor: Creditor, house: Path) -> None:
    a_note(a_customer(creditor))
    seal(creditor.pk, at=AT, home=house)
    Leaf.objects.filter(customer_id__isnull=False).update(content=None, salt=None)
    report = verify(creditor.pk, home=house)
    assert report.erased == 2
    assert {finding.code for finding in report.findings} <= {"fact_changed"}


def test_one_altered_character_of_a_leaf_is_located(creditor: Creditor, house: Path) -> None:
    customer = a_customer(creditor)
    a_note(customer)
    seal(creditor.pk, at=AT, home=house)
    leaf = Leaf.objects.filter(customer_id=customer.pk).latest("position")
    forced("UPDATE history_leaf SET content = replace(content, 'lundi', 'mardi') WHERE id = %s", leaf.pk)
    found = verify(creditor.pk, home=house).findings
    changed = [finding for finding in found if finding.code == "leaf_changed"]
    assert [finding.where["leaf"] for finding in changed] == [leaf.pk]


def test_a_removed_leaf_is_located(creditor: Creditor, house: Path) -> None:
    a_note(a_customer(creditor))
    seal(creditor.pk, at=AT, home=house)
    forced("DELETE FROM history_leaf WHERE position = 1")
    found = verify(creditor.pk, home=house).findings
    assert found[0].code == "leaf_missing"
    assert found[0].where["position"] == 1
    assert "root_differs" in [finding.code for finding in found]


def test_the_last_leaves_cannot_be_cut_off(creditor: Creditor, house: Path) -> None:
    a_note(a_customer(creditor))
    seal(creditor.pk, at=AT, home=house)
    forced("DELETE FROM history_leaf WHERE position = 3")
    assert "leaf_missing" in codes(creditor, house)


def test_an_added_leaf_is_found(creditor: Creditor, house: Path) -> None:
    a_customer(creditor)
    seal(creditor.pk, at=AT, home=house)
    forced(
        "INSERT INTO history_leaf (creditor_id, entry_id, content, salt, digest, position)"
        " SELECT creditor_id, entry_id, content, salt, digest, 2 FROM history_leaf WHERE position = 0"
    )
    assert "leaf_added" in codes(creditor, house)


def test_a_changed_fact_is_found_with_its_entry_and_customer(creditor: Creditor, house: Path) -> None:
    note = a_note(a_customer(creditor))
    seal(creditor.pk, at=AT, home=house)
    forced("UPDATE cases_note SET text = 'Rien à dire.' WHERE id = %s", note.pk)
    (finding,) = verify(creditor.pk, home=house).findings
    assert finding.code == "fact_changed"
    assert finding.where["fact"] == "cases.Note"
    assert finding.where["entry"] == note.entry_id
    assert finding.where["customer"] == note.customer_id


def test_a_removed_fact_is_found(creditor: Creditor, house: Path) -> None:
    note = a_note(a_customer(creditor))
    seal(creditor.pk, at=AT, home=house)
    forced("DELETE FROM cases_note WHERE id = %s", note.pk)
    (finding,) = verify(creditor.pk, home=house).findings
    assert (finding.where["rows_sealed"], finding.where["rows_found"]) == (1, 0)


def test_a_forged_root_has_no_signature(creditor: Creditor, house: Path) -> None:
    a_customer(creditor)
    seal(creditor.pk, at=AT, home=house)
    forced("UPDATE history_root SET signature = %s", "00" * 64)
    assert codes(creditor, house) == ["signature_wrong"]


def test_a_root_taken_away_is_still_in_the_file(creditor: Creditor, house: Path) -> None:
    customer = a_customer(creditor)
    seal(creditor.pk, at=AT, home=house)
    a_note(customer)
    seal(creditor.pk, at=AT, home=house)
    forced("DELETE FROM history_root WHERE size > 2")
    assert "root_differs_from_file" in codes(creditor, house)


def test_a_root_that_a_crash_kept_from_the_file_is_copied_at_the_next_sealing(
    creditor: Creditor, house: Path
) -> None:
    a_customer(creditor)
    seal(creditor.pk, at=AT, home=house)
    roots_file(creditor.pk, house).unlink()
    assert codes(creditor, house) == ["root_missing_in_file"]
    seal(creditor.pk, at=AT, home=house)
    assert codes(creditor, house) == []


def test_sealing_nothing_new_adds_no_root(creditor: Creditor, house: Path) -> None:
    a_customer(creditor)
    assert seal(creditor.pk, at=AT, home=house) is not None
    assert seal(creditor.pk, at=AT, home=house) is None
    assert Root.objects.count() == 1


def test_one_changed_byte_of_a_kept_file_is_found(creditor: Creditor, house: Path) -> None:
    customer = a_customer(creditor)
    with recording(creditor, "keep", author="rule:test@1", cause="test", at=AT) as record:
        kept = keep(
            b"lettre",
            creditor_id=creditor.pk,
            name="lettre.pdf",
            media_type="application/pdf",
            at=AT,
            entry_id=record.entry.pk,
            home=house,
        )
        record.wrote(type(kept), [kept])
        record.of(customer.pk, file=kept.sha256)
    seal(creditor.pk, at=AT, home=house)
    assert codes(creditor, house) == []
    path = house / "files" / kept.place
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    assert codes(creditor, house) == ["file_changed"]
    path.unlink()
    assert codes(creditor, house) == ["file_missing"]


def test_days_and_booleans_seal_alike_on_both_roads(creditor: Creditor, house: Path) -> None:
    from encours.records.cases.models import Hold

    customer = a_customer(creditor)
    with recording(creditor, "hold", author="claire@vauban.example", cause="desk", at=AT) as record:
        hold = Hold.objects.create(
            creditor=creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            from_on=date(2026, 11, 20),
            until_on=None,
            reason="vérifie",
            by="claire@vauban.example",
        )
        record.wrote(Hold, [hold])
    seal(creditor.pk, at=AT, home=house)
    assert codes(creditor, house) == []
