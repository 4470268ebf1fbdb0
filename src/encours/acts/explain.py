"""Why an invoice is or is not chased on a day: asks `core` with one customer's rows, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl

from encours.acts.recovery import recovery_curve
from encours.acts.send.accessories import debt_interest
from encours.acts.send.heads import Head, framed, heads_of
from encours.acts.send.instalments import instalments_of
from encours.acts.send.looking import freshness
from encours.core.approvals import with_rules
from encours.core.day import Plan, plan_day
from encours.core.experiments import CHALLENGER
from encours.core.interest_rates import provisional_regimes
from encours.core.reasons import Reason, ReasonCode, jsonable
from encours.core.recovery import expected_cents
from encours.core.scenario import Scenario
from encours.core.why import InterestFacts, explain
from encours.records.cases.models import Case
from encours.records.cash.models import Application
from encours.records.doubtful.models import Doubtful
from encours.records.experiments.reading import latest_entry_of
from encours.records.fields.reading import own_segments
from encours.records.frames.customers import customer_facts
from encours.records.frames.items import open_items
from encours.records.frames.ladders import choice_of, people, scenario_of, version_of
from encours.records.frames.step_events import step_events
from encours.records.legal.models import JudicialPhase, ProcedureChoice
from encours.records.messages.models import Delivery
from encours.records.parties.models import Creditor
from encours.records.policies.approvals import approval_rules
from encours.records.policies.reading import choices_of, has_several, interest_rules, running_stop
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position


def explain_receivable(
    creditor: Creditor, receivable: Receivable, *, on: date, as_known: bool = False
) -> list[Reason]:
    """Explain one receivable on one day; `as_known` from what was known then."""
    customers = [receivable.customer_id]
    items = open_items(creditor.pk, on=on, shadow=creditor.shadow, as_known=as_known, customers=customers)
    customer = customer_facts(
        creditor.pk, on=on, shadow=creditor.shadow, as_known=as_known, customers=customers
    )
    rules = interest_rules(creditor)
    regime = receivable.customer.regime
    told = None
    if receivable.amount_cents > 0 and regime != "consumer":
        plan = instalments_of([receivable.pk]).get(receivable.pk, ())
        known = Application.objects.filter(receivable=receivable, known_on__lte=on).order_by("pk")
        computed = debt_interest(receivable, regime, list(known), rules, on=on, plan=plan)
        told = InterestFacts(computed.cents, computed.indemnity_cents, computed.provisional)
    heads = {} if as_known else heads_of(creditor, on=on, shadow=creditor.shadow, customers=customers)
    scenario = scenario_of(receivable.customer_id, creditor.pk)
    seen: dict[str, Any] = {
        "on": on,
        "events": step_events(creditor.pk, [scenario], on=on, customers=customers),
        "currency": creditor.currency,
        "provisional": provisional_regimes(on=on, rules=rules),
        "heads": framed(heads),
    }
    told_so = explain(
        receivable.pk, items, customer, scenario, interest=told, freshness=freshness(creditor, on=on), **seen
    )
    return [
        *told_so,
        *_of_approval(creditor, receivable, scenario, lambda: plan_day(items, customer, scenario, **seen)),
        *(() if as_known else _expected(creditor, receivable, items, on=on)),
        *_of_the_house(creditor),
        *_of_group(receivable, heads.get(receivable.customer_id), on=on),
        *ladder_told(receivable.customer_id, creditor.pk),
        *drawn_for(receivable.customer_id, on=on),
        *_of_case(receivable.customer_id, on=on),
    ]


def _of_approval(
    creditor: Creditor, receivable: Receivable, scenario: Scenario, decided: Callable[[], Plan]
) -> Iterator[Reason]:
    """The rule that asks for a person's agreement to the message that this receivable is in, where one does.

    The message is looked at in the segment in which the last run put its customer.
    """
    rules = approval_rules(creditor.pk)
    if not rules:
        return
    plan = decided()
    position = Position.objects.filter(receivable=receivable).values_list("segment", flat=True).first()
    segment = pl.lit(position) if position else pl.col("segment")
    told = Plan(plan.positions, plan.proposals.with_columns(segment=segment), plan.proposal_items)
    asked = with_rules(told, rules, scenario, currency=creditor.currency)
    mine = asked.proposal_items.filter(
        pl.col("receivable_id") == receivable.pk, pl.col("position").is_not_null()
    )
    found = asked.proposals.join(mine, on=["customer_id", "step_code"], how="semi")
    for code in found["approval_rule"].to_list():
        for rule in (one for one in rules if one.code == code):
            facts = {
                "approval_rule": rule.label_fr,
                "approval_rule_en": rule.label_en,
                "rule_code": rule.code,
            }
            yield Reason(ReasonCode.APPROVAL_RULE, facts)


def _expected(
    creditor: Creditor, receivable: Receivable, items: pl.DataFrame, *, on: date
) -> Iterator[Reason]:
    """What is still expected of it at its age, where the creditor's own history tells it."""
    due = items.filter(pl.col("receivable_id") == receivable.pk)["due_on"].to_list()
    curve = recovery_curve(creditor)
    if not curve.observed or not due or due[0] is None or receivable.open_cents <= 0:
        return
    band = curve.band((on - due[0]).days)
    if not band.at_most:
        cents = expected_cents(receivable.open_cents, band.percent)
        facts = {"expected_cents": cents, "currency": receivable.currency, "percent": band.percent}
        yield Reason(ReasonCode.EXPECTED_RECOVERY, {**facts, "invoices": band.invoices})


