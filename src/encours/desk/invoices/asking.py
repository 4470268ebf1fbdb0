"""Why an invoice is where it is, today or as it was known on a past day: asked of `core`, afresh."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.explain import ladder_told
from encours.core.interest_rates import InterestRules, provisional_regimes
from encours.core.reasons import POSITION_FACTS, Reason, ReasonCode
from encours.core.why import InterestFacts, explain
from encours.desk.visits import Visit
from encours.records.frames.customers import customer_facts
from encours.records.frames.doorway import asked_once
from encours.records.frames.items import open_items
from encours.records.frames.ladders import scenario_of
from encours.records.frames.step_events import step_events
from encours.records.receivables.models import Receivable
from encours.words.languages import nearest
from encours.words.reasons import say


@dataclass(frozen=True, slots=True)
class Told:
    """What was decided, and the chain of reasons around it, each a sentence."""

    decision: str = ""
    chain: list[str] = field(default_factory=list)


def why(row: Receivable, visit: Visit, *, on: date, rules: InterestRules, owed: InterestFacts | None) -> Told:
    """Every reason about this invoice on that day, as sentences in the reader's language."""
    language = nearest(get_language())
    if row.open_cents == 0 and on >= visit.on:
        return Told(say(Reason(ReasonCode.SETTLED), language))
    if row.same_as_id is not None and on >= visit.on:
        return Told(_("Écartée comme doublon : elle ne se relance pas."))
    creditor = visit.creditor
    then, whose = on < visit.on, [row.customer_id]
    with asked_once():
        items = open_items(creditor.pk, on=on, shadow=creditor.shadow, as_known=then, customers=whose)
        facts = customer_facts(creditor.pk, on=on, shadow=creditor.shadow, as_known=then, customers=whose)
    reasons = explain(
        row.pk,
        items,
        facts,
        scenario := scenario_of(row.customer_id, creditor.pk),
        on=on,
        events=step_events(creditor.pk, [scenario], on=on, customers=whose),
        currency=creditor.currency,
        provisional=provisional_regimes(on=on, rules=rules),
        interest=owed,
    )
    reasons += ladder_told(row.customer_id, creditor.pk)
    decided = [one for one in reasons if one.code in POSITION_FACTS]
    others = [one for one in reasons if one not in decided[:1]]
    return Told(
        decision=say(decided[0], language) if decided else "",
        chain=[say(one, language) for one in others],
    )
