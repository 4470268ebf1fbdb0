"""Every measure of the house by its code: pages, exports, objectives and own KPIs list and compute from here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from encours.core.measures import (
    action_effects,
    automation,
    bottlenecks,
    collecting,
    delays,
    dso,
    effects,
    forecasting,
    net_results,
    promising,
    ratios,
    recovering,
    relations,
    sending,
    stopping,
    work,
)
from encours.core.measures.book import YEAR, Book
from encours.core.measures.measure import Definition, Measure
from encours.core.refusals import RuleError

ROOMS: Final = ("stock", "delay", "collection", "risk", "automation", "work", "relation", "effect")

_OPEN = ("gone", "other_currency")
_FLOW = ("not_an_invoice", "by_credit_note", "not_in_bank", "no_due_date", "other_currency")
_HOUSE: Final = "house"  # our own definition; the others name the source in the reference, §6

_ALL: tuple[Definition, ...] = (
    # what is owed
    Definition("outstanding", 1, "cents", "stock", _HOUSE, ("owed", "receipts"), ratios.outstanding, "", _OPEN),
    Definition("overdue", 1, "cents", "stock", _HOUSE, ("owed",), ratios.overdue, "lower", _OPEN),
    Definition(
        "ageing_due", 1, "cents", "stock", "D441-6", ("owed",), ratios.ageing_by_due_date, "", (*_OPEN, "credit")
    ),
    Definition(
        "ageing_issued", 1, "cents", "stock", "D441-6", ("owed",), ratios.ageing_by_issue_date, "",
        (*_OPEN, "credit"),
    ),
    Definition("past_due_ratio", 1, "share", "stock", "standard", ("owed",), ratios.past_due, "lower", _OPEN),
    Definition("over_90_ratio", 1, "share", "stock", "CRF", ("owed",), ratios.over_90, "lower", _OPEN),
    Definition(
        "roll_rates", 1, "share", "stock", "standard", ("owed", "owed_before"), collecting.roll_rates, "lower",
        (*_OPEN, "already_oldest"),
    ),
    Definition("unapplied_ratio", 1, "share", "stock", "standard", ("receipts",), ratios.unapplied_ratio, "lower"),
    Definition(
        "unapplied_age", 1, "days", "stock", "standard", ("receipts",), ratios.unapplied_age, "lower",
        ("given_back", "other_currency"),
    ),
    # delay
    Definition(
        "dso_simple", 2, "days", "delay", "CRF", ("owed", "receipts", "issued"), dso.simple, "lower", _OPEN
    ),
    Definition(
        "dso_count_back", 2, "days", "delay", "CRF", ("owed", "receipts", "issued"), dso.count_back, "lower", _OPEN
    ),
    Definition(
        "dso_true", 1, "days", "delay", "CRF", ("owed", "issued"), dso.true_dso, "lower",
        (*_OPEN, "no_sales_that_month"),
    ),
    Definition(
        "bpdso", 1, "days", "delay", "CRF", ("owed", "issued"), dso.best_possible, "lower", _OPEN
    ),
    Definition(
        "add_portfolio", 1, "days", "delay", "CRF", ("owed", "receipts", "issued"), dso.delinquent, "lower", _OPEN
    ),
    Definition(
        "add_paid", 1, "days", "delay", _HOUSE, ("settled",), delays.days_delinquent_paid, "lower", _FLOW
    ),
    Definition("days_to_pay", 1, "days", "delay", _HOUSE, ("settled",), delays.days_to_pay, "lower", _FLOW),
    Definition(
        "days_beyond_terms", 1, "days", "delay", _HOUSE, ("settled",), delays.days_beyond_terms, "lower", _FLOW
    ),
    Definition(
        "on_time_share", 1, "share", "delay", _HOUSE, ("issued", "settled"), delays.on_time_share, "higher",
        ("gone", "no_due_date", "other_currency"),
    ),
    Definition(
        "on_time_amount", 1, "share", "delay", _HOUSE, ("issued", "settled"), delays.on_time_amount, "higher",
        ("gone", "no_due_date", "other_currency"),
    ),
    Definition("case_days", 1, "days", "delay", _HOUSE, ("cases",), delays.case_days, "lower", ("still_open",)),
    Definition(
        "documented_gain", 1, "days", "delay", _HOUSE, ("cases",), delays.documented_gain, "", ("still_open",)
    ),
    # collection
    Definition(
        "cei", 1, "share", "collection", "CRF",
        ("owed", "owed_before", "receipts", "receipts_before", "issued"), collecting.effectiveness_index,
        "higher", _OPEN,
    ),
    *(
        Definition(
            f"recovery_{days}", 1, "share", "collection", _HOUSE, ("placed", "settled"),
            collecting.recovery_after(days), "higher", ("placed_too_recently", "other_currency"),
        )
        for days in collecting.COHORT_DAYS
    ),
    Definition(
        "promises_kept", 1, "share", "collection", _HOUSE, ("promises",), promising.kept_by_count, "higher",
        ("moot", "other_currency"),
    ),
    Definition(
        "promises_paid", 1, "share", "collection", _HOUSE, ("promises",), promising.kept_by_amount, "higher",
        ("moot", "other_currency"),
    ),
    # risk
    Definition("exposure", 1, "cents", "risk", _HOUSE, ("owed",), effects.exposure, "", _OPEN),
    Definition(
        "overdue_at_risk", 1, "cents", "risk", _HOUSE, ("owed",), effects.overdue_at_risk, "lower", _OPEN
    ),
    Definition(
        "concentration", 1, "share", "risk", "standard", ("owed",), ratios.concentration, "lower", _OPEN
    ),
    Definition("herfindahl", 1, "index", "risk", "standard", ("owed",), ratios.herfindahl, "lower", _OPEN),
    Definition(
        "expected_recovery", recovering.VERSION, "share", "risk", _HOUSE, ("owed", "issued", "settled"),
        recovering.expected_recovery, "higher",
        ("gone", "no_due_date", "due_before_books", "by_credit_note", "not_in_bank", "other_currency"),
    ),
    Definition(
        "receipts_forecast", forecasting.VERSION, "cents", "collection", _HOUSE, ("owed", "issued", "settled"),
        forecasting.receipts_forecast, "higher",
        ("gone", "no_due_date", "due_before_books", "by_credit_note", "not_in_bank", "other_currency"),
    ),
    Definition("losses", 1, "cents", "risk", _HOUSE, ("outcomes",), effects.losses, "lower"),
    Definition(
        "bad_debt_ratio", 1, "share", "risk", "standard", ("outcomes", "issued"), effects.bad_debt_ratio, "lower"
    ),
    Definition(
        "overdue_by_owner", 1, "share", "risk", _HOUSE, ("owed", "owners"), relations.overdue_by_owner, "lower",
        (*_OPEN, "no_owner"),
    ),
    Definition(
        "disputed_by_owner", 1, "share", "risk", _HOUSE, ("owed", "owners"), relations.disputed_by_owner,
        "lower", (*_OPEN, "no_owner"),
    ),
    # automation
    Definition(
        "automatic_steps", 1, "share", "automation", _HOUSE, ("actions",), automation.automatic_steps, "higher",
        ("no_stage",),
    ),
    Definition(
        "automatic_lines", 2, "share", "automation", _HOUSE, ("lines",), automation.automatic_lines(YEAR), "higher",
        ("not_a_customers", "already_in_ledger", "other_currency"),
    ),
    Definition(
        "automatic_lines_30", 2, "share", "automation", _HOUSE, ("lines",), automation.automatic_lines(30), "higher",
        ("not_a_customers", "already_in_ledger", "other_currency"),
    ),
    Definition(
        "automatic_cash", 2, "share", "automation", _HOUSE, ("lines",), automation.automatic_cash, "higher",
        ("not_a_customers", "already_in_ledger", "other_currency"),
    ),
    Definition(
        "electronic_cash", 1, "share", "automation", _HOUSE, ("tendered",), automation.electronic_cash, "higher",
        ("means_not_told", "other_currency"),
    ),
    Definition(
        "automatic_precision", 2, "share", "automation", _HOUSE, ("lines",), automation.automatic_precision,
        "higher", ("too_recent", "other_currency"),
    ),
    *(
        Definition(
            code, 2, "share", "automation", _HOUSE, ("lines",), automation.wrong_matches(days), "lower",
            ("other_currency",),
        )
        for code, days in (("wrong_matches", YEAR), ("wrong_matches_30", 30))
    ),
    *(
        Definition(
            code, 1, "seconds", "automation", _HOUSE, ("stops",), stopping.latency(days), "lower",
            ("stopped_by_person", "stopped_by_ledger"),
        )
        for code, days in (("stop_latency", YEAR), ("stop_latency_30", 30))
    ),
    Definition(
        "sending_delay", 1, "seconds", "automation", _HOUSE, ("departures",), sending.delay, "lower"
    ),
    # work and costs
    Definition("cases_per_person", 1, "count", "work", _HOUSE, ("touched",), work.cases_per_person, "higher"),
    Definition("actions_per_person", 1, "count", "work", _HOUSE, ("actions",), work.actions_per_person, "higher"),
    Definition(
        "hours_freed", 1, "hours", "work", _HOUSE, ("actions", "costs"), work.hours_freed, "higher",
        ("no_minutes_recorded",),
    ),
    Definition(
        "operating_cost", 1, "cents", "work", _HOUSE, ("costs", "actions"), work.operating_cost, "lower",
        ("action_without_price", "other_currency"),
    ),
    Definition(
        "cost_per_action", 1, "cents", "work", _HOUSE, ("costs", "actions"), work.cost_per_action, "lower",
        ("action_without_price", "other_currency"),
    ),
    Definition(
        "cost_per_euro", 1, "share", "work", _HOUSE, ("costs", "actions", "receipts"), work.cost_per_euro, "lower",
        ("action_without_price", "other_currency"),
    ),
    Definition(
        "cost_per_case", 1, "cents", "work", _HOUSE, ("costs", "actions", "cases"), work.cost_per_case, "lower",
        ("still_open", "other_currency"),
    ),
    Definition(
        "cost_of_invoicing", 1, "cents", "work", _HOUSE, ("costs", "actions", "issued"), work.cost_of_invoicing,
        "lower",
    ),
    # the relationship
    Definition(
        "complaint_rate", 1, "share", "relation", _HOUSE, ("voices", "reached"), relations.complaint_rate, "lower",
        ("of_departments",),
    ),
    Definition(
        "department_complaints", 1, "count", "relation", _HOUSE, ("voices",), relations.department_complaints,
        "lower", ("of_customers",),
    ),
    Definition(
        "opt_out_rate", 1, "share", "relation", _HOUSE, ("voices", "reached"), relations.opt_out_rate, "lower"
    ),
    Definition(
        "wrong_person_rate", 1, "share", "relation", _HOUSE, ("voices", "reached"), relations.wrong_person_rate,
        "lower",
    ),
    Definition(
        "survey_score", 1, "score", "relation", _HOUSE, ("voices",), relations.survey_score, "higher",
        ("not_answered",),
    ),
    Definition("customers_kept", 1, "share", "relation", _HOUSE, ("issued",), relations.customers_kept, "higher"),
    # effects
    Definition("cash_in", 1, "cents", "effect", _HOUSE, ("receipts",), effects.cash_in, "higher", ("not_in_bank",)),
    Definition(
        "cash_effect", 1, "cents", "effect", _HOUSE, ("receipts",), effects.cash_effect, "higher", ("not_in_bank",)
    ),
    Definition(
        "working_capital_freed", 1, "cents", "effect", _HOUSE, ("owed", "receipts", "issued"),
        effects.working_capital_freed, "higher", _OPEN,
    ),
    Definition("days_gained", 1, "days", "effect", _HOUSE, ("settled",), effects.days_gained, "higher", _FLOW),
    Definition(
        "profit_effect", 1, "cents", "effect", _HOUSE, ("outcomes", "costs", "actions"), effects.profit_effect,
        "higher",
    ),
    Definition(
        "net_by_segment", 1, "cents", "effect", _HOUSE, ("settled", "reminded", "sent", "costs", "actions"),
        net_results.net_by_segment, "higher", ("no_reminder_before", "long_after_reminder", "other_currency"),
    ),
    Definition(
        "net_by_action", 1, "cents", "effect", _HOUSE, ("settled", "reminded", "sent", "costs", "actions"),
        net_results.net_by_action, "higher", ("no_reminder_before", "long_after_reminder", "other_currency"),
    ),
    Definition(
        "held_back", 1, "cents", "effect", _HOUSE, ("owed", "standing", "to_do", "returned", "owners"),
        bottlenecks.held_back, "lower", ("other_currency",),
    ),
    Definition(
        "action_effects", 1, "cents", "effect", _HOUSE, ("issued", "settled", "acted", "aside", "regimes"),
        action_effects.action_effects, "higher", ("nothing_alike", "other_currency"),
    ),
)  # fmt: skip

DEFINITIONS: Final[dict[str, Definition]] = {one.code: one for one in _ALL}


def definition(code: str) -> Definition:
    """The definition of that code.

    Raises
        RuleError: there is none.
    """
    if code not in DEFINITIONS:
        raise RuleError("measure_unknown", f"La mesure « {code} » n’existe pas.")
    return DEFINITIONS[code]


def needed(codes: Iterable[str]) -> set[str]:
    """The frames that these measures read."""
    return {name for code in codes for name in definition(code).needs}


def compute(codes: Iterable[str], book: Book) -> list[Measure]:
    """Compute measures on one book, in the order asked."""
    return [definition(code).of(book) for code in codes]
