"""Facts that measures are computed from: costs, what was lost or won beside the debts, what customers said.

Each is recorded once and never edited; a mistake is cancelled, with who and when, and recorded again.
"""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

COST_KINDS = ("staff", "channel", "provider", "legal", "storage", "invoicing")
COST_BASES = ("period", "action")
OUTCOME_KINDS = ("written_off", "depreciated", "reversed", "interest", "indemnity")
OPT_OUT = "opt_out"  # e-mails stop; letters, the formal notice among them, do not
WRONG_PERSON = "wrong_person"  # somebody else should have been written to
COMPLAINT_KINDS = ("complaint", OPT_OUT, WRONG_PERSON)
SURVEY_STATES = ("asked", "handed", "delivered", "refused", "uncertain")  # asked: by a person, nothing left
COMPLAINT_SOURCES = ("customer", "department")
WORST, BEST = 0, 10


class Recorded(Fact):
    """A fact that a person enters, and may cancel."""

    by = models.CharField(max_length=120)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


class Cost(Recorded):
    """What collection or invoicing costs: a sum over a period, or the price of one action of a kind."""

    what = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    basis = models.CharField(max_length=8)
    action = models.CharField(max_length=40, blank=True)  # the kind of action priced
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    minutes = models.PositiveIntegerField(null=True, blank=True)  # that one such action takes a person
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("cost_kind_known", COST_KINDS, "kind"),
            one_of("cost_basis_known", COST_BASES, "basis"),
            models.CheckConstraint(
                name="cost_of_an_action_names_it",
                condition=models.Q(basis="period", action="")
                | (models.Q(basis="action") & ~models.Q(action="")),
            ),
            models.CheckConstraint(name="cost_not_negative", condition=models.Q(amount_cents__gte=0)),
            models.CheckConstraint(
                name="cost_ends_after_it_begins",
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "from_on"], name="cost_by_day")]


class Outcome(Recorded):
    """What collection lost or won beside the debt: written off, depreciated, reversed, interest, indemnity."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="outcomes")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    kind = models.CharField(max_length=12)
    on = models.DateField()
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    text = models.CharField(max_length=300, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("outcome_kind_known", OUTCOME_KINDS, "kind"),
            models.CheckConstraint(name="outcome_is_an_amount", condition=models.Q(amount_cents__gt=0)),
        ]
        indexes = [models.Index(fields=["creditor", "on"], name="outcome_by_day")]


class Complaint(Recorded):
    """Somebody finds a customer badly treated; or it wants no more messages, or another to be written to."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="complaints")
    kind = models.CharField(max_length=12)
    source = models.CharField(max_length=12)
    on = models.DateField()
    text = models.TextField(blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("complaint_kind_known", COMPLAINT_KINDS, "kind"),
            one_of("complaint_source_known", COMPLAINT_SOURCES, "source"),
        ]
        indexes = [models.Index(fields=["creditor", "on"], name="complaint_by_day")]


class Survey(Recorded):
    """A question asked of a customer after a resolution: from 0 to 10, how was it treated."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="surveys")
    asked_on = models.DateField()
    token_digest = models.CharField(max_length=64)  # whoever holds the token may answer, once
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    recipient = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default="asked")  # of the mail that carries its link
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_digest"], name="survey_token_once"),
            models.UniqueConstraint(
                fields=["case"], name="survey_once_a_case", condition=models.Q(case__isnull=False)
            ),
            one_of("survey_state_known", SURVEY_STATES, "state"),
        ]
        indexes = [models.Index(fields=["creditor", "asked_on"], name="survey_by_day")]


class SurveyAnswer(Fact):
    """What the customer answered, once."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    survey = models.OneToOneField(Survey, on_delete=models.PROTECT, related_name="answer")
    on = models.DateField()
    score = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="survey_score_within_ten", condition=models.Q(score__gte=WORST, score__lte=BEST)
            )
        ]


class Baseline(Fact):
    """A measure's figure at the start, in whole parts of its unit; the latest of its measure is compared with."""

    code = models.CharField(max_length=40)
    formula_version = models.PositiveIntegerField()
    on = models.DateField()
    value = models.BigIntegerField()
    parts = models.BigIntegerField()  # how many parts make one unit
    currency = models.CharField(max_length=3, default="EUR")
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="baseline_parts_positive", condition=models.Q(parts__gt=0))
        ]
        indexes = [models.Index(fields=["creditor", "code"], name="baseline_by_measure")]


class KeptMeasure(models.Model):
    """A measure computed of a day for the whole creditor: kept so that a page need not compute it, rebuilt at will."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    on = models.DateField()
    known = models.CharField(max_length=4)
    currency = models.CharField(max_length=3)
    code = models.CharField(max_length=40)
    content = models.JSONField()  # what `core.measures.kept` writes
    computed_at = models.DateTimeField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "code", "on", "known", "currency"], name="measure_kept_once"
            ),
            one_of("measure_known_then_or_now", ("then", "now"), "known"),
        ]
