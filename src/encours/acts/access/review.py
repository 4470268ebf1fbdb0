"""The periodic review of accesses: opened, decided line by line, signed; its results are history."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.access.change import withdraw_access
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.people.models import AccessReview, AccessReviewLine, Membership

_DECISIONS = ("keep", "withdraw")


def open_review(creditor: Creditor, *, author: str, at: datetime) -> AccessReview:
    """List every access as it stands, each to be kept or withdrawn.

    Raises
        RuleError: a review is open already.
    """
    with recording(creditor, "open_access_review", author=author, cause="access", at=at) as record:
        if AccessReview.objects.of([creditor.pk]).filter(signed_at__isnull=True).exists():
            raise RuleError("review_open", "Une revue est déjà ouverte : la terminer d'abord.")
        fact = {"creditor": record.creditor, "recorded_at": record.at, "entry": record.entry}
        review = AccessReview.objects.create(**fact, opened_by=author)
        members = Membership.objects.of([creditor.pk]).order_by("pk")
        lines = AccessReviewLine.objects.bulk_create(
            AccessReviewLine(
                **fact,
                review=review,
                user_id=one.user_id,
                role=one.role,
                scope=one.scope,
                expires_on=one.expires_on,
            )
            for one in members
        )
        record.tell(review=review.pk, lines=len(lines))
    return review


def decide_line(
    line: AccessReviewLine, *, decision: str, reason: str, author: str, at: datetime, on: date
) -> None:
    """Keep an access or withdraw it, at once.

    Raises
        RuleError: decided already, the review is signed, or an access that must not go.
    """
    if decision not in _DECISIONS:
        raise RuleError("decision_wrong", "Choisir : garder ou retirer.")
    with recording(line.creditor_id, "decide_access", author=author, cause="access review", at=at) as record:
        waiting = AccessReviewLine.objects.filter(pk=line.pk, decision="", review__signed_at__isnull=True)
        if not waiting.exists():
            raise RuleError("line_decided", "Cette ligne est déjà décidée : recharger la page.")
        AccessReviewLine.objects.filter(pk=line.pk).update(
            decision=decision, reason=reason, decided_by=author, decided_at=record.at
        )
        record.tell(
            review=line.review_id, person=line.user.email, role=line.role, decision=decision, reason=reason
        )
        member = Membership.objects.filter(creditor_id=line.creditor_id, user_id=line.user_id).first()
        if decision == "withdraw" and member is not None:
            withdraw_access(
                member,
                reason=reason or "access review",
                made_from=member.version,
                author=author,
                at=at,
                on=on,
            )


def sign_review(review: AccessReview, *, author: str, at: datetime) -> None:
    """Sign a review whose every line is decided.

    Raises
        RuleError: a line waits, or it is signed already.
    """
    with recording(review.creditor_id, "sign_access_review", author=author, cause="access", at=at) as record:
        if review.lines.filter(decision="").exists():
            raise RuleError("lines_wait", "Toutes les lignes ne sont pas décidées.")
        waiting = AccessReview.objects.filter(pk=review.pk, signed_at__isnull=True)
        if not waiting.update(signed_by=author, signed_at=record.at):
            raise RuleError("review_signed", "Cette revue est déjà signée.")
        kept = review.lines.filter(decision="keep").count()
        record.tell(review=review.pk, kept=kept, withdrawn=review.lines.exclude(decision="keep").count())
