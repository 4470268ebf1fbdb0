"""The rules that ask for agreement: as published, and the page that writes them with what each would catch today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.approvals.asking import tones_of
from encours.acts.approvals.publishing import publish_approvals
from encours.acts.noticing import members
from encours.core.approvals import APPROVERS, ON_DEMAND, ApprovalRule
from encours.core.approvals.asking import caught
from encours.core.refusals import RuleError
from encours.core.scenario.ladder import CHANNELS, TONES
from encours.desk.acting import REFUSED, STALE, made_from
from encours.desk.approvals.rows import Row, changed, rows_of, typed
from encours.desk.deciding import decide_today
from encours.desk.people.telling import role_name
from encours.desk.plain import in_words
from encours.desk.proposals.telling import of_the_day
from encours.desk.shell import render, said
from encours.desk.telling import channel_name, segment_name, step_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.fields.reading import own_segments
from encours.records.policies import approvals as kept
from encours.records.policies.models import ScenarioVersion
from encours.words.languages import nearest
from encours.words.reason_labels import SEGMENTS

_BOTH = ("GET", "POST")
_MOST = 200


@visiting()
def approval_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the rules in force, in order, with how many of today's messages each takes; and who delegates to whom."""
    rules = kept.approval_rules(visit.creditor.pk)
    counts, left = _counts(visit, rules)
    delegations = kept.Delegation.objects.of([visit.creditor.pk]).filter(
        until_on__gte=visit.on, cancelled_at__isnull=True
    )
    context = {
        "rows": [(one, _words(visit, one), n) for one, n in zip(rules, counts, strict=True)],
        "left": left,
        "published": kept.latest_approvals(visit.creditor.pk),
        "delegations": delegations.select_related("person", "delegate").order_by("from_on", "pk")[:_MOST],
        "language": nearest(get_language()),
    }
    return render(request, "approvals/rules.html", context)


@visiting(right="policy", methods=_BOTH)
def edit_approval_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Write the rules: add, move, take away, with what each would catch today; or publish them."""
    latest = kept.latest_approvals(visit.creditor.pk)
    if request.method != "POST":
        rows = rows_of(kept.approval_rules(visit.creditor.pk)) or [Row()]
        return _shown(request, visit, rows, {"number": latest.number if latest else 0})
    rows, do = typed(request.POST), request.POST.get("do", "publish")
    if do != "publish":
        return _shown(request, visit, changed(rows, do), {"number": made_from(request), "did": do})
    try:
        publish_approvals(
            visit.creditor,
            [one.rule() for one in rows],
            reason=request.POST.get("reason", ""),
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        )
    except RuleError as refusal:
        status = STALE if refusal.rule == "stale_form" else REFUSED
        context = {"number": made_from(request), "refusal": in_words(refusal.sentence)}
        return _shown(request, visit, rows, context, status)
    decide_today(visit.creditor, author=visit.author)
    return said(redirect("approval_rules"), _("Les règles d’accord sont publiées, la journée recalculée."))


@visiting(right="policy", methods=("POST",))
def count_approval_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """How many of today's messages the rules take as they are typed: a fragment."""
    told, left = _told(visit, typed(request.POST))
    return render(request, "approvals/told.html", {"told": told, "left": left})


def _shown(
    request: DeskRequest, visit: Visit, rows: list[Row], context: dict[str, Any], status: int = 200
) -> HttpResponse:
    told, left = _told(visit, rows)
    page = {
        "rows": list(zip(rows, told, strict=True)),
        "left": left,
        "choices": _choices(visit),
        "reason": request.POST.get("reason", ""),
        "refusal": "",
        "did": "",
    }
    return render(request, "approvals/edit.html", page | context, status=status)


def _told(visit: Visit, rows: Sequence[Row]) -> tuple[list[tuple[int, str]], int]:
    """For each row how many messages it takes, or why it cannot be read; and how many none takes."""
    rules: list[ApprovalRule] = []
    refusals: list[str] = []
    for one in rows:
        try:
            rules.append(one.rule())
            refusals.append("")
        except RuleError as refusal:
            refusals.append(in_words(refusal.sentence))
    counts, left = _counts(visit, rules)
    figures = iter(counts)
    return [(0, why) if why else (next(figures), "") for why in refusals], left


def _counts(visit: Visit, rules: Sequence[ApprovalRule]) -> tuple[list[int], int]:
    """How many of the messages of the day each rule takes first, and how many none does."""
    messages = list(of_the_day(visit))
    tones = tones_of(visit.creditor, messages) if messages else {}
    names = ("step_code", "segment", "channel", "currency", "total_cents")
    sheet = pl.DataFrame(
        [[*(getattr(one, name) for name in names), tones[one.pk]] for one in messages],
        schema={**dict.fromkeys(names[:4], pl.String), "total_cents": pl.Int64, "tone": pl.String},
        orient="row",
    )
    rank, _asks = caught(sheet, rules, currency=visit.creditor.currency)
    counted = dict(rank.drop_nulls().value_counts().iter_rows())
    return [counted.get(at, 0) for at in range(len(rules))], rank.null_count()


def _choices(visit: Visit) -> dict[str, list[tuple[str, str]]]:
    """What each criterion may be, and who may agree."""
    language = nearest(get_language())
    versions = ScenarioVersion.objects.filter(creditor=visit.creditor).values_list("content", flat=True)
    steps = {
        step["code"]: step_name(step["code"])
        for content in versions
        for step in content["steps"]
        if step.get("kind", "message") == "message"
    } | {code: step_name(code) for code in ON_DEMAND}
    own = [(one.segment, one.label(language)) for one in own_segments(visit.creditor.pk)]
    people = members(visit.creditor.pk, on=visit.on)
    return {
        "steps": sorted(steps.items(), key=lambda one: one[1]),
        "tones": [(one, step_name(one)) for one in TONES],
        "segments": [*((one, segment_name(one)) for one in SEGMENTS), *own],
        "channels": [(one, channel_name(one)) for one in CHANNELS],
        "roles": [(one, role_name(one)) for one in APPROVERS],
        "people": [(str(one.user_id), one.user.name or one.user.email) for one in people],
    }


def _words(visit: Visit, rule: ApprovalRule) -> dict[str, list[str]]:
    """The criteria of a rule and who agrees, in words."""
    names = {name: dict(pairs) for name, pairs in _choices(visit).items()}
    found = {
        name: [str(names[name].get(str(one), one)) for one in getattr(rule, name)]
        for name in ("steps", "tones", "segments", "channels")
    }
    who = [*(names["roles"].get(one, one) for one in rule.roles)]
    return {
        "criteria": [", ".join(one) for one in found.values() if one],
        "who": [*who, *(names["people"].get(str(one), "?") for one in rule.people)],
    }
