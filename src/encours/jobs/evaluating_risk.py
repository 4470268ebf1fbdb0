"""`encours eval risk`: how well solvency, as it was known a year ago, ranked who then failed; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from encours.core.segments.back_test import BackTest
    from encours.records.parties.models import Creditor


def judged(creditor: Creditor, *, until: date, days: int, late_days: int) -> tuple[dict[str, Any], list[str]]:
    """The facts and the sentences of a back-test over the `days` that end on `until`."""
    from encours.records.frames.failures import solvency_judged

    since = until - timedelta(days=days)
    found = solvency_judged(creditor, since=since, until=until, late_days=late_days)
    facts = {
        "creditor": creditor.name,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "late_days": late_days,
        "currency": creditor.currency,
        **asdict(found),
    }
    return facts, list(_words(facts, found))


def _words(facts: dict[str, Any], found: BackTest) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from encours.jobs.opening import language
    from encours.words.amounts import money
    from encours.words.days import day

    between = {name: day(date.fromisoformat(facts[name]), language()) for name in ("since", "until")}
    yield _("Solvabilité connue au %(since)s, jugée par qui a manqué jusqu’au %(until)s") % between
    yield (
        "  "
        + _(
            "manquer : une facture non réglée %(late_days)s jours après son échéance, ou une procédure collective"
        )
        % facts
    )
    yield "  " + _("clients notés : %(rated)s, dont %(failed)s ont manqué") % facts
    yield "  " + _("clients sans note : %(unrated)s, dont %(unrated_failed)s ont manqué") % facts
    if found.area is None or found.low is None or found.high is None:
        yield "  " + _("L’ordre ne se juge pas : il faut des clients notés qui ont manqué, et d’autres non.")
        return
    told = {"area": f"{found.area:.3f}", "low": f"{found.low:.3f}", "high": f"{found.high:.3f}"}
    yield (
        "  "
        + _(
            "aire sous la courbe : %(area)s, entre %(low)s et %(high)s à 95 %% (0,5 : le hasard ; 1 : sans faute)"
        )
        % told
    )
    yield _("Par cinquième, le plus risqué d’abord :")
    for part in found.parts:
        yield "  " + _(
            "solvabilité de %(lowest)s à %(highest)s : %(failed)s sur %(customers)s ont manqué, %(amount)s"
        ) % {**asdict(part), "amount": money(part.cents, facts["currency"], language())}
