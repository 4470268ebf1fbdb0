"""Entering and leaving shadow mode: in it everything is prepared and nothing leaves (DESIGN §2.16)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.quality.models import Assessment, wanted


def set_shadow(creditor: Creditor, *, shadow: bool, author: str, at: datetime) -> None:
    """Enter or leave shadow mode; going in is always allowed.

    Raises
        RuleError: it is so already; leaving before the letterhead says who writes and where to pay; or with
            data whose score is below the least that the creditor wants.
    """
    cause = "into shadow" if shadow else "out of shadow"
    with recording(creditor, "set_shadow", author=author, cause=cause, at=at) as record:
        now = record.creditor
        if now.shadow == shadow:
            already = "Le mode ombre est déjà actif." if shadow else "Le mode ombre est déjà quitté."
            raise RuleError("shadow_unchanged", already)
        if not shadow and not (now.name and now.iban and now.sender_email):
            raise RuleError(
                "set_up_incomplete",
                "Avant d'écrire pour de vrai, indiquer l'IBAN et l'e-mail d'expédition dans Mon entreprise.",
            )
        if not shadow:
            _good_enough(now.pk)
        Creditor.objects.filter(pk=now.pk).update(shadow=shadow, version=F("version") + 1)
        record.tell(shadow=shadow)


def _good_enough(creditor_id: int) -> None:
    least = wanted(creditor_id).minimum
    if not least:
        return
    last = Assessment.objects.filter(creditor_id=creditor_id).order_by("-pk").first()
    if last is None or last.figures["score"] < least:
        raise RuleError(
            "quality_too_low",
            "Le score de qualité des données est sous le minimum que vous avez fixé : corriger les anomalies "
            "sérieuses, ou abaisser ce minimum dans les règles de qualité.",
        )
