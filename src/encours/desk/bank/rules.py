"""The rules of matching: what each matcher does, how right it is here, what it may do alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from encours.acts.keep_measures import is_big
from encours.acts.let_match import let_match
from encours.acts.recalibrate import recalibrate
from encours.core.matching.accuracy import Share
from encours.core.matching.policy import MATCHERS, Policy
from encours.core.refusals import RuleError
from encours.desk.acting import made_from, ruled, rules_shown
from encours.desk.bank.accuracy import bps
from encours.desk.bank.changing import changes
from encours.desk.bank.forms import Rules, said_by
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.reading import latest_policy, policy_of
from encours.records.frames.answers import answers
from encours.words.languages import nearest
from encours.words.matchers import MATCHERS as NAMES
from encours.words.matchers import WHAT_THEY_DO


@dataclass(frozen=True, slots=True)
class Ruled:
    """A matcher as the page tells it: its rank, its sentence, what is measured of it, what it may do."""

    rank: int
    code: str
    name: str
    what: str
    trust: str
    threshold: str
    alone: bool
    below: bool
    measured: str


@visiting()
def rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the matchers in their order and what is let pass; a form for who decides."""
    latest = latest_policy(visit.creditor.pk)
    return _page(request, visit, Rules(initial=said_by(policy_of(latest))))


@visiting(right="policy", methods=("POST",))
def change(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Publish other rules, or first say what they would change."""
    form = Rules(request.POST)
    if request.POST.get("do") == "preview" and form.is_valid():
        return _page(request, visit, form, previewed=True)
    return ruled(
        form,
        lambda: let_match(
            visit.creditor, form.policy(), made_from=made_from(request), author=visit.author, at=visit.at
        ),
        lambda status: _page(request, visit, form, status=status),
        back="matching_rules",
        done=_("Règles publiées : les prochains encaissements les suivent."),
    )


@visiting(right="policy", methods=("POST",))
def calibrate(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Bring the trust in each matcher nearer to what was confirmed, undone and refused here."""
    place = redirect("matching_rules")
    try:
        moved = recalibrate(
            visit.creditor, made_from=made_from(request), author=visit.author, at=visit.at, on=visit.on
        )
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    if not moved:
        return said(place, _("Rien ne contredit la confiance actuelle : elle ne change pas."))
    language = nearest(get_language())
    told = [
        _("%(rule)s : %(before)s → %(after)s (%(right)s justes sur %(of)s)")
        % {
            "rule": NAMES[one.matcher],
            "before": bps(one.before_bps, language),
            "after": bps(one.after_bps, language),
            "right": one.measured.right,
            "of": one.measured.of,
        }
        for one in moved
    ]
    return said(place, _(" ; ").join(told))


def _page(
    request: DeskRequest, visit: Visit, form: Rules, *, previewed: bool = False, status: int = 200
) -> HttpResponse:
    latest = latest_policy(visit.creditor.pk)
    policy = policy_of(latest)
    found = _answers(visit)
    language = nearest(get_language())
    listed = [_ruled(rank, code, policy, found, language) for rank, code in enumerate(MATCHERS, start=1)]
    context = rules_shown(request, form, latest) | {
        "rows": [(one, form[f"alone_{one.code}"], form[f"threshold_{one.code}"]) for one in listed],
        "changes": changes(policy, form.policy(), visit.creditor.currency, language) if previewed else [],
        "previewed": previewed,
        "measured": found is not None,
    }
    return render(request, "bank/rules.html", context, status=status)


def _answers(visit: Visit) -> Mapping[str, Share] | None:
    """What was confirmed and refused in a year; None for who sees a part, or where it is too long to count here."""
    if not visit.sight.whole or is_big(visit.creditor):
        return None
    return answers(visit.creditor.pk, on=visit.on)


def _ruled(rank: int, code: str, policy: Policy, found: Mapping[str, Share] | None, language: str) -> Ruled:
    return Ruled(
        rank,
        code,
        str(NAMES[code]),
        str(WHAT_THEY_DO[code]),
        bps(policy.trust_in(code), language),
        bps(policy.threshold_of(code), language),
        code not in policy.proposed_only,
        code in policy.below(),
        _measured((found or {}).get(code), language),
    )


def _measured(share: Share | None, language: str) -> str:
    bounds = share.interval() if share else None
    if share is None or bounds is None:
        return ""
    told: dict[str, Any] = {
        "right": share.right,
        "of": share.of,
        "low": bps(round(bounds[0] * 10_000), language),
    }
    return (
        ngettext(
            "%(right)s juste sur %(of)s jugé, au moins %(low)s 19 fois sur 20",
            "%(right)s justes sur %(of)s jugés, au moins %(low)s 19 fois sur 20",
            share.of,
        )
        % told
    )
