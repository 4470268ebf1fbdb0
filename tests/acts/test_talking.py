"""Notes that name colleagues, threads, questions and their answers; who is told, and who is not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desk import situations as some
from encours.acts.ask_colleague import answer_task, ask_colleague
from encours.acts.note import add_note
from encours.acts.personal import choose, is_here, read_notices, save_filter
from encours.core.refusals import RuleError
from encours.records.cases.models import Note
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.work.models import Choice, Notice, Presence, SavedFilter, Task


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return some.a_creditor()


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    return some.a_customer(creditor)


def somebody(creditor: Creditor, name: str, scope: str = "creditor") -> User:
    person = some.a_person("collector", creditor, email=f"{name.lower()}@example.com")
    User.objects.filter(pk=person.pk).update(name=name)
    Membership.objects.filter(user=person).update(scope=scope)
    person.refresh_from_db()
    return person


def kinds(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_a_mention_tells_the_person_and_nobody_else(customer: Customer) -> None:
    elodie, other = somebody(customer.creditor, "Elodie"), somebody(customer.creditor, "Paul")
    add_note(customer, text="Vu avec @elodie", author="camille@example.com", at=some.NOW)
    assert (kinds(elodie), kinds(other)) == (["mention"], [])
    notice = Notice.objects.get()
    assert (notice.customer_id, notice.by, notice.read_at) == (customer.pk, "camille@example.com", None)


@pytest.mark.both
def test_who_does_not_see_the_customer_cannot_be_named(customer: Customer) -> None:
    somebody(customer.creditor, "Paul", scope="owner")
    with pytest.raises(RuleError, match="Paul ne voit pas ce client"):
        add_note(customer, text="@paul ?", author="camille@example.com", at=some.NOW)
    assert not Note.objects.exists()


@pytest.mark.both
def test_an_answer_joins_the_thread_and_tells_those_who_wrote_in_it(customer: Customer) -> None:
    elodie, paul = somebody(customer.creditor, "Elodie"), somebody(customer.creditor, "Paul")
    first = add_note(customer, text="Que faire ?", author=elodie.email, at=some.NOW)
    second = add_note(customer, text="Attendre", author=paul.email, at=some.NOW, reply_to=first)
    third = add_note(customer, text="Entendu", author=elodie.email, at=some.NOW, reply_to=second)
    assert third.reply_to_id == first.pk
    assert (kinds(elodie), kinds(paul)) == (["reply"], ["reply"])


@pytest.mark.both
def test_a_note_is_internal_unless_it_is_said_to_be_for_the_customer(customer: Customer) -> None:
    add_note(customer, text="Entre nous", author="a@example.com", at=some.NOW)
    add_note(customer, text="Pour vous", author="a@example.com", at=some.NOW, audience="external")
    assert [one.text for one in Note.objects.for_outside()] == ["Pour vous"]
    with pytest.raises(RuleError):
        add_note(customer, text="?", author="a@example.com", at=some.NOW, audience="everybody")


def test_a_thread_stays_in_its_case(customer: Customer) -> None:
    other = some.a_customer(customer.creditor, "Autre")
    first = add_note(other, text="Ailleurs", author="a@example.com", at=some.NOW)
    with pytest.raises(RuleError, match="autre dossier"):
        add_note(customer, text="Ici", author="a@example.com", at=some.NOW, reply_to=first)


@pytest.mark.both
def test_a_question_is_answered_once_by_a_note_of_the_case(customer: Customer) -> None:
    asker, asked = somebody(customer.creditor, "Camille"), somebody(customer.creditor, "Paul")
    task = ask_colleague(
        customer, person=asked, text="Livré ?", due_on=some.TODAY, author=asker.email, at=some.NOW
    )
    answer_task(task, text="Oui, le 3", made_from=1, author=asked.email, at=some.NOW)
    task.refresh_from_db()
    assert task.done_at is not None
    assert task.answer is not None
    assert task.answer.text == "Oui, le 3"
    assert (kinds(asked), kinds(asker)) == (["task"], ["answer"])
    with pytest.raises(RuleError, match="déjà répondu"):
        answer_task(task, text="Encore", made_from=None, author=asked.email, at=some.NOW)


@pytest.mark.both
def test_nobody_is_asked_about_a_customer_it_does_not_see(customer: Customer) -> None:
    asked = somebody(customer.creditor, "Paul", scope="owner")
    for who, due_on in ((asked, some.TODAY), (somebody(customer.creditor, "X"), some.TODAY - timedelta(1))):
        with pytest.raises(RuleError):
            ask_colleague(customer, person=who, text="?", due_on=due_on, author="a@example.com", at=some.NOW)
    assert not Task.objects.exists()


@pytest.mark.both
def test_a_kind_of_notice_can_be_left_out_and_notices_are_read(customer: Customer) -> None:
    elodie, creditor = somebody(customer.creditor, "Elodie"), customer.creditor
    add_note(customer, text="@elodie", author="a@example.com", at=some.NOW)
    choose(creditor, elodie, digest=True, muted=["mention", "unknown"])
    add_note(customer, text="@elodie encore", author="a@example.com", at=some.NOW)
    assert Choice.objects.get().muted == ["mention"]
    assert kinds(elodie) == ["mention"]
    assert read_notices(creditor, elodie, upto=Notice.objects.get().pk, at=some.NOW) == 1
    assert read_notices(creditor, elodie, upto=10**9, at=some.NOW) == 0


@pytest.mark.both
def test_a_filter_of_the_same_name_replaces_the_one_before(creditor: Creditor) -> None:
    person = somebody(creditor, "Elodie")
    for query in ("segment=late", "segment=public"):
        save_filter(
            creditor, person, room="customers", name="Mes clients", query=query, shared=False, pinned=True
        )
    assert SavedFilter.objects.get().query == "segment=public"
    with pytest.raises(RuleError):
        save_filter(creditor, person, room="nowhere", name="X", query="", shared=False, pinned=False)


@pytest.mark.both
def test_a_presence_counts_from_when_the_page_was_opened_and_begins_anew_after_a_pause(
    customer: Customer,
) -> None:
    person = somebody(customer.creditor, "Elodie")
    for seconds in (0, 20, 40):
        is_here(customer, person, at=some.NOW + timedelta(seconds=seconds))
    assert Presence.objects.get().since_at == some.NOW
    later = some.NOW + timedelta(seconds=200)
    is_here(customer, person, at=later)
    assert (Presence.objects.get().since_at, Presence.objects.get().seen_at) == (later, later)
