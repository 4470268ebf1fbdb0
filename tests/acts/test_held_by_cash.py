"""Money that waits and may pay an item holds its reminders for a while, and says why."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from books import received, statement
from collecting import Desk
from encours.acts.answer_proposal import refuse_proposal
from encours.acts.apply_cash import apply_cash
from encours.acts.explain import explain_receivable
from encours.acts.import_file import import_file
from encours.core.matching.holding import DAYS, MAY_BE_PAID, perhaps_paid
from encours.records.cash.models import BankLine, Candidate
from encours.records.cash.proposals import proposals_of
from encours.records.messages.models import Message
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from encours.words.languages import speaking
from encours.words.reasons import sentence
from mailroom import Mailroom
from vauban import CLAIRE


def waiting_money(desk: Desk, home: Path) -> BankLine:
    """A credit of the invoice's amount, that names nobody well enough to be applied alone."""
    content = statement(received(date(2026, 11, 19), 120_000, "VIR CLIENT DUPONT"))
    import_file(desk.creditor, content, "r.xml", author=CLAIRE, at=desk.now, on=desk.today, home=home)
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
    return BankLine.objects.get()


@pytest.mark.both
def test_a_line_that_may_pay_an_invoice_holds_its_reminder_and_why_says_so(
    desk: Desk, house: Path, post: Mailroom
) -> None:
    desk.run()
    line = waiting_money(desk, house)
    assert (line.state, Candidate.objects.get().receivable) == ("unapplied", Receivable.objects.get())
    assert desk.send() == {"stopped": 1}
    desk.run()
    assert not Message.objects.filter(state="proposed").exists()
    assert Position.objects.get().reason == "held_until"
    told = explain_receivable(desk.creditor, Receivable.objects.get(), on=desk.today)
    (held,) = [one for one in told if one.facts.get("hold_reason") == MAY_BE_PAID]
    assert held.facts["held_until_on"] == (desk.today + timedelta(days=DAYS - 1)).isoformat()
    with speaking("fr"):
        said = sentence(str(held.code), held.facts, "fr")
    assert "un encaissement non affecté la paie peut-être" in said


def test_once_the_week_is_over_the_reminder_goes_on(desk: Desk, house: Path, post: Mailroom) -> None:
    waiting_money(desk, house)
    desk.run()
    assert not Message.objects.exists()
    desk.later(days=DAYS)
    desk.run()
    assert Message.objects.get().state == "proposed"


def test_a_proposal_refused_holds_nothing_any_more(desk: Desk, house: Path, post: Mailroom) -> None:
    line = waiting_money(desk, house)
    shown = proposals_of([line], most=10)[line.pk][0]
    refuse_proposal(line, shown.key, made_from=line.version, author=CLAIRE, at=desk.now, on=desk.today)
    desk.run()
    assert Message.objects.get().state == "proposed"


def test_what_only_resembles_holds_nothing_and_a_set_holds_all_its_items() -> None:
    came = date(2026, 11, 19)
    rows = [
        (1, 75, 0, "same_amount_known_payer", came),
        (1, 75, 0, "same_amount_known_payer", came + timedelta(days=2)),
        (2, 30, 0, "name", came),
        (3, 20, 0, "amount", came),
        (4, 90, 0, "double_payment", came),
        (5, 95, 1, "subset", came),
        (None, 45, 0, "on_account", came),
    ]
    kinds = {
        "receivable_id": pl.Int64,
        "score": pl.Int64,
        "option": pl.Int64,
        "reason": pl.String,
        "came_on": pl.Date,
    }
    held = perhaps_paid(pl.LazyFrame(rows, schema=kinds, orient="row")).sort("receivable_id").collect()
    assert held.rows() == [
        (1, came, came + timedelta(days=2 + DAYS - 1)),
        (5, came, came + timedelta(days=DAYS - 1)),
    ]
