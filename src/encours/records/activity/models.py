"""A month of a team's activity by skill. No row names or allows to single out a person: below five people, none."""

from __future__ import annotations

from django.db import models

from encours.core.activity import FEWEST_PEOPLE, SKILLS
from encours.records.facts import Fact, FactQuerySet, one_of


class TeamMonth(Fact):
    """How many acts of a skill how many people did in a month."""

    month_on = models.DateField()  # its first day
    skill = models.CharField(max_length=14)
    acts = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "month_on", "skill"], name="team_month_once"),
            one_of("team_month_skill_known", SKILLS, "skill"),
            models.CheckConstraint(
                name="team_month_singles_out_nobody", condition=models.Q(people__gte=FEWEST_PEOPLE)
            ),
        ]
