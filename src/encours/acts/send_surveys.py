"""Asking a customer, once its case is closed, how it was treated: one e-mail a case, through the gate.

A survey is written down as handed, and committed, before its mail leaves; one that was handed and has no receipt is
uncertain and is not sent again. Nothing leaves in shadow mode, nor where the module is off, nor without an address
of the house that a customer can open.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from encours.acts.house_mail import may_mail
from encours.acts.send.gathering import House, contacts_reached
from encours.acts.send.looking import conditions
from encours.acts.survey import ask_survey
from encours.channels.letter_forms import Letter, UndeliverableError, Way
from encours.channels.registry import open_way
from encours.core.gate import Addressee, Conditions, Outcome
from encours.core.gate.demands import Demand, ask_on_demand
from encours.core.refusals import RuleError
from encours.records.cases.models import Case
from encours.records.frames.customers import customer_facts
from encours.records.measures.models import Survey
from encours.records.messages.models import Delivery
from encours.records.modules.models import modules_used
from encours.records.parties.models import Creditor
from encours.words.surveys import survey_mail

_AUTHOR = "rule:surveys@1"
_FRESH, _PEACE = timedelta(days=7), timedelta(days=90)  # a case just closed; no other survey meanwhile
_PATIENCE = timedelta(hours=1)  # then whoever handed it is gone
_BATCH = 100


def send_surveys(
    creditor: Creditor,
    *,
    on: date,
    clock: Callable[[], datetime],
    settings: Mapping[str, Any],
    link: Callable[[str], str] | None,
) -> Counter[str]:
    """Ask about the cases just closed; `link` makes an address of a token, None where the house has none."""
    counts: Counter[str] = Counter()
    if link is None or "surveys" not in modules_used(creditor) or not may_mail(creditor, settings):
        return counts
    lost = Survey.objects.filter(creditor=creditor, state="handed", recorded_at__lt=clock() - _PATIENCE)
    lost.update(state="uncertain")
    due = list(_due(creditor, on).select_related("customer")[:_BATCH])
    if not due:
        return counts
    told = conditions(House.of(creditor.pk), on=on, settings=settings)
    people = [case.customer_id for case in due]
    rows = customer_facts(creditor.pk, on=on, shadow=False, customers=people).iter_rows(named=True)
    facts = {row["customer_id"]: row for row in rows}
    contacts = contacts_reached(people)
    with open_way("email", settings) as way:
        for case in due:
            reached = (one.email for one in contacts.get(case.customer_id, []) if one.email)
            to = next(reached, "")
            if _may(creditor, facts[case.customer_id], told, to, clock()):
                counts[_asked(way, creditor, case, to, on, clock, link)] += 1
    return counts


def _due(creditor: Creditor, on: date) -> QuerySet[Case]:
    """Cases closed these last days in which something was sent, whose customer was not asked of late."""
    sent = Delivery.objects.filter(
        customer=OuterRef("customer"), state="delivered", on__gte=OuterRef("opened_on")
    ).exclude(message__state="recalled")
    asked = Survey.objects.filter(customer=OuterRef("customer"), asked_on__gt=on - _PEACE)
    again = Case.objects.filter(customer=OuterRef("customer"), closed_on__isnull=True)
    own = Survey.objects.filter(case=OuterRef("pk"))
    closed = Case.objects.filter(creditor=creditor, closed_on__gt=on - _FRESH, closed_on__lte=on)
    return closed.filter(Exists(sent), ~Exists(asked), ~Exists(own), ~Exists(again)).order_by("pk")


def _may(creditor: Creditor, row: Mapping[str, Any], told: Conditions, to: str, at: datetime) -> bool:
    """What the gate says; what must wait is asked about again with the next round, for some days."""
    refuses = frozenset({"email"} if row["refuses_email"] else ())
    verdict = ask_on_demand(
        Demand(
            channel="email",
            state="approved",
            approved=True,  # by whoever switched the module on
            has_recipient=bool(to),
            by_person=False,
            customer=Addressee.from_row(row, opted_out=refuses),
            conditions=told,
            at=at.astimezone(ZoneInfo(creditor.time_zone)),
        )
    )
    return verdict.outcome == Outcome.GO


def _asked(
    way: Way,
    creditor: Creditor,
    case: Case,
    to: str,
    on: date,
    clock: Callable[[], datetime],
    link: Callable[[str], str],
) -> str:
    """Write one survey, say that it is handed, hand its mail, and keep what became of it."""
    token, at = secrets.token_urlsafe(24), clock()
    try:
        prepared = way.prepare(_letter(creditor, case, to, link(token), at))
        survey, _token = ask_survey(
            case.customer, on=on, author=_AUTHOR, at=at, case=case, recipient=to, token=token
        )
    except UndeliverableError:
        return "refused"
    except RuleError:
        return "taken"
    state = way.hand(prepared, at=clock()).state
    Survey.objects.filter(pk=survey.pk).update(state=state)
    return state


def _letter(creditor: Creditor, case: Case, to: str, address: str, at: datetime) -> Letter:
    language, key = case.customer.language, f"survey-{creditor.pk}-{case.pk}"
    subject, text = survey_mail(creditor=creditor.name, link=address, language=language)
    return Letter(
        key=key,
        kind="survey",
        language=language,
        written_at=at,
        sender_name=creditor.sender_name or creditor.name,
        recipient_name=case.customer.name,
        subject=subject,
        text=text,
        message_id=f"<{key}@{creditor.sender_email.rpartition('@')[2]}>",
        sender_email=creditor.sender_email,
        reply_to=creditor.sender_email,
        return_path=creditor.sender_email,
        recipient_email=to,
    )
