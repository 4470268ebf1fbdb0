"""The same figures asked of the tables in plain SQL, at the end of a month of work."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection

from books import SIREN, Books, received, statement
from collecting import Desk, open_desk
from encours.acts.apply_cash import apply_cash
from encours.acts.apply_line import apply_line
from encours.acts.dispute import open_dispute
from encours.acts.import_file import import_file
from encours.acts.measuring import measure
from encours.acts.note import add_note
from encours.acts.record_cost import record_cost
from encours.acts.undo_application import undo_application
from encours.records.cash.models import Application, BankLine
from encours.records.policies.models import FreshnessAcceptance
from encours.records.receivables.models import Receivable
from mailroom import mailroom
from vauban import CLAIRE

ACCOUNTS = ("DUPONT", "MARTIN", "BERNARD", "PETIT")


@pytest.fixture
def month(house: Any) -> Desk:
    """Four customers, a ledger of two years, reminders, payments applied by a rule, by hand, undone."""
    with mailroom() as (_room, email):
        desk = open_desk(house, email, accounts=ACCOUNTS)
        books = Books()
        for rank, account in enumerate(ACCOUNTS * 5):
            books.sale(
                date(2026, 10, 16) - timedelta(days=23 * rank), account, f"FB{rank}", 30_000 + 7 * rank
            )
            books.sale(date(2026, 10, 16), account, f"FA{101 + rank}", 120_000 + rank) if rank < 4 else None
        books.receipt(date(2026, 9, 20), "DUPONT", 30_000, label="VIR FB0")
        books.receipt(date(2026, 9, 21), "MARTIN", 30_007, label="REMISE CHQ FB1")
        _take(desk, books.content(), f"{SIREN}FEC20261231.txt")
        for day in range(4):
            FreshnessAcceptance.objects.update(on=desk.today)
            desk.run()
            desk.send()
            _pay(desk, day)
            desk.later(days=3)
        _by_hand(desk)
        record_cost(desk.creditor, what="Courriers", kind="channel", amount_cents=150, action="email",
                    from_on=date(2026, 1, 1), author=CLAIRE, at=desk.now)  # fmt: skip
        desk.run()
    return desk


def _take(desk: Desk, content: bytes, name: str) -> None:
    import_file(desk.creditor, content, name, author=CLAIRE, at=desk.now, on=desk.today, home=desk.home)


def _pay(desk: Desk, day: int) -> None:
    lines = [
        received(desk.today, 30_000 + 7 * day, f"VIR FB{day}"),
        received(desk.today, 4_000 + day, "VIR INCONNU"),
    ]
    _take(desk, statement(*lines, rank=day + 1), f"r{day}.xml")
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)


def _by_hand(desk: Desk) -> None:
    line = BankLine.objects.filter(state="unapplied").order_by("pk").first()
    item = Receivable.objects.filter(open_cents__gt=4_000).order_by("pk").last()
    assert line is not None
    assert item is not None
    apply_line(line, [(item, 3_000)], customer=item.customer, remember_payer=False, made_from=line.version,
               author=CLAIRE, at=desk.now)  # fmt: skip
    undone = Application.objects.filter(source="bank").order_by("pk").first()
    assert undone is not None
    undo_application(undone, reason="erreur", author=CLAIRE, at=desk.now, on=desk.today)
    open_dispute(item, amount_cents=500, reason="casse", on=desk.today, author=CLAIRE, at=desk.now)
    add_note(item.customer, text="Rappeler", author=CLAIRE, at=desk.now)


STANDING = """cash_application a JOIN receivables_receivable r ON r.id = a.receivable_id
 LEFT JOIN cash_payment p ON p.id = a.payment_id
 WHERE a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM cash_application b WHERE b.reverses_id = a.id)"""
PAID = f"""FROM {STANDING} AND r.kind IN ('invoice', 'bill') AND p.in_bank_journal = 1
 AND a.applied_on > DATE(:on, '-365 days')"""
OWED = "FROM receivables_receivable WHERE open_cents > 0 AND gone_on IS NULL"
SALES = """SELECT SUM(amount_cents) FROM receivables_receivable WHERE kind IN ('invoice', 'credit_note')
 AND gone_on IS NULL AND issued_on > DATE(:on, '-365 days')"""
NET = """(SELECT SUM(open_cents) FROM receivables_receivable WHERE gone_on IS NULL)
 - (SELECT COALESCE(SUM(unapplied_cents), 0) FROM cash_payment WHERE gone_on IS NULL)"""
FALLEN = """FROM receivables_receivable r WHERE r.kind = 'invoice' AND r.gone_on IS NULL AND r.due_on < :on
 AND r.due_on >= DATE(:on, '-365 days')"""
IN_TIME = """(SELECT COALESCE(SUM(a.amount_cents), 0) FROM STANDING
 AND a.receivable_id = r.id AND a.applied_on <= r.due_on)""".replace("STANDING", STANDING)
SENT = "FROM encours_messages_delivery WHERE state = 'delivered'"
RECEIVED = """FROM cash_payment p LEFT JOIN cash_bankline b ON b.id = p.bank_line_id
 WHERE p.gone_on IS NULL AND p.label || COALESCE(b.wording, '')"""
# measure: (numerator, denominator), each a query of one figure
ASKED: dict[str, tuple[str, str]] = {
    "outstanding": (f"SELECT {NET}", "SELECT 1"),
    "overdue": (f"SELECT SUM(open_cents) {OWED} AND due_on < :on", "SELECT 1"),
    "past_due_ratio": (f"SELECT SUM(open_cents) {OWED} AND due_on < :on", f"SELECT SUM(open_cents) {OWED}"),
    "over_90_ratio": (
        f"SELECT COALESCE(SUM(open_cents), 0) {OWED} AND due_on < DATE(:on, '-90 days')",
        f"SELECT SUM(open_cents) {OWED}",
    ),
    "dso_simple": (f"SELECT ({NET}) * 365", SALES),
    "bpdso": (f"SELECT SUM(open_cents) * 365 {OWED} AND due_on >= :on", SALES),
    "days_to_pay": (
        f"SELECT SUM(a.amount_cents * CAST(JULIANDAY(a.applied_on) - JULIANDAY(r.issued_on) AS INTEGER)) {PAID}",
        f"SELECT SUM(a.amount_cents) {PAID}",
    ),
    "days_beyond_terms": (
        f"SELECT SUM(a.amount_cents * CAST(JULIANDAY(a.applied_on) - JULIANDAY(r.due_on) AS INTEGER)) {PAID}",
        f"SELECT SUM(a.amount_cents) {PAID}",
    ),
    "on_time_share": (
        f"SELECT COUNT(*) {FALLEN} AND {IN_TIME} >= r.amount_cents",
        f"SELECT COUNT(*) {FALLEN}",
    ),
    "on_time_amount": (f"SELECT SUM({IN_TIME}) {FALLEN}", f"SELECT SUM(r.amount_cents) {FALLEN}"),
    "unapplied_ratio": (
        "SELECT SUM(unapplied_cents) FROM cash_payment WHERE gone_on IS NULL",
        "SELECT SUM(amount_cents) FROM cash_payment WHERE gone_on IS NULL AND in_bank_journal = 1",
    ),
    "automatic_lines": (
        """SELECT COUNT(DISTINCT p.bank_line_id) FROM cash_application a JOIN cash_payment p ON p.id = a.payment_id
           WHERE a.source = 'bank'""",
        "SELECT COUNT(*) FROM cash_bankline WHERE amount_cents > 0 AND state <> 'set_aside'",
    ),
    "electronic_cash": (
        f"SELECT SUM(p.amount_cents) {RECEIVED} LIKE '%VIR%'",
        f"SELECT SUM(p.amount_cents) {RECEIVED} <> ''",
    ),
    "cost_per_action": (
        f"SELECT 150 * COUNT(*) {SENT} AND channel = 'email'",
        """SELECT (SELECT COUNT(*) SENT)
         + (SELECT COUNT(DISTINCT p.bank_line_id) FROM cash_application a JOIN cash_payment p ON p.id = a.payment_id
            WHERE a.source IN ('bank', 'person') AND p.bank_line_id IS NOT NULL AND a.reverses_id IS NULL)
         + (SELECT COUNT(*) FROM history_entry WHERE author NOT LIKE 'rule:%' AND act NOT LIKE 'import%'
            AND act NOT IN ('send', 'apply_line', 'approve'))""".replace("SENT", SENT, 1),
    ),
    "cases_per_person": (
        """SELECT COUNT(*) FROM (SELECT DISTINCT DATE(e.at), e.author, l.customer_id FROM history_leaf l
           JOIN history_entry e ON e.id = l.entry_id WHERE l.customer_id IS NOT NULL
           AND e.author NOT LIKE 'rule:%' AND e.act NOT LIKE 'import%')""",
        """SELECT COUNT(*) FROM (SELECT DISTINCT DATE(e.at), e.author FROM history_leaf l
           JOIN history_entry e ON e.id = l.entry_id WHERE l.customer_id IS NOT NULL
           AND e.author NOT LIKE 'rule:%' AND e.act NOT LIKE 'import%')""",
    ),
    "recovery_30": (
        "SELECT 0",
        """SELECT COALESCE(SUM(i.open_cents), 0) FROM encours_messages_delivery d
           JOIN encours_messages_messageitem i ON i.message_id = d.message_id
           JOIN receivables_receivable r ON r.id = i.receivable_id WHERE i.position IS NOT NULL
           AND d."on" > r.due_on AND d."on" <= DATE(:on, '-30 days')""",
    ),
}  # fmt: skip


def asked(sql: str, on: date) -> int:
    with connection.cursor() as cursor:
        cursor.connection.row_factory = None
        found = cursor.connection.execute(sql, {"on": on.isoformat()}).fetchone()[0]
    return int(found or 0)


def test_measures_equal_what_plain_sql_finds_in_the_tables(month: Desk) -> None:
    on = month.today
    found = {one.formula: one.figure for one in measure(ASKED, month.creditor, on=on)}
    wanted = {
        code: Fraction(asked(top, on), bottom) if (bottom := asked(below, on)) else None
        for code, (top, below) in ASKED.items()
    }
    assert found == wanted
    assert sum(figure not in {None, 0, 1} for figure in found.values()) >= 10
