"""All help texts that concern a person, one of them, and the tour as a plain list."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.desk.guide import tour as touring
from encours.desk.guide import trial as trying
from encours.desk.guide.texts import topics_of
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.people.models import User


@visiting()
def help_index(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the help texts of the pages that this person finds."""
    return render(request, "guide/index.html", {"topics": topics_of(visit)})


@visiting()
def help_topic(request: DeskRequest, visit: Visit, code: str) -> HttpResponse:
    """Show one help text."""
    found = next((each for each in topics_of(visit) if each.code == code), None)
    if found is None:
        raise Http404
    return render(request, "guide/topic.html", {"topic": found})


@visiting()
def trial(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the sheet of a trial with first-time users, to be printed and filled in."""
    return render(request, "guide/trial.html", {"tasks": trying.tasks(), "statements": trying.statements()})


@visiting()
def tour(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the steps of the tour, each leading to its page."""
    told = touring.steps(visit)
    lines = [
        (*touring.step_words(step.code), touring.step_url(told, number))
        for number, step in enumerate(told, start=1)
    ]
    return render(request, "guide/tour.html", {"lines": lines})


@visiting(methods=("POST",))
def end_tour(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Remember with the person that the tour was made or declined."""
    User.objects.filter(pk=visit.person.pk).update(toured_at=visit.at)
    return said(redirect(touring.INVITED_ON), _("La visite se refait quand vous voulez, depuis l’aide."))
