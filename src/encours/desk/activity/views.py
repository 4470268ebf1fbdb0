"""One's own activity and lessons, and the totals of the team. No address takes the name of a person."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.count_team import count_team, shown_from
from encours.core.activity import DAYS, FEWEST_PEOPLE, LESSONS, SAMPLE, own
from encours.core.refusals import RuleError
from encours.desk.activity.telling import result_words, skill_name
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.activity.models import TeamMonth
from encours.records.history.models import Entry
from encours.words.help import lesson_text
from encours.words.languages import nearest

_NEWEST = 10_000  # acts of one person: more than half a year of them
_MONTHS = 84  # totals shown: a year of seven skills


@visiting()
def my_activity(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show a person its own acts by skill, and the lessons they suggest."""
    now, before = _own_acts(visit)
    told = own(now, before)
    context = {
        "skills": [(skill_name(each.code), each.acts, each.before) for each in told.skills],
        "results": [(*result_words(each.code), each) for each in told.results],
        "lessons": [lesson_text(code, nearest(get_language())) for code in told.lessons],
        "days": DAYS,
        "sample": SAMPLE,
    }
    return render(request, "activity/mine.html", context)


def _own_acts(visit: Visit) -> tuple[Counter[str], Counter[str]]:
    """The acts of this very person, of the last period and of the one before: its newest ones, in one query."""
    since, before = (visit.at - timedelta(days=days) for days in (DAYS, 2 * DAYS))
    newest = Entry.objects.filter(creditor=visit.creditor, author=visit.author).order_by("-pk")
    rows = list(newest.values_list("act", "at")[:_NEWEST])
    return (
        Counter(act for act, at in rows if at >= since),
        Counter(act for act, at in rows if before <= at < since),
    )


@visiting()
def lesson(request: DeskRequest, visit: Visit, code: str) -> HttpResponse:
    """Show one lesson."""
    if code not in LESSONS:
        raise Http404
    return render(request, "activity/lesson.html", {"topic": lesson_text(code, nearest(get_language()))})


@visiting(right="policy")
def team_activity(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the totals of the team by month and skill, once people have seen their own figures long enough."""
    first = shown_from(visit.creditor)
    open_now = first is not None and visit.on >= first
    rows = TeamMonth.objects.seen(visit.sight).order_by("-month_on", "skill")[:_MONTHS] if open_now else []
    context = {
        "rows": [(row.month_on, skill_name(row.skill), row.acts, row.people) for row in rows],
        "first": first,
        "open_now": open_now,
        "fewest": FEWEST_PEOPLE,
    }
    return render(request, "activity/team.html", context)


@visiting(right="policy", methods=("POST",))
def count(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Count last month."""
    try:
        made = count_team(visit.creditor, on=visit.on, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("team_activity"), in_words(refusal.sentence), "watch")
    text = _("Le mois est compté.") if made else _("Trop peu de personnes : aucun total n’est gardé.")
    return said(redirect("team_activity"), text)
