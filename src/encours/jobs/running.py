"""`encours run`: cash applied, then the day decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from encours.jobs.opening import (
    answer,
    creditor_option,
    home,
    json_option,
    now,
    open_house,
    outbox,
    the_creditors,
)


@click.command("run")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Decide this day, as it was known then.")
@click.option("--dry-run", is_flag=True, help="Decide and write nothing.")
@creditor_option
@json_option
def command(day: datetime | None, dry_run: bool, named: str | None, as_json: bool) -> None:
    """Apply the bank's credits, then decide the day: a position for each open item, a message a customer.

    On a closed day the next open one is decided: nothing leaves before it.

    With --on a past day, nothing is written: the day is decided again from what was known then. With --dry-run, today
    or a day to come is decided from the facts as they stand: what its run then proposes, if nothing moves before.
    """
    open_house()
    told = [_one(creditor, day, dry_run) for creditor in the_creditors(named)]
    answer({"runs": told}, [line for one in told for line in _words(one)], as_json=as_json)


def _one(creditor: Any, day: datetime | None, dry_run: bool) -> dict[str, Any]:
    from encours.acts.apply_cash import apply_cash
    from encours.acts.debits.daily import keep_debits
    from encours.acts.quality.assess import assess
    from encours.acts.recalibrate import recalibrate_by_night
    from encours.acts.run_day import run_day
    from encours.acts.stop_paid import stop_paid
    from encours.core.days import next_business_day
    from encours.jobs.creditors import local_day

    at = now()
    today = local_day(creditor, at)
    on = day.date() if day else next_business_day(today)
    if dry_run or on < today:
        return _only_decided(creditor, on, past=on < today)
    recalibrate_by_night(creditor, at=at, on=today)
    cash = apply_cash(creditor, author="rule:cash@1", at=at)
    stopped = stop_paid(creditor.pk, author="rule:stop@1", clock=now, outbox=outbox())
    assess(creditor, on=today, author="rule:quality@1", at=now())
    keep_debits(creditor, on=today, author="rule:debits@1", at=now())
    run = run_day(creditor, on=on, author="rule:day@1", at=now(), home=home())
    _looked_at_after(creditor, today)
    return {
        "creditor": creditor.name,
        "on": on.isoformat(),
        "written": True,
        "run": run.pk,
        "cash": cash,
        "stopped": stopped,
        "figures": run.figures,
    }


def _looked_at_after(creditor: Any, today: date) -> None:
    """What is looked at once the day is decided: doubtful customers, experiments, signals, statements, measures."""
    from encours.acts.aged_customers import keep_aged_sheet
    from encours.acts.choose_channel import choose_channels
    from encours.acts.doubtful.marking import follow_doubtful
    from encours.acts.experiments.following import follow_experiment
    from encours.acts.keep_measures import is_big, keep_measures
    from encours.acts.recovery import CODE
    from encours.acts.set_objective import follow_objectives
    from encours.acts.signal_sales import signal_sales
    from encours.core.channel_history import RULE
    from encours.core.measures import DEFINITIONS

    follow_doubtful(creditor, on=today, author="rule:doubtful@1", at=now())
    choose_channels(creditor, on=today, author=f"rule:{RULE}", at=now())
    follow_experiment(creditor, on=today, author="rule:experiment@1", at=now())
    signal_sales(creditor, on=today, author="rule:sales@1", at=now())
    monthly_statements(creditor, today)
    keep_aged_sheet(creditor, on=today)
    # Of a small book pages compute what they show, except what ranks the work: that is one query.
    codes = DEFINITIONS if is_big(creditor) else (CODE,)
    keep_measures(creditor, on=today, codes=codes, author="rule:measures@1", at=now())
    follow_objectives(creditor, on=today, author="rule:objectives@1", at=now())


def _only_decided(creditor: Any, on: date, *, past: bool) -> dict[str, Any]:
    from encours.acts.daily_figures import proposed_cents
    from encours.acts.run_day import decide_ahead, decide_as_known

    plan = decide_as_known(creditor, on=on) if past else decide_ahead(creditor, on=on)
    return {
        "creditor": creditor.name,
        "on": on.isoformat(),
        "written": False,
        "items": len(plan.positions),
        "proposals": len(plan.proposals),
        "proposed_cents": proposed_cents(plan.proposals, creditor.currency),
        "reasons": dict(plan.positions["reason"].value_counts(sort=True).iter_rows()),
    }


def monthly_statements(creditor: Any, today: date) -> int:
    """Ask for the statements that customers receive each month; a second time asks for nothing."""
    from django.conf import settings

    from encours.acts.statement_rhythm import propose_statements
    from encours.channels.registry import channel_settings

    return propose_statements(creditor, on=today, at=now(), settings=channel_settings(settings.ENCOURS))


def _words(told: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.jobs.opening import language
    from encours.words.amounts import money

    if not told["written"]:
        reasons = [f"  {reason} : {count}" for reason, count in told["reasons"].items()]
        return [
            _("%(creditor)s, %(on)s : %(items)s postes, %(proposals)s messages ; rien n'a été écrit.") % told,
            *reasons,
        ]
    figures = told["figures"]

    def said(name: str) -> str:
        return money(figures[name], figures["currency"], language())

    return [
        _("%(creditor)s, journée du %(on)s") % told,
        "  "
        + _("règlements : %(applied)s affectés, %(confirmed)s confirmés, %(unapplied)s à traiter")
        % told["cash"],
        "  "
        + _(
            "annulés, car payés : %(messages)s messages, %(tasks)s tâches, %(calls)s appels, %(letters)s courriers"
        )
        % told["stopped"],
        "  " + _("encours %(amount)s") % {"amount": said("outstanding_cents")},
        "  " + _("échu %(amount)s") % {"amount": said("overdue_cents")},
        "  "
        + _("propositions : %(count)s pour %(amount)s")
        % {"count": figures["proposals"], "amount": said("proposed_cents")},
    ]
