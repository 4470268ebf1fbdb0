"""Dashboards as people arranged them, figures of their own, and what is mailed when."""

from __future__ import annotations

from django.db import models

from encours.core.boards.units import SHOWN
from encours.records.facts import Fact, FactQuerySet, one_of

RHYTHMS = ("daily", "weekly", "monthly")
FORMATS = ("pdf", "xlsx", "csv")
STATES = ("handed", "delivered", "refused", "uncertain", "withheld")


class Board(models.Model):
    """How a person arranged its dashboard at one creditor; a convenience, no fact of anybody's."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="boards")
    tiles = models.JSONField(default=list)  # [code, width] in order: `core.boards.tiles`
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "user"], name="board_once")]


class Indicator(Fact):
    """A figure of one's own, one row a version; the highest number is the one in use."""

    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80)
    expression = models.CharField(max_length=400)
    unit = models.CharField(max_length=10)
    better = models.CharField(max_length=6, blank=True)
    by = models.CharField(max_length=254)
    withdrawn = models.BooleanField(default=False)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "code", "number"], name="indicator_version_once"),
            one_of("indicator_unit_known", SHOWN, "unit"),
            one_of("indicator_better_known", ("", "lower", "higher"), "better"),
        ]


class Mailing(Fact):
    """A board sent by mail at a rhythm, to colleagues; each receives the figures that it may see itself."""

    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="mailings")  # whose board
    rhythm = models.CharField(max_length=10)
    format = models.CharField(max_length=5, default="pdf")
    recipients = models.JSONField(default=list)  # addresses of members
    stopped_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("mailing_rhythm_known", RHYTHMS, "rhythm"),
            one_of("mailing_format_known", FORMATS, "format"),
        ]
        indexes = [
            models.Index(
                fields=["creditor"], name="mailing_running", condition=models.Q(stopped_at__isnull=True)
            )
        ]


class Mailed(Fact):
    """One mail of a board: written down before its first byte leaves, so that it leaves once at most."""

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="mailed")
    recipient = models.EmailField()
    on = models.DateField()
    state = models.CharField(max_length=10)
    detail = models.CharField(max_length=500, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "recipient", "on"], name="mailed_once"),
            one_of("mailed_state_known", STATES, "state"),
        ]
