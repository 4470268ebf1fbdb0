"""The demo's walk: the thread of the house in a dozen acts, told in words and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.acts.apply_cash import apply_cash
from encours.acts.apply_line import attach_account
from encours.acts.approve import approve
from encours.acts.confirm import confirm_rate
from encours.acts.dispute import open_dispute
from encours.acts.import_file import import_file
from encours.acts.index_documents import index_documents
from encours.acts.keep_measures import keep_measures
from encours.acts.open_creditor import open_creditor
from encours.acts.quality.assess import assess
from encours.acts.run_day import run_day
from encours.acts.send import send
from encours.acts.set_objective import follow_objectives
from encours.acts.set_up_creditor import set_up_creditor
from encours.acts.stop_paid import stop_paid
from encours.channels.registry import channel_settings
from encours.core.days import is_business_day
from encours.jobs.demo_company import DemoFiles, write_demo
from encours.jobs.demo_payers import tell_payers
from encours.jobs.demo_sales import tell_sales
from encours.jobs.demo_steering import steer
from encours.jobs.demo_told import Say, prove, tell_day, tell_sent, tell_stopped
from encours.jobs.opening import home, language, now, outbox
from encours.law.rates import Confirmations, ecb_rate, legal_rate, missing
from encours.records.cash.models import BankAccount
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User
from encours.records.receivables.models import Receivable
from encours.words.days import day_long

AUTHOR = "camille@brevaille.example"
COLLEAGUE = "sacha@brevaille.example"
_WEEKS = 7


def walk(folder: Path, *, seed: int, password: str, say: Say) -> None:
    """Walk the thread, telling each step with `say`."""
    started = perf_counter()
    today = _last_business_day(now().date())
    files = write_demo(_made(folder / "files"), on=today, seed=seed)
    say(_("%(company)s, entreprise inventée, au %(day)s") % {
        "company": files.facts.company, "day": day_long(today, language())
    })  # fmt: skip
    creditor = _set_up(files, password)
    ledgers = (files.previous_fec, files.current_fec, files.customers_csv, files.invoices_csv)
    say("")
    _take_in(creditor, ledgers, today, say)
    _replay(creditor, today, say)
    _decide(creditor, files, today, say)
    steer(creditor, today=today, days=list(_days_before(today)), password=password)
    _stop(creditor, files, today, say)
    tell_payers(creditor, on=today, author=AUTHOR, say=say)
    _sell(creditor, today, say)
    while index_documents(home=home()):
        pass
    prove(creditor, say)
    say(_("En tout : %(seconds)s s.") % {"seconds": f"{perf_counter() - started:.1f}"})


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _last_business_day(day: date) -> date:
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day


def _set_up(files: DemoFiles, password: str) -> Creditor:
    facts = files.facts
    owner = User.objects.create_user(AUTHOR, password, name="Camille Renaud")
    second = User.objects.create_user(COLLEAGUE, password, name="Sacha Morel")
    at = now()
    creditor = open_creditor(name=facts.company, siren=facts.siren, author=AUTHOR, at=at, owner=owner)
    Membership.objects.create(user=second, creditor=creditor, role="collector")
    set_up_creditor(
        creditor,
        {
            "name": facts.company,
            "legal_form": "SAS au capital de 80 000 €",
            "address": "12 rue des Forges",
            "postcode": "99100",
            "city": "Brévaille-sur-Orne",
            "rcs": f"RCS Brévaille {facts.siren}",
            "iban": facts.iban,
            "sender_name": "Camille Renaud",
            "sender_email": AUTHOR,
            "phone": "01 99 00 12 34",
            "terms_days": 30,
            "terms_mode": "net",
            "terms_confirmed": False,
            "regime_confirmed": False,
        },
        made_from=None,
        author=AUTHOR,
        at=now(),
    )
    _confirm_rates(creditor, owner)
    return Creditor.objects.get(pk=creditor.pk)


def _confirm_rates(creditor: Creditor, owner: User) -> None:
    """The demo's person confirms the rates that our sheets do not: in your house, a person reads them first."""
    for unconfirmed in missing(on=now().date(), confirmed=Confirmations()):
        read = ecb_rate if unconfirmed.rate == "ecb" else legal_rate
        confirm_rate(
            creditor,
            figure=unconfirmed.rate,
            half_year=unconfirmed.half_year.code,
            value_bps=read(on=unconfirmed.half_year.starts_on).value,
            source="démonstration : valeur reconduite, à vérifier avant tout usage réel",
            by=owner,
            at=now(),
        )


