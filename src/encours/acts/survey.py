"""Asking a customer, after a resolution, how it was treated; and keeping its answer, once."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from hashlib import sha256

from encours.core.refusals import RuleError
from encours.records.cases.models import Case
from encours.records.history.writing import recording
from encours.records.measures.models import BEST, WORST, Survey, SurveyAnswer
from encours.records.parties.models import Customer


def ask_survey(
    customer: Customer,
    *,
    on: date,
    author: str,
    at: datetime,
    case: Case | None = None,
    recipient: str = "",
    token: str = "",
) -> tuple[Survey, str]:
    """Open a survey; return it with the token that lets whoever holds it answer once.

    With a `recipient`, its link is about to leave by e-mail; with a `case`, that case is asked about once for ever.

    Raises
        RuleError: that case was asked about already.
    """
    token = token or secrets.token_urlsafe(24)
    with recording(customer.creditor_id, "ask_survey", author=author, cause="survey", at=at) as record:
        if case is not None and Survey.objects.filter(case=case).exists():
            raise RuleError("already_asked", "Ce dossier a déjà eu son enquête.")
        made = Survey.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            asked_on=on,
            token_digest=digest_of(token),
            case=case,
            recipient=recipient,
            state="handed" if recipient else "asked",
            by=author,
        )
        record.wrote(Survey, [made])
        record.of(customer.pk, survey=made.pk, asked_on=on, recipient=recipient)
        record.untouched.add(customer.pk)
    return made, token


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def answer_survey(
    survey: Survey, *, score: int, text: str = "", on: date, author: str, at: datetime
) -> SurveyAnswer:
    """Keep the score of 0 to 10 that the customer gives, itself or through a person who asked it.

    Raises
        RuleError: a score out of range, a survey cancelled or answered already.
    """
    if not WORST <= score <= BEST:
        raise RuleError("score_wrong", "La note va de 0 à 10.")
    with recording(
        survey.creditor_id, "answer_survey", author=author, cause=f"survey {survey.pk}", at=at
    ) as record:
        open_ones = Survey.objects.filter(pk=survey.pk, cancelled_at__isnull=True, answer__isnull=True)
        if not open_ones.exists():
            raise RuleError("already_answered", "Cette enquête a déjà sa réponse, ou a été annulée.")
        made = SurveyAnswer.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer_id=survey.customer_id,
            survey=survey,
            on=on,
            score=score,
            text=text.strip(),
        )
        record.wrote(SurveyAnswer, [made])
        record.of(survey.customer_id, survey=survey.pk, score=score, text=made.text)
        record.untouched.add(survey.customer_id)
    return made
