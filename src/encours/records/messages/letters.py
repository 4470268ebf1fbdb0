"""What became of letters laid in the outbox folder: posted by a person, or recalled before they were."""

from __future__ import annotations

from typing import Final

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

ENDINGS: Final = ("posted", "recalled")
CAUSES: Final = ("payment", "credit_note", "dispute", "hold", "changed", "person")
MOVED: Final = (
    "",
    "aside",
    "absent",
)  # the file of a recalled letter: still to move, moved aside, not there any more
FOUND: Final = ("taken_out", "gone")


class LetterEnding(Fact):
    """A letter laid in the outbox was posted, or recalled before it was: an event, one of the two, once at a time.

    Posted: `on` is the day of the post. Recalled: `on` is the creditor's day, `cause` the kind of thing that made it
    untrue, `reason` the gate's code with its `facts` (JSON: which line, what it said, what is so now). A
    recalled letter was not delivered, unless a person finds that it had gone (`RecallAnswer`). That it was posted may
    be taken back (`PostedUndone`): nothing is said of the letter then.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(
        "encours_messages.Message", on_delete=models.PROTECT, related_name="endings", db_index=False
    )
    kind = models.CharField(max_length=8)
    on = models.DateField()
    cause = models.CharField(max_length=11, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    facts = models.TextField(blank=True)
    receivable = models.ForeignKey(  # the item that the reason names
        "receivables.Receivable", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by = models.CharField(max_length=120)
    # Marks of how far it is, no facts: where its file is, and whether a person still must say of the paper.
    moved = models.CharField(max_length=6, blank=True, default="")
    to_answer = models.BooleanField(default=False)
    undone = models.BooleanField(default=False, db_default=False)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message"], name="letter_ended_once", condition=models.Q(undone=False)
            ),
            models.CheckConstraint(
                name="letter_undone_was_posted", condition=models.Q(undone=False) | models.Q(kind="posted")
            ),
            one_of("letter_ending_known", ENDINGS, "kind"),
            one_of("letter_moved_known", MOVED, "moved"),
            models.CheckConstraint(
                name="letter_recalled_for_a_cause",
                condition=models.Q(
                    kind="posted",
                    cause="",
                    reason="",
                    facts="",
                    receivable__isnull=True,
                    moved="",
                    to_answer=False,
                )
                | models.Q(kind="recalled", cause__in=CAUSES) & ~models.Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "on", "id"], name="letter_to_answer", condition=models.Q(to_answer=True)
            ),
            models.Index(
                fields=["creditor"],
                name="letter_to_move",
                condition=models.Q(kind="recalled", moved=""),
            ),
        ]


class PostedUndone(Fact):
    """A person took back that a letter was posted, and why: it lies there still. An event, once."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    ending = models.OneToOneField(LetterEnding, on_delete=models.PROTECT, related_name="undoing")
    reason = models.CharField(max_length=200)
    on = models.DateField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()


class RecallAnswer(Fact):
    """What a person found when a letter was recalled: taken out of the pile, or gone already. An event, once.

    One that had gone was posted: its steps count as they did before it was recalled.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    ending = models.OneToOneField(LetterEnding, on_delete=models.PROTECT, related_name="answer")
    found = models.CharField(max_length=9)
    on = models.DateField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("recall_answer_known", FOUND, "found")]