def _of_the_house(creditor: Creditor) -> Iterator[Reason]:
    """A wide stop, whatever else is decided."""
    stopped = running_stop(creditor.pk)
    if stopped is not None:
        facts = {
            "stopped_on": stopped.recorded_at.date(),
            "stopped_by": stopped.by,
            "hold_reason": stopped.reason,
        }
        yield Reason(ReasonCode.ALL_STOPPED, jsonable(facts))


def _of_group(receivable: Receivable, head: Head | None, *, on: date) -> Iterator[Reason]:
    """Whether it is written to at the head of a group, and beside how many others it last was."""
    if head is not None:
        yield Reason(ReasonCode.WRITTEN_AT_HEAD, {"group": head.name, "head": head.customer.name})
    carried = Delivery.objects.filter(
        message__items__receivable=receivable,
        message__carrier__isnull=False,
        state__in=("delivered", "shadowed"),
        on__lte=on,
    )
    last = carried.select_related("message__group").order_by("pk").last()
    group = last.message.group if last else None
    if last is None or group is None:
        return
    others = last.message.others_carried()
    if others:
        facts = {"group": group.name, "others": others, "delivered_on": last.on}
        yield Reason(ReasonCode.SENT_TOGETHER, jsonable(facts))


def _of_case(customer_id: int, *, on: date) -> Iterator[Reason]:
    """The phase of its case, the procedure chosen, and whether its customer is doubtful."""
    case = Case.objects.filter(customer=customer_id, closed_on__isnull=True, opened_on__lte=on).first()
    if case is None:
        return
    phases = JudicialPhase.objects.filter(case=case, entered_on__lte=on).exclude(left_on__lte=on)
    judicial = phases.first()
    facts = {"phase": "judicial" if judicial else "amicable"}
    yield Reason(
        ReasonCode.CASE_PHASE,
        jsonable({**facts, "since_on": judicial.entered_on if judicial else case.opened_on}),
    )
    choice = ProcedureChoice.objects.filter(case=case, on__lte=on).order_by("-pk").first()
    if choice is not None:
        told = {"procedure": choice.procedure, "chosen_on": choice.on, "chosen_by": choice.by}
        yield Reason(ReasonCode.CASE_PROCEDURE, jsonable({**told, "procedure_reason": choice.reason}))
    marks = Doubtful.objects.filter(customer=customer_id, from_on__lte=on).exclude(ended_on__lte=on)
    mark = marks.first()
    if mark is not None:
        yield Reason(ReasonCode.CUSTOMER_DOUBTFUL, jsonable({"since_on": mark.from_on, "rule": mark.rule}))


def drawn_for(customer_id: int, *, on: date) -> Iterator[Reason]:
    """The experiment that a customer is in, which side it was drawn for, and since when; nothing once it is over."""
    last = latest_entry_of(customer_id)
    if last is None or on < last.entered_on:
        return
    experiment = last.experiment
    if experiment.ended_on is not None and experiment.ended_on <= on:
        return
    ours = last.arm == CHALLENGER
    version = experiment.challenger if ours else experiment.champion
    facts = {"entered_on": last.entered_on, "arm": last.arm, "version": version.number}
    yield Reason(ReasonCode.BY_EXPERIMENT, jsonable({"experiment": experiment.name, **facts}))


def ladder_told(customer_id: int, creditor_id: int) -> list[Reason]:
    """Which scenario chases a customer, and what chose it; nothing where the creditor has only one."""
    if not has_several(creditor_id):
        return []
    version = version_of(customer_id, creditor_id)
    whom = people(creditor_id, [customer_id]).filter(~pl.col("running"))
    kinds = choice_of(creditor_id, choices_of(creditor_id), whom, [customer_id])["kind"].to_list()
    labels = {one.segment: one.label_fr for one in own_segments(creditor_id)}
    chosen = labels.get(kinds[0], "") if kinds else ""
    facts = {"scenario": version.scenario.name, "version": version.number}
    return [
        Reason(ReasonCode.BY_SCENARIO, {**facts, "chosen": chosen, "by_regime": bool(kinds) and not chosen})
    ]
