"""Letters to post: what lies there, what is said of it, what was recalled, and where a customer's pages tell it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import queries
from encours.acts.letters.saying import recall_letter
from encours.records.messages.letters import LetterEnding, RecallAnswer
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User

LETTERS = "letters"


def a_letter(customer: Customer, *, days_ago: int = 1) -> Delivery:
    message = some.a_message(some.an_invoice(customer), state="delivered", channel="letter")
    return some.a_delivery(message, days_ago=days_ago)


@pytest.fixture(autouse=True)
def _outbox(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.ENCOURS, "outbox", house / "outbox")


@pytest.fixture
def martin(creditor: Creditor) -> Customer:
    return some.a_customer(creditor, "Boulangerie Martin")


def shown(desk: Client, **query: Any) -> str:
    return desk.get(reverse(LETTERS), query).content.decode()


def posted(desk: Client, **told: Any) -> str:
    answer = desk.post(reverse("say_posted"), {"posted_on": some.TODAY.isoformat(), **told}, follow=True)
    return str(answer.content.decode())


def recalled(letter: Delivery) -> LetterEnding:
    recall_letter(letter.message, reason="Mauvaise adresse", on=some.TODAY, author="x", at=some.NOW)
    return LetterEnding.objects.get(message=letter.message)


def test_what_is_to_post_is_listed_oldest_first_e_mails_and_older_ones_left_out(
    desk: Client, creditor: Creditor, martin: Customer
) -> None:
    names = ("Zénith", "Alpha", "Vieux")
    for name, days_ago in zip(names, (2, 1, 8), strict=True):
        a_letter(some.a_customer(creditor, name), days_ago=days_ago)
    some.a_delivery(some.a_message(some.an_invoice(martin), state="delivered"), days_ago=1)
    page = shown(desk)
    assert page.index("Zénith") < page.index("Alpha")
    assert "Vieux" not in page
    assert "Boulangerie Martin" not in page
    assert "Vieux" in shown(desk, show="taken")


def test_a_customer_is_found_without_accents(desk: Client, creditor: Creditor, martin: Customer) -> None:
    a_letter(martin)
    a_letter(some.a_customer(creditor, "Épicerie Noël"))
    page = shown(desk, q="noel")
    assert "Épicerie Noël" in page
    assert "Boulangerie Martin" not in page


def test_the_chosen_are_noted_as_posted_on_the_day_told(desk: Client, martin: Customer) -> None:
    first, second = a_letter(martin), a_letter(martin)
    assert "1 courrier noté comme posté" in posted(desk, letter=[first.message_id])
    ending = LetterEnding.objects.get()
    assert (ending.message_id, ending.kind, ending.on) == (first.message_id, "posted", some.TODAY)
    assert str(second.message_id) in shown(desk)
    assert "posté" in shown(desk, show="posted")


def test_a_whole_day_is_noted_at_once_but_not_what_was_laid_since_the_page_was_shown(
    desk: Client, martin: Customer
) -> None:
    first, second = a_letter(martin), a_letter(martin)
    day = first.on.isoformat()
    assert f'name="until" value="{second.pk}"' in shown(desk)
    late = a_letter(martin)
    posted(desk, day=day, until=second.pk)
    assert set(LetterEnding.objects.values_list("message_id", flat=True)) == {
        first.message_id, second.message_id,
    }  # fmt: skip
    assert late.message_id not in LetterEnding.objects.values_list("message_id", flat=True)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Cochez au moins un courrier"),
        ({"posted_on": "demain", "letter": [1]}, "Indiquer le jour"),
        ({"day": "x", "until": "9"}, "Cochez au moins un courrier"),
        ({"posted_on": "2030-01-01"}, "est à venir"),
    ],
)
def test_what_says_nothing_is_answered_by_a_sentence(
    desk: Client, martin: Customer, told: dict[str, Any], said: str
) -> None:
    letter = a_letter(martin)
    if said == "est à venir":
        told = {**told, "letter": [letter.message_id]}
    assert said in posted(desk, **told)
    assert not LetterEnding.objects.exists()


def test_a_recalled_letter_stands_apart_until_a_person_says_what_became_of_the_paper(
    desk: Client, martin: Customer
) -> None:
    ending = recalled(a_letter(martin))
    page = shown(desk)
    assert "À retirer de la pile" in page
    assert "Mauvaise adresse" in page
    told = {"letter": [ending.pk], "found": "taken_out"}
    answer = desk.post(reverse("answer_recalls"), told, follow=True).content.decode()
    assert "1 courrier noté comme retiré de la pile" in answer
    assert "À retirer de la pile" not in answer
    assert RecallAnswer.objects.get().found == "taken_out"


def test_one_recalled_meanwhile_is_not_noted_as_posted_with_the_others(
    desk: Client, martin: Customer
) -> None:
    first, second = a_letter(martin), a_letter(martin)
    recalled(first)
    assert "rappelé depuis" in posted(desk, letter=[first.message_id, second.message_id])
    assert LetterEnding.objects.count() == 1


def test_a_person_recalls_a_letter_with_a_reason_and_its_file_leaves_the_pile(
    desk: Client, house: Path, creditor: Creditor, martin: Customer
) -> None:
    letter = a_letter(martin)
    name = f"{creditor.pk}-{letter.message_id}.pdf"
    (house / "outbox").mkdir()
    (house / "outbox" / name).write_bytes(b"%PDF")
    page = reverse("recall_letter", args=[letter.message_id])
    assert "Rappeler ce courrier" in desk.get(page).content.decode()
    assert desk.post(page, {"reason": "", "version": 1}).status_code == 422
    assert desk.post(page, {"reason": "Erreur de montant", "version": 1}).status_code == 302
    assert (house / "outbox" / "recalled" / name).exists()
    assert Message.objects.get().state == "recalled"


def test_the_customer_s_timeline_and_the_message_tell_posted_and_recalled(
    desk: Client, martin: Customer
) -> None:
    first, second = a_letter(martin), a_letter(martin)
    posted(desk, letter=[first.message_id])
    recalled(second)
    page = desk.get(reverse("customer", args=[martin.pk])).content.decode()
    assert "posté le 18/11/2026" in page
    assert "rappelé le 18/11/2026, avant d’être posté" in page
    assert "Mauvaise adresse" in desk.get(reverse("proposal", args=[second.message_id])).content.decode()


def test_who_only_reads_sees_the_page_and_no_button(auditor: Client, martin: Customer) -> None:
    letter = a_letter(martin)
    assert "Noter comme postés" not in shown(auditor)
    assert auditor.post(reverse("say_posted"), {"letter": [letter.message_id]}).status_code == 403


def test_a_scope_holds_for_what_is_said_too(
    creditor: Creditor, martin: Customer, visitor: Callable[[User], Client]
) -> None:
    stranger = visitor(some.a_person("collector", some.a_creditor("Autre", "552100554")))
    letter = a_letter(martin)
    assert "Boulangerie Martin" not in shown(stranger)
    posted(stranger, letter=[letter.message_id])
    posted(stranger, day=letter.on.isoformat(), until=letter.pk)
    assert not LetterEnding.objects.exists()


def test_a_page_of_many_asks_as_often_as_a_page_of_few(
    desk: Client, creditor: Creditor, martin: Customer
) -> None:
    a_letter(martin)
    few = queries(desk, reverse(LETTERS))
    for rank in range(6):
        letter = a_letter(some.a_customer(creditor, f"Client {rank}"))
        if rank % 2:
            recalled(letter)
    assert queries(desk, reverse(LETTERS)) <= few


def test_one_whose_file_was_taken_is_on_the_list_of_work_until_a_person_says(
    desk: Client, martin: Customer
) -> None:
    ending = recalled(a_letter(martin))
    work = reverse("work_list")
    assert "Courrier rappelé, peut-être parti" not in desk.get(work, {"whose": "all"}).content.decode()
    LetterEnding.objects.update(moved="absent")
    assert "Courrier rappelé, peut-être parti" in desk.get(work, {"whose": "all"}).content.decode()
    desk.post(reverse("answer_recalls"), {"letter": [ending.pk], "found": "gone"})
    assert "Courrier rappelé, peut-être parti" not in desk.get(work, {"whose": "all"}).content.decode()
    assert Message.objects.get().state == "delivered"


def test_posted_is_taken_back_from_the_list_with_a_reason(desk: Client, martin: Customer) -> None:
    letter = a_letter(martin)
    posted(desk, letter=[letter.message_id])
    ending = LetterEnding.objects.get()
    page = reverse("unpost_letter", args=[ending.pk])
    assert page in desk.get(reverse(LETTERS), {"show": "posted"}).content.decode()
    assert desk.post(page, {"reason": ""}).status_code == 422
    assert desk.post(page, {"reason": "encore dans la pile"}).status_code == 302
    assert martin.name in shown(desk)
    assert page not in desk.get(reverse(LETTERS), {"show": "posted"}).content.decode()
