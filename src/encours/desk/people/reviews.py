"""The pages of reviews: opened, decided line by line, signed, read again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.access import review as acts
from encours.core.refusals import RuleError
from encours.desk.people import reviewing, telling
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.people.models import AccessReview, AccessReviewLine

_SHOWN = 50
_LINES = 500


@visiting(right=("people", "access"))
def reviews(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the reviews made, and say whether one is due."""
    context = {
        "reviews": AccessReview.objects.of([visit.creditor.pk]).order_by("-pk")[:_SHOWN],
        "standing": reviewing.standing(visit.creditor, on=visit.on),
    }
    return render(request, "people/reviews.html", context)


@visiting(right="people", methods=("POST",))
def open_review(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Begin a review."""
    try:
        made = acts.open_review(visit.creditor, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("access_reviews"), in_words(refusal.sentence), "late")
    return redirect("access_review", pk=made.pk)


@visiting(right=("people", "access"), subject=AccessReview.objects)
def review(request: DeskRequest, visit: Visit, row: AccessReview) -> HttpResponse:
    """Show a review, each line with its decision or the two buttons."""
    lines = list(row.lines.select_related("user").order_by("user__name", "pk")[:_LINES])
    context = {
        "review": row,
        "lines": lines,
        "waiting": sum(not one.decision for one in lines),
        "role_name": telling.role_name,
        "scope_name": telling.scope_name,
    }
    return render(request, "people/review.html", context)


@visiting(right="people", methods=("POST",), subject=AccessReviewLine.objects.select_related("user"))
def decide(request: DeskRequest, visit: Visit, line: AccessReviewLine) -> HttpResponse:
    """Keep or withdraw one access."""
    back = redirect("access_review", pk=line.review_id)
    try:
        acts.decide_line(
            line,
            decision=request.POST.get("decision", ""),
            reason=request.POST.get("reason", "")[:200],
            author=visit.author,
            at=visit.at,
            on=visit.on,
        )
    except RuleError as refusal:
        return said(back, in_words(refusal.sentence), "late")
    return said(back, _("Décidé pour %(name)s.") % {"name": line.user.name or line.user.email})


@visiting(right="people", methods=("POST",), subject=AccessReview.objects)
def sign(request: DeskRequest, visit: Visit, row: AccessReview) -> HttpResponse:
    """Sign a review whose every line is decided."""
    back = redirect("access_review", pk=row.pk)
    try:
        acts.sign_review(row, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(back, in_words(refusal.sentence), "late")
    return said(back, _("La revue est signée, sous votre nom."))
