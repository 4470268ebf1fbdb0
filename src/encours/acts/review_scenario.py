"""A scenario looked over with the templates of its creditor and the customers that it may chase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from encours.core.checklist import REGIMES
from encours.core.refusals import RuleError
from encours.core.scenario import Scenario
from encours.core.scenario.review import Finding, not_meant, of_nobody, review
from encours.core.searching import folded
from encours.records.fields.reading import own_segments
from encours.records.frames.doorway import fetch
from encours.records.frames.ladders import choice_of, people
from encours.records.parties.models import Contact, Creditor
from encours.records.policies.models import Scenario as Scenarios
from encours.records.policies.models import Template
from encours.records.policies.reading import latest_choice

MOST_BY_DEFAULT = 2  # beyond, more to keep coherent than few people can


@dataclass(frozen=True, slots=True)
class Fleet:
    """What there is to say of the scenarios together: those that nobody follows, those that say the same, too many."""

    unused: tuple[str, ...]
    overlapping: tuple[tuple[str, str], ...]
    many: bool


def look_over(creditor: Creditor, scenario: Scenario, *, of: int | None = None) -> list[Finding]:
    """The findings on a scenario as this creditor would publish it; `of` is its key, where it is not the usual one."""
    regimes = _regimes(creditor.pk, of)
    found = review(scenario, _wordings(creditor.pk), regimes=regimes)
    if scenario.regimes or scenario.countries:
        followers = _followers(creditor.pk, of)
        found += not_meant(
            scenario,
            [one for one in regimes if one in followers["regime"]],
            followers["country"].unique() if scenario.countries else (),
        )
    if any(step.contact_role for step in scenario.steps):
        found += of_nobody(scenario, _roles(creditor.pk))
    return found


def refuse_breaches(creditor: Creditor, scenario: Scenario, *, of: int | None) -> None:
    """Refuse (RuleError, `scenario_wrong`) a scenario of which something forbids publishing."""
    if wrong := [one.sentence for one in look_over(creditor, scenario, of=of) if one.forbids]:
        raise RuleError("scenario_wrong", " ".join(wrong))


def fleet(creditor: Creditor, ladders: Mapping[int, tuple[str, Scenario]]) -> Fleet:
    """What the scenarios (key: name, ladder) are together; the usual one is always followed."""
    latest = latest_choice(creditor.pk)
    chosen = set(latest.content.values()) if latest else set()
    usual = Scenarios.objects.get(creditor=creditor, usual=True).pk
    keys = sorted(ladders)
    return Fleet(
        unused=tuple(ladders[key][0] for key in keys if key != usual and key not in chosen),
        overlapping=tuple(
            (ladders[one][0], ladders[other][0])
            for rank, one in enumerate(keys)
            for other in keys[rank + 1 :]
            if ladders[one][1] == ladders[other][1]
        ),
        many=len(ladders) > MOST_BY_DEFAULT,
    )


def _roles(creditor_id: int) -> set[str]:
    """The roles that contacts have, folded."""
    rows = Contact.objects.filter(creditor=creditor_id, removed_at__isnull=True).exclude(role="")
    return {folded(role) for role in rows.values_list("role", flat=True).distinct()}


def _wordings(creditor_id: int) -> dict[str, dict[str, dict[str, str]]]:
    """The texts in use, by step, language and part."""
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in Template.objects.filter(creditor_id=creditor_id).order_by("number"):
        found[row.step_code][row.language][row.part] = row.text
    return found


_COUNTRIES = "SELECT id, country FROM parties_customer WHERE +creditor_id = %s AND merged_into_id IS NULL"


def _followers(creditor_id: int, of: int | None) -> pl.DataFrame:
    """The customers that new cases would put on a scenario (`of` None: the usual one): customer_id, regime, country."""
    latest = latest_choice(creditor_id)
    theirs = choice_of(creditor_id, latest.content if latest else {}, whom := people(creditor_id))
    if of is None:
        kept = whom.join(theirs, on="customer_id", how="anti")
    else:
        kept = whom.join(theirs.filter(pl.col("choice") == of), on="customer_id", how="semi")
    known = fetch(_COUNTRIES, [creditor_id], {"customer_id": pl.Int64, "country": pl.String})
    return kept.select("customer_id", "regime").join(known, on="customer_id")


def _regimes(creditor_id: int, of: int | None) -> Collection[str]:
    """The regimes whose customers may be chased by a scenario: the usual one has all that choose no other."""
    latest = latest_choice(creditor_id)
    choices: dict[str, int] = latest.content if latest else {}
    if of is None:
        return [one for one in REGIMES if one not in choices]
    kinds = {kind for kind, scenario in choices.items() if scenario == of}
    own = {one.segment for one in own_segments(creditor_id)}
    return [one for one in REGIMES if one in kinds or (one == "b2b" and kinds & own)]
