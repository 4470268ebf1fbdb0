"""Exempt, insolvent and spared customers: from the act to the day, the sending, `why`, and a past day as known then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collecting import Desk
from encours.acts.bulk import release_many
from encours.acts.edit_customer import edit_customer
from encours.acts.explain import explain_receivable
from encours.acts.hold import end_sparing, hold, release, spare
from encours.core.refusals import RuleError
from encours.records.cases.models import Hold, Leniency
from encours.records.frames.customers import customer_facts
from encours.records.history.verifying import verify
from encours.records.messages.models import Message
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from encours.words.reasons import say
from mailroom import Mailroom


def keep(desk: Desk, kind: str, *, until_on: date | None = None) -> Hold:
    return hold(
        desk.customer(), from_on=desk.today, until_on=until_on, reason="Accord du directeur", kind=kind,
        author="claire@x", at=desk.now,
    )  # fmt: skip


def be_soft(desk: Desk, kind: str, *, until_on: date | None = None) -> Leniency:
    return spare(
        desk.customer(), kind=kind, from_on=desk.today, until_on=until_on, reason="Incendie de l’atelier",
        author="claire@x", at=desk.now,
    )  # fmt: skip


def why(desk: Desk, language: str = "fr") -> str:
    told = explain_receivable(desk.creditor, Receivable.objects.get(), on=desk.today)
    return " ".join(say(one, language) for one in told)


@pytest.mark.both
@pytest.mark.parametrize(("kind", "code"), [("exempt", "exempt"), ("insolvency", "insolvent")])
def test_what_was_ready_is_stopped_the_day_says_why_and_a_release_lets_it_leave(
    desk: Desk, post: Mailroom, kind: str, code: str
) -> None:
    desk.run()
    held = keep(desk, kind)
    assert desk.send() == {"stopped": 1}
    assert Message.objects.get().held_reason == code
    desk.run()
    assert Position.objects.get().reason == code
    assert "Accord du directeur" in why(desk)
    release(held, on=desk.today, author="claire@x", at=desk.now)
    desk.run()
    assert desk.send() == {"delivered": 1}
    assert len(post.received) == 1


def test_proceedings_have_no_end_known_and_are_not_lifted_with_many(desk: Desk) -> None:
    with pytest.raises(RuleError, match="procédure collective"):
        keep(desk, "insolvency", until_on=desk.today + timedelta(days=30))
    keep(desk, "insolvency")
    plain = keep(desk, "pause")
    release_many(desk.creditor, [desk.customer().pk], on=desk.today, author="claire@x", at=desk.now)
    assert list(Hold.objects.filter(released_on=desk.today)) == [plain]
    facts = customer_facts(desk.creditor.pk, on=desk.today, shadow=False)
    assert facts["hold_kind"].to_list() == ["insolvency"]


@pytest.mark.both
def test_courtesy_refused_stops_what_waits_and_ended_it_leaves_again(desk: Desk, post: Mailroom) -> None:
    desk.run()
    spared = be_soft(desk, "no_courtesy")
    assert desk.send() == {"stopped": 1}
    desk.run()
    assert Message.objects.filter(state="proposed").count() == 0
    assert "courtoisie" in why(desk)
    assert "courtesy" in why(desk, "en")
    with pytest.raises(RuleError, match="court déjà"):
        be_soft(desk, "no_courtesy")
    end_sparing(spared, on=desk.today, author="claire@x", at=desk.now)
    desk.run()
    assert desk.send() == {"delivered": 1}
    assert verify(desk.creditor.pk, home=desk.home).findings == []


def test_a_difficulty_has_an_end_within_a_year_and_is_over_by_itself(desk: Desk) -> None:
    for until in (None, desk.today - timedelta(days=1), desk.today + timedelta(days=400)):
        with pytest.raises(RuleError):
            be_soft(desk, "difficulty", until_on=until)
    spared = be_soft(desk, "difficulty", until_on=desk.today + timedelta(days=30))
    facts = customer_facts(desk.creditor.pk, on=desk.today, shadow=False)
    assert facts["soft_until"].to_list() == [spared.until_on]
    after = desk.today + timedelta(days=31)
    assert customer_facts(desk.creditor.pk, on=after, shadow=False)["soft_until"].to_list() == [None]
    assert "difficulté passagère" in why(desk)


def test_a_past_day_is_decided_with_the_leniencies_of_then(desk: Desk) -> None:
    spared = be_soft(desk, "no_courtesy")
    then = desk.today
    desk.later(days=3)
    end_sparing(spared, on=desk.today, author="claire@x", at=desk.now)
    known = {
        on: customer_facts(desk.creditor.pk, on=on, shadow=False, as_known=True)["no_courtesy"].to_list()
        for on in (then, desk.today)
    }
    assert known == {then: [True], desk.today: [None]}


@pytest.mark.both
def test_a_customer_of_alsace_or_overseas_keeps_the_holidays_of_its_region(desk: Desk) -> None:
    for postcode, region in (("67000", "FR-AM"), ("97133", "FR-BL"), ("971 10", "FR-GP"), ("75011", None)):
        edit_customer(desk.customer(), {"postcode": postcode}, made_from=None, author="claire@x", at=desk.now)
        facts = customer_facts(desk.creditor.pk, on=desk.today, shadow=False)
        assert facts["region"].to_list() == [region]
