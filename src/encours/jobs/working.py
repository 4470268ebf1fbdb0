"""`encours worker`: decides the day once, sends what is approved, seals the history each minute."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import click

from encours.jobs.connected import read_connectors, tell_sources
from encours.jobs.opening import home, now, open_house, outbox
from encours.jobs.trying import try_scenarios
from encours.records.intake.folders import Steadiness

_EVERY_SECONDS = 60.0
_LOOK_SECONDS = 2.0  # between two looks at what people laid aside
_steadiness = Steadiness()  # what this process saw of the watched folders
_decided: set[tuple[int, date]] = set()  # creditors and days that this process has decided
_banked: dict[int, int] = {}  # the last bank file of each creditor that this process met
_log = logging.getLogger("encours.worker")


@click.command("worker")
@click.option("--once", is_flag=True, help="One round, then stop.")
def command(once: bool) -> None:
    """Work until stopped: the day's run, then sending and sealing each minute.

    State is the queue: what a lost worker was doing is found again by the next one, when its lease ends.
    """
    open_house()
    stopped = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stopped.set())
    while True:
        _round()
        if once:
            try_scenarios(beside=False)
        if once or _waited(stopped):
            return


def _waited(stopped: threading.Event) -> bool:
    """Wait for the next round, reading meanwhile what was laid aside or dropped in a folder; whether to stop."""
    for _ in range(int(_EVERY_SECONDS / _LOOK_SECONDS)):
        if stopped.wait(_LOOK_SECONDS):
            return True
        try:
            _read_tables()
            read_connectors(asked_only=True)
        except Exception:  # noqa: BLE001 — what went wrong is logged, and the table met again when its lease ends
            _log.exception("tables")
        try:
            _read_documents()
        except Exception:  # noqa: BLE001 — it is logged; what waits is met again
            _log.exception("documents")
        try:
            try_scenarios()
        except Exception:  # noqa: BLE001 — it is logged; what was asked for is met again
            _log.exception("trials")
        try:
            _look_at_folders()
        except Exception:  # noqa: BLE001 — it is logged, and the folder looked at again
            _log.exception("folders")
    return False


def _look_at_folders() -> None:
    """Take in what was dropped in watched folders; the day is decided again where something came."""
    from encours.jobs.creditors import local_day
    from encours.jobs.watching import look_at_folders
    from encours.records.intake.models import Place
    from encours.records.parties.models import Creditor

    watched = Place.objects.filter(kind="folder", stopped_at__isnull=True).values("creditor")
    for creditor in Creditor.objects.filter(pk__in=watched).order_by("pk"):
        put = look_at_folders(creditor, _steadiness)
        taken = any(row.state == "taken" for one in put for row in one.arrivals)
        if taken and creditor.set_up_at is not None:
            decide(creditor, local_day(creditor, now()), now())


def _read_documents() -> None:
    """Make what was captured since the last look findable by its words, some at a time."""
    from encours.acts.index_documents import index_documents

    index_documents(home=home())


def _read_tables() -> None:
    from django.db import close_old_connections

    from encours.acts.lay_table import read_table, waiting_tables
    from encours.jobs.creditors import local_day
    from encours.records.mappings.models import Upload
    from encours.records.parties.models import Creditor

    close_old_connections()
    at = now()
    waiting = Upload.objects.filter(state__in=("queued", "reading")).values("creditor")
    for creditor in Creditor.objects.filter(pk__in=waiting).order_by("pk"):
        results = [
            read_table(one, clock=now, day=lambda at: local_day(creditor, at), home=home())  # noqa: B023 — called at once
            for one in waiting_tables(creditor, at=at)
        ]
        if any(result is not None and not result.again for result in results):
            decide(creditor, local_day(creditor, at), now())


def _round() -> None:
    from django.db import close_old_connections

    from encours.records.frames.journal import carry_journal
    from encours.records.parties.models import Creditor

    close_old_connections()
    carry_journal()
    for creditor in Creditor.objects.filter(set_up_at__isnull=False).order_by("pk"):
        try:
            _serve(creditor)
        except Exception:  # noqa: BLE001 — one creditor's trouble must not stop the others; it is logged, and met again
            _log.exception("creditor %s", creditor.pk)
    _read_documents()
    read_connectors()
    tell_sources()


def _serve(creditor: Any) -> None:
    from django.conf import settings

    from encours.acts.mail_boards import mail_boards
    from encours.acts.set_objective import follow_objectives
    from encours.acts.stop_paid import stop_paid
    from encours.channels.registry import channel_settings
    from encours.jobs.creditors import local_day
    from encours.jobs.digesting import digest_one
    from encours.jobs.sending import send_one
    from encours.records.runs.models import Run

    at: datetime = now()
    today = local_day(creditor, at)
    morning = datetime.combine(today, time.min, tzinfo=ZoneInfo(creditor.time_zone))
    # A day decided before it came (on a closed day, or by a person) is decided again when it has come.
    decided = Run.objects.filter(creditor=creditor, on__gte=today, recorded_at__gte=morning).exists()
    if (creditor.pk, today) not in _decided:
        if not decided:
            decide(creditor, today, at)
        follow_objectives(creditor, on=today, author="rule:objectives@1", at=now())
        _decided.add((creditor.pk, today))
    elif _bank_spoke(creditor):
        decide(creditor, today, now())
    _read_mail(creditor, today)
    stop_paid(creditor.pk, author="rule:stop@1", clock=now, outbox=outbox())
    if not creditor.shadow:
        send_one(creditor)
        mail_boards(creditor, on=today, clock=now, settings=channel_settings(settings.ENCOURS))
        _survey(creditor, today)
        digest_one(creditor)
        return
    from encours.records.history.sealing import seal

    seal(creditor.pk, at=now(), home=home())


def _bank_spoke(creditor: Any) -> bool:
    """Whether a bank file or a slip came in that nothing has decided since: by the command line, say."""
    from encours.records.documents.models import Intake
    from encours.records.runs.models import Run

    last = Intake.objects.filter(creditor=creditor, kind__in=("bank", "deposit")).order_by("-pk").first()
    if last is None or _banked.get(creditor.pk) == last.pk:
        return False
    _banked[creditor.pk] = last.pk
    return not Run.objects.filter(creditor=creditor, recorded_at__gt=last.recorded_at).exists()


def _survey(creditor: Any, today: date) -> None:
    """Ask about the cases just closed, where that module is on and customers can open the house's address."""
    from django.conf import settings
    from django.urls import reverse

    from encours.acts.send_surveys import send_surveys
    from encours.channels.registry import channel_settings

    address = settings.ENCOURS["address"]

    def link(token: str) -> str:
        return f"{address}{reverse('give_score', args=[token])}"

    ways = channel_settings(settings.ENCOURS)
    send_surveys(creditor, on=today, clock=now, settings=ways, link=link if address else None)


