"""Counting a month of a team's activity: totals by skill, without names, and none that few people made."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count

from encours.core.activity import FEWEST_PEOPLE, FIRST_DAYS, SKILL_OF
from encours.core.refusals import RuleError
from encours.records.activity.models import TeamMonth
from encours.records.history.models import Entry
from encours.records.history.writing import Record, recording
from encours.records.modules.models import ModuleSwitch
from encours.records.parties.models import Creditor


def shown_from(creditor: Creditor) -> date | None:
    """The first day on which totals may be seen: people saw their own figures for a month before; None if off."""
    last = ModuleSwitch.objects.of([creditor.pk]).filter(module="people_measures").order_by("-pk").first()
    if last is None or not last.is_on:
        return None
    switched_on = last.recorded_at.astimezone(ZoneInfo(creditor.time_zone)).date()
    return switched_on + timedelta(days=FIRST_DAYS)


def count_team(creditor: Creditor, *, on: date, author: str, at: datetime) -> int:
    """Count the month before this day's; return how many totals were kept (people too few: none).

    Raises
        RuleError: people do not see their own figures for long enough, or that month is counted already.
    """
    first = shown_from(creditor)
    if first is None or on < first:
        raise RuleError("too_early", "Chacun voit d'abord ses propres chiffres : un total viendra plus tard.")
    end_on = on.replace(day=1)
    month_on = (end_on - timedelta(days=1)).replace(day=1)
    with recording(creditor, "count_team", author=author, cause=month_on.isoformat(), at=at) as record:
        if _counted(record, month_on):
            raise RuleError("counted_already", "Ce mois est déjà compté.")
        made = TeamMonth.objects.bulk_create(
            TeamMonth(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                month_on=month_on,
                skill=skill,
                acts=acts,
                people=people,
            )
            for skill, (acts, people) in _totals(record.creditor, month_on, end_on).items()
            if people >= FEWEST_PEOPLE
        )
        record.tell(month_on=month_on, totals=len(made))
    return len(made)


def _counted(record: Record, month_on: date) -> bool:
    """Whether an earlier act counted that month, kept totals or not."""
    others = Entry.objects.filter(creditor=record.creditor, act="count_team", cause=month_on.isoformat())
    return others.exclude(pk=record.entry.pk).exists()


def _totals(creditor: Creditor, from_on: date, until_on: date) -> dict[str, tuple[int, int]]:
    """Acts and people by skill; what a rule did is nobody's."""
    zone = ZoneInfo(creditor.time_zone)
    since, until = (datetime.combine(day, time(), tzinfo=zone) for day in (from_on, until_on))
    rows = (
        Entry.objects.filter(creditor=creditor, act__in=list(SKILL_OF), at__gte=since, at__lt=until)
        .exclude(author__startswith="rule:")
        .values_list("act", "author")
        .annotate(acts=Count("pk"))
    )
    acts: dict[str, int] = defaultdict(int)
    people: dict[str, set[str]] = defaultdict(set)
    for act, author, count in rows:
        acts[SKILL_OF[act]] += count
        people[SKILL_OF[act]].add(author)
    return {skill: (acts[skill], len(people[skill])) for skill in acts}