def _take_in(creditor: Creditor, paths: Iterable[Path], today: date, say: Say) -> None:
    for path in paths:
        result = import_file(
            creditor, path.read_bytes(), path.name, author=AUTHOR, at=now(), on=today, home=home()
        )
        intake = result.intake
        rows = intake.controls.get("rows_read", intake.counts.get("documents", 0))
        say(
            ngettext(
                "  importé %(name)s : %(rows)s ligne, %(refused)s refus",
                "  importé %(name)s : %(rows)s lignes, %(refused)s refus",
                rows,
            )
            % {"name": path.name, "rows": rows, "refused": intake.counts["refusals"]}
        )


def _stop(creditor: Creditor, files: DemoFiles, today: date, say: Say) -> None:
    """The bank speaks after the day was decided: what was paid is cancelled at once."""
    say("")
    say(_("Puis la banque parle :"))
    _take_in(creditor, (*files.advices, files.camt, files.cfonb), today, say)
    for account in BankAccount.objects.filter(creditor=creditor, attached=False):
        attach_account(account, made_from=None, author=AUTHOR, at=now())
    cash = apply_cash(creditor, author="rule:cash@1", at=now())
    say(
        _(
            "  banque : %(confirmed)s règlements déjà au grand livre, %(applied)s affectés, "
            "%(unapplied)s à traiter, %(doubtful)s douteux"
        )
        % cash
    )
    say(
        _(
            "  annulés, car payés : %(messages)s messages, %(tasks)s tâches, %(calls)s appels, %(letters)s courriers"
        )
        % stop_paid(creditor.pk, author="rule:stop@1", clock=now, outbox=outbox())
    )
    counts = _sent(creditor, today, as_known=False)
    tell_sent(counts, say)
    tell_stopped(creditor, today, say)
    run = run_day(creditor, on=today, author="rule:day@1", at=now())
    follow_objectives(creditor, on=today, author="rule:objectives@1", at=now())
    tell_day(creditor, run, say)


def _sell(creditor: Creditor, today: date, say: Say) -> None:
    owner, colleague = (User.objects.get(email=email) for email in (AUTHOR, COLLEAGUE))
    count = tell_sales(creditor, on=today, owner=owner, colleague=colleague)
    say(_("  groupes, commandes, affaires et limites de crédit dits de %(count)s clients") % {"count": count})


def _replay(creditor: Creditor, today: date, say: Say) -> None:
    """The weeks before, decided as they were known then: the ladder is climbed as it would have been."""
    counts: Counter[str] = Counter()
    for day in _days_before(today):
        counts += _one_day(creditor, day, as_known=True)
    say("")
    say(
        ngettext(
            "Sept semaines rejouées en mode ombre : %(count)s message rendu, aucun parti.",
            "Sept semaines rejouées en mode ombre : %(count)s messages rendus, aucun parti.",
            counts["shadowed"],
        )
        % {"count": counts["shadowed"]}
    )


def _days_before(today: date) -> Iterator[date]:
    day = today - timedelta(weeks=_WEEKS)
    while day < today:
        if is_business_day(day):
            yield day
        day += timedelta(days=1)


def _one_day(creditor: Creditor, day: date, *, as_known: bool) -> Counter[str]:
    run_day(creditor, on=day, author="rule:day@1", at=now(), as_known=as_known)
    waiting = Message.objects.filter(creditor=creditor, state="proposed", needs_approval=True)
    if waiting:
        approve(list(waiting), author=AUTHOR, at=now())
    return _sent(creditor, day, as_known=as_known)


def _sent(creditor: Creditor, day: date, *, as_known: bool) -> Counter[str]:
    return Counter(
        send(
            creditor.pk,
            worker="demo",
            on=day,
            clock=lambda: datetime.combine(day, time(9, 30), tzinfo=UTC),
            settings=channel_settings(settings.ENCOURS),
            home=home(),
            author="rule:send@1",
            as_known=as_known,
        )
    )


def _decide(creditor: Creditor, files: DemoFiles, today: date, say: Say) -> None:
    for number in files.facts.disputed:
        invoice = Receivable.objects.filter(creditor=creditor, number=number, open_cents__gt=0).first()
        if invoice is not None:
            open_dispute(
                invoice,
                amount_cents=invoice.open_cents,
                reason="Marchandise non conforme",
                on=today,
                author=AUTHOR,
                at=now(),
            )
    assess(creditor, on=today, author="rule:quality@1", at=now())
    run = run_day(creditor, on=today, author="rule:day@1", at=now())
    keep_measures(creditor, on=today, codes=("expected_recovery",), author="rule:measures@1", at=now())
    tell_day(creditor, run, say)
