"""The wide stop and the most of a day: what waits says so, in the order chosen, and nothing is lost the next day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from collecting import Desk, desk_in
from encours.acts.confirm import accept_freshness
from encours.acts.explain import explain_receivable
from encours.acts.rules import StaleFormError
from encours.acts.send import send, send_now
from encours.acts.stop_all import lift_stop, set_daily_most, stop_all
from encours.core.refusals import RuleError
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.policies.limits import WideStop
from encours.records.receivables.models import Receivable
from houses import Begin
from mailroom import Mailroom


def most(desk: Desk, count: int | None, order: str = "oldest") -> None:
    set_daily_most(desk.creditor, most=count, order=order, made_from=None, author="claire@x", at=desk.now)


def stop(desk: Desk) -> WideStop:
    return stop_all(desk.creditor, reason="Fichier douteux", author="claire@x", at=desk.now)


@pytest.mark.both
def test_nothing_leaves_from_the_stop_to_its_lifting_and_each_message_says_why(
    desk: Desk, post: Mailroom
) -> None:
    desk.run()
    stop(desk)
    assert desk.send() == {"waiting": 1}
    waiting = desk.message()
    assert (waiting.held_reason, waiting.held_facts["hold_reason"]) == ("all_stopped", "Fichier douteux")
    assert desk.send() == {}  # said once
    told = {
        "worker": "w", "on": desk.today, "clock": lambda: desk.now, "settings": desk.settings, "home": desk.home,
        "author": "claire@x",
    }  # fmt: skip
    send_now(waiting, **told)  # type: ignore[arg-type]
    assert post.received == []
    reasons = explain_receivable(desk.creditor, Receivable.objects.get(), on=desk.today)
    assert "all_stopped" in [one.code for one in reasons]
    with pytest.raises(RuleError, match="déjà arrêté"):
        stop(desk)
    lift_stop(desk.creditor, reason="Fichier refait", author="claire@x", at=desk.now)
    assert desk.send() == {"delivered": 1}
    assert WideStop.objects.get().lifted_reason == "Fichier refait"


def test_the_stop_holds_in_shadow_mode_too(desk: Desk) -> None:
    Creditor.objects.update(shadow=True)
    desk.run()
    stop(desk)
    assert desk.send() == {"waiting": 1}
    with pytest.raises(RuleError, match="motif"):
        lift_stop(desk.creditor, reason=" ", author="claire@x", at=desk.now)


@pytest.fixture
def several(house: Path, begin: Begin, server: object) -> Desk:
    """Three customers owe, the last the most."""
    from collecting import open_desk

    email = server[1]  # type: ignore[index]
    begin("three", lambda: open_desk(house, email, accounts=("C001", "C002", "C003")))
    return desk_in(house, email)


@pytest.mark.both
def test_what_is_beyond_the_most_of_a_day_waits_says_so_and_leaves_the_next_days(
    several: Desk, post: Mailroom
) -> None:
    several.run()
    most(several, 1)
    assert several.send() == {"delivered": 1, "waiting": 2}
    assert set(Message.objects.filter(state="proposed").values_list("held_reason", flat=True)) == {
        "daily_most"
    }
    assert several.send() == {}
    for days in (3, 1):  # to the Monday, then the Tuesday
        several.later(days=days)
        accept_freshness(several.creditor, on=several.today, by=User.objects.get(), at=several.now)
        assert several.send()["delivered"] == 1
    assert len({one.rcpt_tos[0] for one in post.received}) == len(post.received) == 3


def test_what_is_written_already_stops_at_its_last_look(several: Desk, post: Mailroom) -> None:
    several.run()

    def clock() -> datetime:
        if post.received and not WideStop.objects.exists():
            stop(several)
        return several.now

    told: dict[str, Any] = {"settings": several.settings, "home": several.home, "author": "claire@x"}
    assert send(several.creditor.pk, worker="w", on=several.today, clock=clock, **told)["delivered"] == 1
    assert set(Message.objects.filter(state="proposed").values_list("held_reason", flat=True)) == {
        "all_stopped"
    }
    assert len(post.received) == 1


def test_the_largest_leave_first_where_that_is_chosen_and_without_most_all_leave(several: Desk) -> None:
    several.run()
    most(several, 1, "largest")
    several.send()
    sent = Message.objects.get(state="delivered")
    assert sent.total_cents == max(Message.objects.values_list("total_cents", flat=True))
    most(several, None)
    assert several.send()["delivered"] == 2


def test_what_waits_for_a_person_takes_no_place_of_the_day(several: Desk) -> None:
    from encours.records.parties.models import Contact

    several.run()
    first = Message.objects.order_by("planned_on", "pk")[0]
    Contact.objects.filter(customer=first.customer_id).update(email="")
    Customer.objects.filter(pk=first.customer_id).update(address="")
    most(several, 2)
    assert several.send()["delivered"] == 2
    assert Message.objects.get(pk=first.pk).held_reason in {"no_address", "daily_most"}


def test_a_most_is_at_least_one_and_not_said_from_a_stale_form(desk: Desk) -> None:
    with pytest.raises(RuleError, match="au moins un"):
        most(desk, 0)
    most(desk, 5)
    with pytest.raises(StaleFormError):
        set_daily_most(desk.creditor, most=6, order="oldest", made_from=0, author="claire@x", at=desk.now)
