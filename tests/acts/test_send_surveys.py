"""A survey leaves once, when a case that was chased is closed, where the module is on; its answer is kept once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from email import message_from_bytes, policy

import pytest

from books import received, statement, take_in
from collecting import Desk
from encours.acts.apply_cash import apply_cash
from encours.acts.confirm import accept_freshness
from encours.acts.record_complaint import record_complaint
from encours.acts.send_surveys import send_surveys
from encours.acts.survey import answer_survey
from encours.core.refusals import RuleError
from encours.records.cases.models import Case
from encours.records.measures.models import Survey, SurveyAnswer
from encours.records.modules.models import ModuleChoice
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.models import FreshnessAcceptance
from mailroom import Mailroom

ADDRESS = "https://encours.example.org"


def asked(desk: Desk, *, address: str = ADDRESS) -> Counter[str]:
    """A round of the worker."""
    creditor = Creditor.objects.select_related("module_choice").get(pk=desk.creditor.pk)
    link = (lambda token: f"{address}/survey/{token}") if address else None
    return send_surveys(creditor, on=desk.today, clock=lambda: desk.now, settings=desk.settings, link=link)


@pytest.fixture
def closed(desk: Desk, post: Mailroom) -> Desk:
    """The customer was reminded, paid three days later, and its case is closed; the module is on."""
    ModuleChoice.objects.create(creditor=desk.creditor, chosen={"surveys": True})
    desk.run()
    assert desk.send() == {"delivered": 1}
    desk.later(days=3)  # a Monday
    paid = statement(received(date(2026, 11, 23), 120_000, "VIR FA101"))
    take_in(desk.creditor, paid, "r.xml", desk.home)
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
    desk.run()
    assert Case.objects.get().closed_on == desk.today
    accept_freshness(desk.creditor, on=desk.today, by=User.objects.get(), at=desk.now)
    assert FreshnessAcceptance.objects.count() == 2
    post.received.clear()
    return desk


@pytest.mark.both
def test_a_closed_case_is_asked_about_once(closed: Desk, post: Mailroom) -> None:
    assert asked(closed) == {"delivered": 1}
    assert asked(closed) == {}
    (envelope,) = post.received
    assert envelope.rcpt_tos == ["etienne@dupont.example"]
    text = str(message_from_bytes(post.contents[0], policy=policy.default).get_content())
    assert re.search(rf"{re.escape(ADDRESS)}/survey/[\w-]{{20,}}", text)
    survey = Survey.objects.get()
    assert (survey.state, survey.recipient, survey.case) == (
        "delivered",
        envelope.rcpt_tos[0],
        Case.objects.get(),
    )
    assert survey.token_digest not in text


def test_nothing_leaves_where_the_module_is_off_or_in_shadow_mode_or_without_an_address(
    closed: Desk, post: Mailroom
) -> None:
    assert asked(closed, address="") == {}
    ModuleChoice.objects.update(chosen={"surveys": False})
    assert asked(closed) == {}
    ModuleChoice.objects.update(chosen={"surveys": True})
    Creditor.objects.update(shadow=True)
    assert asked(closed) == {}
    assert post.received == []
    assert not Survey.objects.exists()


def test_a_module_that_nobody_chose_is_off(closed: Desk) -> None:
    ModuleChoice.objects.all().delete()
    assert asked(closed) == {}


def test_the_gate_keeps_it_from_who_wants_no_more_e_mails_and_from_the_night(closed: Desk) -> None:
    closed.later(hours=12)
    assert asked(closed) == {}
    closed.later(hours=-12)
    record_complaint(
        closed.customer(), kind="opt_out", source="customer", on=closed.today, text="x", author="a@x",
        at=closed.now,
    )  # fmt: skip
    assert asked(closed) == {}
    assert not Survey.objects.exists()


def test_a_case_that_nobody_was_reminded_in_is_not_asked_about(closed: Desk) -> None:
    Case.objects.update(opened_on=closed.today)
    assert asked(closed) == {}


def test_a_case_closed_long_ago_is_not_asked_about(closed: Desk) -> None:
    Case.objects.update(closed_on=date(2026, 11, 10))
    assert asked(closed) == {}


def test_one_answer_is_kept_and_counts_for_the_measures(closed: Desk) -> None:
    asked(closed)
    survey = Survey.objects.get()
    answer_survey(survey, score=9, on=closed.today, author="survey", at=closed.now)
    with pytest.raises(RuleError, match="déjà"):
        answer_survey(survey, score=1, on=closed.today, author="survey", at=closed.now)
    assert SurveyAnswer.objects.get().score == 9
