"""By which channel a customer is to be written to, instead of that of each step: said by a person, or by what was."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

CHOSEN_BY = ("person", "history")
CHOICES = ("", "email", "letter")  # "": the channel of each step, again


class ChannelChoice(Fact):
    """An event; the last one of a customer says. What a person chose, no history undoes.

    `facts` are what it was made from: messages delivered, come back, answered and followed by a payment, by channel.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="channel_choices")
    channel = models.CharField(max_length=10, blank=True)
    how = models.CharField(max_length=8)
    reason = models.CharField(max_length=300, blank=True)
    facts = models.CharField(max_length=500, blank=True)  # canonical JSON; "" for a person's
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("channel_choice_known", CHOICES, "channel"),
            one_of("channel_chosen_by_known", CHOSEN_BY, "how"),
            models.CheckConstraint(
                name="channel_chosen_with_a_reason", condition=models.Q(how="history") | ~models.Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["customer", "-id"], name="channel_choice_last")]