def decide(creditor: Any, today: date, at: datetime) -> None:
    """The day itself, after what people answered to matching; then what it means for sales and for the sheets kept."""
    from encours.acts.aged_customers import keep_aged_sheet
    from encours.acts.apply_cash import apply_cash
    from encours.acts.choose_channel import choose_channels
    from encours.acts.debits.daily import keep_debits
    from encours.acts.keep_measures import keep_measures
    from encours.acts.quality.assess import assess
    from encours.acts.recalibrate import recalibrate_by_night
    from encours.acts.run_day import run_day
    from encours.acts.signal_sales import signal_sales
    from encours.acts.stop_paid import stop_paid
    from encours.core.channel_history import RULE
    from encours.core.days import next_business_day

    recalibrate_by_night(creditor, at=at, on=today)
    apply_cash(creditor, author="rule:cash@1", at=at)
    stop_paid(creditor.pk, author="rule:stop@1", clock=now, outbox=outbox())
    assess(creditor, on=today, author="rule:quality@1", at=now())
    keep_debits(creditor, on=today, author="rule:debits@1", at=now())
    run_day(creditor, on=next_business_day(today), author="rule:day@1", at=now(), home=home())
    choose_channels(creditor, on=today, author=f"rule:{RULE}", at=now())
    signal_sales(creditor, on=today, author="rule:sales@1", at=now())
    keep_aged_sheet(creditor, on=today)
    keep_measures(creditor, on=next_business_day(today), author="rule:measures@1", at=now())


def _read_mail(creditor: Any, today: date) -> None:
    """A mailbox that does not answer stops nothing else: it is said on its row, logged, and asked again."""
    from encours.core.refusals import RuleError
    from encours.jobs.mailing import mailbox_read, note_trouble

    try:
        told = mailbox_read(creditor)
    except RuleError as refusal:
        _log.warning("creditor %s: %s", creditor.pk, refusal.sentence)
        note_trouble(creditor, refusal.sentence)
        return
    if told and told["files"].get("taken"):
        decide(creditor, today, now())
