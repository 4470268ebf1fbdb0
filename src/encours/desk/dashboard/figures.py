"""The figures of the last run, worded for the dashboard; nothing is computed again here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from encours.core.ageing import BUCKET_CODES
from encours.records.runs.models import Run

_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Slot:
    """One bucket of the ageing bar."""

    label: str
    cents: int
    share: int
    tone: str


def last_run(creditor_id: int) -> Run | None:
    """The run whose figures are shown."""
    return Run.objects.of([creditor_id]).order_by("-pk").first()


def bucket_name(code: str) -> str:
    """A bucket of the aged balance in the reader's language."""
    return {
        "not_due": _("À échoir"),
        "late_1_30": _("1 à 30 jours"),
        "late_31_60": _("31 à 60 jours"),
        "late_61_90": _("61 à 90 jours"),
        "late_91_120": _("91 à 120 jours"),
        "late_over_120": _("Plus de 120 jours"),
    }[code]


def ageing(run: Run) -> list[Slot]:
    """The buckets with their share of the whole in whole percents, which add up to 100."""
    sums: dict[str, int] = run.figures["ageing"]
    shares = _shares([sums[code] for code in BUCKET_CODES])
    tones = ("age-0", "age-1", "age-2", "age-3", "age-4", "age-4")
    return [
        Slot(bucket_name(code), sums[code], share, tone)
        for code, share, tone in zip(BUCKET_CODES, shares, tones, strict=True)
    ]


def _shares(parts: list[int]) -> list[int]:
    """Whole percents by the largest remainders; all zero when there is nothing."""
    whole = sum(parts)
    if not whole:
        return [0] * len(parts)
    shares = [part * 100 // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda n: parts[n] * 100 % whole, reverse=True)
    for n in by_remainder[: 100 - sum(shares)]:
        shares[n] += 1
    return shares


def dso(run: Run) -> tuple[int | None, str]:
    """Days sales outstanding in whole days and how it was counted; None where sales do not allow it."""
    measures: dict[str, Any] = run.figures["measures"]
    for name, said in (
        ("dso_count_back", _("par épuisement des ventes")),
        ("dso_simple", _("sur douze mois de ventes")),
    ):
        value = measures[name]["value"]
        if value is not None:
            return (value + _TENTHS // 2) // _TENTHS, said
    return None, _("pas assez de ventes connues")


def share_overdue(run: Run) -> int | None:
    """What part of open debts is overdue, in whole percents."""
    value: int | None = run.figures["measures"]["past_due_ratio"]["value"]
    return None if value is None else (value + 50) // 100
