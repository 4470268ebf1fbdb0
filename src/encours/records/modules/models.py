"""The modules that a creditor has chosen, and each switch of one, with what the law asks before some."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of
from encours.records.parties.models import Creditor

# Each module, and whether it is on as long as nobody chooses. What measures people is off: the works council
# is consulted and the staff told first (Code du travail, L2312-38 and L1222-4).
MODULES: dict[str, bool] = {
    "bank": True,
    "measures": True,
    "objectives": True,
    "work_sharing": True,
    "statements": True,
    "sales": True,
    "connectors": True,
    "surveys": False,
    "people_measures": False,
}
CONSULTED = frozenset({"people_measures"})


class ModuleChoice(models.Model):
    """What a creditor has chosen, by module; a module not named follows its default."""

    creditor = models.OneToOneField(
        "parties.Creditor", on_delete=models.PROTECT, related_name="module_choice"
    )
    chosen = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)


class ModuleSwitch(Fact):
    """One switch of a module; the two days are those of the consultation and of the information of staff."""

    module = models.CharField(max_length=20)
    is_on = models.BooleanField()
    consulted_on = models.DateField(null=True, blank=True)
    informed_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("module_switch_known", MODULES, "module"),
            models.CheckConstraint(
                name="module_switch_consulted",
                condition=~models.Q(module__in=sorted(CONSULTED), is_on=True)
                | models.Q(consulted_on__isnull=False, informed_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "-recorded_at"], name="module_switch_newest")]


def modules_used(creditor: Creditor) -> frozenset[str]:
    """The modules that are on; no query where the creditor was read with its `module_choice`."""
    choice: ModuleChoice | None = getattr(creditor, "module_choice", None)
    chosen = choice.chosen if choice else {}
    return frozenset(code for code, on in MODULES.items() if chosen.get(code, on))
