"""Named situations for the desk's tests: one creditor, its people, and one customer of each kind."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from desk.debit_situations import debited
from desk.intake_situations import intake_of
from desk.sales_situations import sales_of
from desk.work_situations import shared_work
from encours.acts.deposit import Slipped, key_in_deposit
from encours.acts.lay_table import lay_table
from encours.acts.open_creditor import open_creditor
from encours.acts.record_complaint import record_complaint
from encours.acts.record_cost import record_cost
from encours.acts.record_outcome import record_outcome
from encours.acts.refund import Asked, ask_refund
from encours.acts.survey import ask_survey
from encours.acts.transfer_cash import transfer_cash
from encours.core.ageing import BUCKET_CODES
from encours.core.evidence import canonical
from encours.core.mapping.plan import Mapping
from encours.core.quality import CODES
from encours.formats.deposit_slips import SlipLine
from encours.records.boards.models import Indicator, Mailing
from encours.records.cases.models import Case, Hold, Leniency
from encours.records.cases.tasks import StepTask
from encours.records.cash.deposits import Deposit
from encours.records.cash.models import Application, BankAccount, BankLine, Doubt, Payment, Statement
from encours.records.cash.outgoing import RefundOrder
from encours.records.cash.payouts import Payout
from encours.records.connectors.models import Connector, Intention
from encours.records.contracts.models import Contract, Promotion
from encours.records.disputes.models import Dispute
from encours.records.documents.models import Intake, KeptFile
from encours.records.doubtful.models import Doubtful
from encours.records.entries.models import EntryExport
from encours.records.experiments.models import Ending, Experiment
from encours.records.fields.models import Field
from encours.records.legal.models import JudicialPhase, PhaseDecision, PhaseException
from encours.records.mappings.models import TableMapping, Upload
from encours.records.merging.models import Merging
from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Delivery, Message, MessageItem, Received
from encours.records.objectives.models import Improvement, Objective, Reading
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.people.models import (
    AccessInvitation,
    AccessReview,
    AccessReviewLine,
    Membership,
    User,
)
from encours.records.policies.models import Scenario, ScenarioVersion
from encours.records.policies.reading import latest_version
from encours.records.promises.models import Promise, PromisedItem
from encours.records.quality.models import Assessment, Finding
from encours.records.receivables.models import Double, Receivable
from encours.records.remittances.models import Remittance, RemittanceLine
from encours.records.requests.models import DocumentRequest
from encours.records.runs.models import Position, Run
from encours.records.sales.models import Prospect
from encours.records.trials.models import AskedTrial, ScenarioDraft, Trial

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def a_creditor(name: str = "Ateliers Delmas", siren: str = "732829320") -> Creditor:
    """A creditor set up, whose terms and regime are confirmed."""
    made = open_creditor(name=name, siren=siren, author="test@example.com", at=NOW)
    Creditor.objects.filter(pk=made.pk).update(set_up_at=NOW, terms_confirmed=True, regime_confirmed=True)
    made.refresh_from_db()
    return made


def a_person(role: str, *creditors: Creditor, email: str = "", language: str = "fr") -> User:
    """Somebody with the same role at each creditor."""
    address = email or f"{role}{next(_numbers)}@example.com"
    user = User.objects.create_user(address, None, name=f"Person {role}", language=language)
    for creditor in creditors:
        Membership.objects.create(user=user, creditor=creditor, role=role)
    return user


def a_customer(creditor: Creditor, name: str = "Boulangerie Martin", **told: Any) -> Customer:
    """A customer without contact."""
    number = next(_numbers)
    return Customer.objects.create(
        creditor=creditor, recorded_at=NOW, account=told.pop("account", f"411{number:05}"), name=name, **told
    )


def a_contact(customer: Customer, email: str = "compta@example.com", **told: Any) -> Contact:
    """Somebody to write to."""
    return Contact.objects.create(
        creditor_id=customer.creditor_id, recorded_at=NOW, customer=customer, email=email, **told
    )


def an_invoice(customer: Customer, cents: int = 120_000, *, due_in: int = -20, **told: Any) -> Receivable:
    """A receivable due so many days after today (before it: negative), nothing paid."""
    number = told.pop("number", f"F-{next(_numbers):05}")
    due_on = TODAY + timedelta(days=due_in)
    told = {
        "kind": "invoice" if cents > 0 else "credit_note",
        "issued_on": due_on - timedelta(days=30),
        "due_source": "file",
        "open_cents": cents,
        "known_on": due_on - timedelta(days=30),
        **told,
    }
    told.setdefault("entry_on", told["issued_on"])
    return Receivable.objects.create(
        creditor_id=customer.creditor_id,
        recorded_at=NOW,
        customer=customer,
        key=f"{customer.account}/{number}",
        number=number,
        due_on=due_on,
        amount_cents=cents,
        **told,
    )


def a_payment(customer: Customer, cents: int, *, days_ago: int = 10, unapplied: int | None = None) -> Payment:
    """Money received, wholly unapplied unless told."""
    on = TODAY - timedelta(days=days_ago)
    return Payment.objects.create(
        creditor_id=customer.creditor_id,
        recorded_at=NOW,
        customer=customer,
        key=f"bank/{next(_numbers)}",
        source="bank",
        paid_on=on,
        known_on=on,
        amount_cents=cents,
        unapplied_cents=cents if unapplied is None else unapplied,
    )


def an_application(invoice: Receivable, cents: int, *, days_ago: int = 10) -> Application:
    """A payment set against an invoice, its balance lowered."""
    payment = a_payment(invoice.customer, cents, days_ago=days_ago, unapplied=0)
    Receivable.objects.filter(pk=invoice.pk).update(open_cents=invoice.open_cents - cents)
    return Application.objects.create(
        creditor_id=invoice.creditor_id,
        recorded_at=NOW,
        customer=invoice.customer,
        payment=payment,
        receivable=invoice,
        amount_cents=cents,
        applied_on=payment.paid_on,
        known_on=payment.paid_on,
        reason="invoice_in_wording",
        source="bank",
    )


def a_run(creditor: Creditor, **figures: Any) -> Run:
    """A run of today, whose figures are those given, or nothing owed."""
    figures = {**_nothing_owed(), **figures}
    return Run.objects.create(
        creditor=creditor, recorded_at=NOW, on=TODAY, finished_at=NOW, by="test@example.com", figures=figures
    )


def _nothing_owed() -> dict[str, Any]:
    measure = {"unit": "days", "parts": 10, "value": None}
    names = ("outstanding", "receivable", "credits", "unapplied", "overdue", "disputed", "proposed")
    return {
        "currency": "EUR",
        "items": 0,
        "overdue_items": 0,
        "other_currency_items": 0,
        "proposals": 0,
        **{f"{name}_cents": 0 for name in names},
        "ageing": dict.fromkeys(BUCKET_CODES, 0),
        "measures": dict.fromkeys(("dso_simple", "dso_count_back", "past_due_ratio"), measure),
    }


def a_message(invoice: Receivable, *, state: str = "proposed", **told: Any) -> Message:
    """A first reminder about one invoice."""
    run = Run.objects.filter(creditor_id=invoice.creditor_id).first() or a_run(invoice.customer.creditor)
    message = Message.objects.create(
        creditor_id=invoice.creditor_id,
        recorded_at=NOW,
        customer=invoice.customer,
        run=run,
        key=f"message/{next(_numbers)}",
        state=state,
        **{
            "step_code": "friendly",
            "position": 2,
            "channel": "email",
            "currency": "EUR",
            "total_cents": invoice.open_cents,
            "planned_on": TODAY,
            "facts_version": 1,
            **told,
        },
    )
    MessageItem.objects.create(
        creditor_id=invoice.creditor_id,
        message=message,
        receivable=invoice,
        position=message.position,
        role="due_step",
        open_cents=invoice.open_cents,
    )
    return message


def a_delivery(message: Message, *, state: str = "delivered", days_ago: int = 3) -> Delivery:
    """What became of a message."""
    return Delivery.objects.create(
        creditor_id=message.creditor_id,
        recorded_at=NOW,
        customer=message.customer,
        message=message,
        state=state,
        on=TODAY - timedelta(days=days_ago),
        channel=message.channel,
        recipient="compta@example.com",
        subject="Votre facture",
        document_sha256="0" * 64,
    )


def a_case(customer: Customer, *, days_ago: int = 10) -> Case:
    """A case still open."""
    return Case.objects.create(
        creditor_id=customer.creditor_id,
        recorded_at=NOW,
        customer=customer,
        opened_on=TODAY - timedelta(days=days_ago),
    )


_SUMS = "debit_cents credit_cents refused_debit_cents refused_credit_cents balance_cents open_cents"
_CONTROLS: dict[str, Any] = {
    **dict.fromkeys(f"rows_read rows_kept unapplied_cents difference_cents {_SUMS}".split(), 0),
    "by_root": {},
    "set_aside": {},
}


def an_intake(creditor: Creditor, **controls: Any) -> Intake:
    """A ledger file taken in, with these control totals."""
    fact = {"creditor": creditor, "recorded_at": NOW}
    kept = KeptFile.objects.create(
        **fact, sha256="0" * 64, size=1, media_type="text/plain", name="FEC.txt", place=f"{creditor.pk}/x"
    )
    return Intake.objects.create(
        **fact,
        kept=kept,
        sha256="0" * 64,
        name="FEC.txt",
        format="fec",
        kind="ledger",
        newest_on=TODAY,
        counts={"customers": 1, "receivables": {"new": 1}, "payments": {"new": 0}, "refusals": 0},
        controls={**_CONTROLS, **controls},
        refusals=[],
        notices=[],
        by="test@example.com",
    )


def a_table(creditor: Creditor) -> Upload:
    """A table that waits for somebody to say what its columns are."""
    return lay_table(
        creditor, f"Qui;Quoi\nC1;SECRET-{creditor.pk}\n".encode(), "table.csv", rows_told=1, plan=None,
        author="test@example.com", at=NOW, home=Path(settings.ENCOURS["home"]),
    )  # fmt: skip


def an_objective(creditor: Creditor, owner: User | None = None, **told: Any) -> Objective:
    """From 60.0 to 45.0 days in 90 days, set thirty days ago and read then."""
    start_on = told.get("start_on", TODAY - timedelta(days=30))
    objective = Objective.objects.create(
        creditor=creditor,
        recorded_at=NOW,
        owner=owner or a_person("manager", creditor),
        **{
            "measure": "dso_count_back", "formula_version": 2, "parts": 10, "currency": "EUR",
            "start_on": start_on, "start_value": 600, "target_on": start_on + timedelta(days=90),
            "target_value": 450, "by": "test@example.com", "why": f"Secret de {creditor.name}", **told,
        },
    )  # fmt: skip
    Reading.objects.create(
        creditor=creditor,
        recorded_at=NOW,
        objective=objective,
        on=objective.start_on,
        value=objective.start_value,
    )
    return objective


def a_trial(creditor: Creditor, **told: Any) -> Trial:
    """The usual scenario replayed over a week: two messages, one of them wrongly."""
    side = {
        "messages": 2, "customers": 1, "cost_cents": 14, "unpriced": 0, "wrong_messages": 1,
        "by_step": [{"step": "friendly", "channel": "email", "messages": 2, "cents": 200_000}],
        "wrong": [{"why": "paid", "messages": 1, "cents": 100_000}],
    }  # fmt: skip
    last = TODAY - timedelta(days=1)
    result = {
        "from_on": (last - timedelta(days=6)).isoformat(), "to_on": last.isoformat(), "days": 5, "customers": 1,
        "reconstructed_days": 2, "reconstructed_from": (last - timedelta(days=6)).isoformat(),
        "reconstructed_to": (last - timedelta(days=3)).isoformat(), "replayed": side, "ran": side,
        "same": {"both": 2, "only_replayed": 0, "only_ran": 0}, "held": [{"reason": "gap", "messages": 1}],
        "ended": [{"reason": "settled", "items": 1}], "months": [{"month": "2026-11", "replayed": 2, "ran": 2}],
    }  # fmt: skip
    made: Trial = Trial.objects.create(
        creditor=creditor,
        recorded_at=NOW,
        **{
            "kind": "replay", "name": f"Secret de {creditor.name}", "content": "{}", "by": "test@example.com",
            "from_on": last - timedelta(days=6), "to_on": last, "result": json.dumps(result), **told,
        },
    )  # fmt: skip
    return made


def an_asked_trial(creditor: Creditor, **told: Any) -> AskedTrial:
    """A trial that waits for the worker."""
    last = TODAY - timedelta(days=1)
    made: AskedTrial = AskedTrial.objects.create(
        creditor=creditor,
        **{
            "kind": "replay", "name": f"Secret de {creditor.name}", "content": "{}", "by": "test@example.com",
            "from_on": last - timedelta(days=6), "to_on": last, "asked_at": NOW, **told,
        },
    )  # fmt: skip
    return made


def a_draft(creditor: Creditor, **told: Any) -> ScenarioDraft:
    """A draft of the usual scenario, with one step less."""
    version = latest_version(creditor.pk)
    made: ScenarioDraft = ScenarioDraft.objects.create(
        creditor=creditor,
        **{
            "scenario": version.scenario, "content": version.content | {"steps": version.content["steps"][:-1]},
            "reason": f"Secret de {creditor.name}", "by": "test@example.com", "made_at": NOW, **told,
        },
    )  # fmt: skip
    return made


def an_experiment(creditor: Creditor, **told: Any) -> Experiment:
    """Over: a second scenario brought in 40 € a customer more, beyond doubt."""
    usual = ScenarioVersion.objects.filter(creditor=creditor, scenario__usual=True).latest("number")
    fact = {"creditor": creditor, "recorded_at": NOW}
    other = Scenario.objects.create(name=f"Rival {next(_numbers)}", usual=False, **fact)
    rival = ScenarioVersion.objects.create(scenario=other, number=1, content=usual.content, **fact)
    owner = User.objects.create_user(f"owner{next(_numbers)}@example.com", "secret-secret")
    first, last = TODAY - timedelta(days=90), TODAY - timedelta(days=1)
    made: Experiment = Experiment.objects.create(
        **fact
        | {
            "name": f"Secret de {creditor.name}", "hypothesis": "Plus tôt rapporte plus", "reason": "Retards",
            "champion": usual, "challenger": rival, "share_percent": 50, "within_days": 30, "effect_cents": 3_000,
            "currency": "EUR", "planned": 400, "with_running": False, "start_on": first, "end_on": last,
            "owner": owner, "by": "test@example.com", "ended_on": last, **told,
        }
    )  # fmt: skip
    if made.ended_on is not None:
        Ending.objects.create(
            experiment=made, on=last, how="known", result=json.dumps(found_by(last)), by="rule:x@1", **fact
        )
    return made


def found_by(on: date) -> dict[str, Any]:
    """The result of such an experiment on a day."""
    cash = {
        "champion_mean": 20_000, "challenger_mean": 24_000, "difference": 4_000, "low": 1_900, "high": 6_100,
        "held_low": 1_500, "held_high": 6_500, "known": True, "customers": 380,
    }  # fmt: skip
    bounds = (("difference", 3_000), ("held_low", -500), ("held_high", 6_900))
    looks = [
        {"on": (on - timedelta(days=1)).isoformat(), "known": False, "customers": 300, **dict(bounds)},
        {"on": on.isoformat(), "customers": 380} | {name: cash[name] for name in ("known", *dict(bounds))},
    ]
    return {
        "on": on.isoformat(), "entered": {"champion": 200, "challenger": 200}, "planned": 400, "within_days": 30,
        "over": {"champion": 190, "challenger": 190}, "measures": {"cash_cents": cash}, "looks": looks,
        "rail": None, "ending": "known",
    }  # fmt: skip


def an_improvement(creditor: Creditor, objective: Objective | None = None, **told: Any) -> Improvement:
    """Worth 1 000 € a year for two days of effort."""
    return Improvement.objects.create(
        creditor=creditor,
        recorded_at=NOW,
        objective=objective,
        **{
            "title": f"Secret de {creditor.name}", "value_cents": 100_000, "currency": "EUR",
            "effort_tenths": 20, "by": "test@example.com", **told,
        },
    )  # fmt: skip


def connected(customer: Customer) -> dict[str, int]:
    """A connected system, and something it may have been told."""
    connector = Connector.objects.create(
        creditor_id=customer.creditor_id,
        kind="dolibarr",
        name="ERP",
        settings={"address": "https://erp.test"},
    )
    intention = Intention.objects.create(
        creditor_id=customer.creditor_id, recorded_at=NOW, connector=connector, customer=customer, kind="comment",
        key=f"enc-{customer.pk}", content='{"text":"Rappelé"}', by="test@example.com", state="uncertain",
    )  # fmt: skip
    return {"connector": connector.pk, "intention": intention.pk}


def a_scenario(creditor: Creditor) -> Scenario:
    """A scenario beside the usual one, published once; its name is no customer's, for whoever is a member to read."""
    fact = {"creditor": creditor, "recorded_at": NOW}
    scenario = Scenario.objects.create(**fact, name=f"Comptes clés {creditor.pk}", usual=False)
    usual = latest_version(creditor.pk)
    ScenarioVersion.objects.create(**fact, scenario=scenario, number=1, content=usual.content)
    return scenario


def a_step_task(invoice: Receivable, kind: str = "call", because: str = "silence") -> StepTask:
    """The scenario asks somebody to call about it."""
    return StepTask.objects.create(
        creditor_id=invoice.creditor_id, recorded_at=NOW, customer_id=invoice.customer_id, receivable=invoice,
        kind=kind, because=because, position=2, since_on=TODAY,
    )  # fmt: skip


def one_of_each(creditor: Creditor) -> dict[str, int]:
    """One row of every kind that an address can name; their primary keys by kind."""
    customer = a_customer(creditor, f"Secret de {creditor.name}")
    invoice = an_invoice(customer, 120_000, number=f"SECRET-{creditor.pk}")
    application = an_application(invoice, 20_000)
    fact = {"creditor": creditor, "recorded_at": NOW}
    about = {**fact, "customer": customer, "by": "test@example.com", "reason": "Motif"}
    intake = an_intake(creditor)
    member = Membership.objects.get(user=a_person("collector", creditor))
    review = AccessReview.objects.create(**fact, opened_by="test@example.com")
    told = {"role": "collector", "scope": "creditor"}
    line = AccessReviewLine.objects.create(**fact, **told, review=review, user=member.user)
    invitation = AccessInvitation.objects.create(
        **fact, **told, email="invite@example.com", token_digest=f"{creditor.pk:064}", by="test@example.com",
        valid_until=NOW + timedelta(days=7),
    )  # fmt: skip
    objective = an_objective(creditor)
    return {
        "member": member.pk,
        "review": review.pk,
        "review_line": line.pk,
        "invitation": invitation.pk,
        "customer": customer.pk,
        "finding": a_finding(customer).pk,
        "merging": a_merging(customer).pk,
        "contract": Contract.objects.create(
            **fact, customer=customer, number="SECRET-C", from_on=TODAY, terms_days=45, by="test@example.com"
        ).pk,
        "promotion": Promotion.objects.create(
            **fact, customer=customer, name="SECRET-P", from_on=TODAY, rate_bps=500, by="test@example.com"
        ).pk,
        "objective": objective.pk,
        "trial": a_trial(creditor).pk,
        "asked_trial": an_asked_trial(creditor).pk,
        "draft": a_draft(creditor).pk,
        "experiment": an_experiment(creditor).pk,
        "improvement": an_improvement(creditor, objective).pk,
        "contact": a_contact(customer).pk,
        "invoice": invoice.pk,
        "application": application.pk,
        "payment": a_payment(customer, 4_500).pk,
        "double": a_double(customer).pk,
        "hold": Hold.objects.create(**about, from_on=TODAY).pk,
        "leniency": Leniency.objects.create(**about, from_on=TODAY, kind="no_courtesy").pk,
        "doubtful": Doubtful.objects.create(**about, from_on=TODAY, rule="person").pk,
        **a_case_at_law(customer),
        **sales_of(customer, TODAY, NOW),
        "field": a_field(creditor).pk,
        "request": a_request(customer).pk,
        "prospect": a_prospect(customer).pk,
        "layout": a_layout(creditor).pk,
        "scenario": a_scenario(creditor).pk,
        "step_task": a_step_task(invoice).pk,
        "dispute": Dispute.objects.create(**about, receivable=invoice, amount_cents=100, opened_on=TODAY).pk,
        "message": a_message(invoice).pk,
        "letter": some_letters(customer).pk,
        "posted_letter": a_posted_letter(customer).pk,
        "received": a_received_mail(customer).pk,
        "intake": intake.pk,
        "upload": a_table(creditor).pk,
        **connected(customer),
        **intake_of(creditor, NOW),
        "line": a_bank_line(creditor, intake, 30_000).pk,
        **outgoing(customer),
        "refund_order": an_order(creditor, intake.kept).pk,
        "deposit": a_slip(creditor).pk,
        "payout": a_payout(creditor, intake).pk,
        "account": BankAccount.objects.get(creditor=creditor, number__startswith="FR").pk,
        "mailing": a_mailing(creditor).pk,
        **shared_work(
            customer, away=a_person("collector", creditor), other=a_person("salesperson", creditor)
        ),
        "indicator": an_indicator(creditor).pk,
        "doubt": a_doubt(a_bank_line(creditor, intake, 40_000, state="doubtful"), customer).pk,
        **recorded_for_measures(customer),
        **said_by_payer(invoice, intake),
        "entry_export": an_export(creditor).pk,
        **debited(invoice, intake.kept, on=TODAY, at=NOW),
    }


def a_case_at_law(customer: Customer) -> dict[str, int]:
    """An exception that awaits a decision, and a phase that another opened and that is over."""
    case = Case.objects.filter(customer=customer, closed_on__isnull=True).first() or a_case(customer)
    fact = {"creditor": customer.creditor, "recorded_at": NOW, "customer": customer}
    asked, other = (
        PhaseException.objects.create(**fact, case=case, on=TODAY, reason="Motif", by="test@example.com")
        for _ in range(2)
    )
    PhaseDecision.objects.create(
        **fact, exception=asked, approved=True, on=TODAY, asked_by="test@example.com", by="other@example.com"
    )
    hold = Hold.objects.create(
        **fact, from_on=TODAY, released_on=TODAY, reason="Motif", kind="judicial", by="test@example.com"
    )
    phase = JudicialPhase.objects.create(
        **fact, case=case, procedure="summons", entered_on=TODAY, exception=asked, hold=hold, content="{}",
        left_on=TODAY, outcome="paid", left_by="test@example.com", by="test@example.com",
    )  # fmt: skip
    return {"phase_exception": other.pk, "judicial_phase": phase.pk}


def some_letters(customer: Customer) -> Message:
    """A letter to post, and one that was recalled; return the first."""
    laid, recalled = (
        a_message(an_invoice(customer), state=state, channel="letter") for state in ("delivered", "recalled")
    )
    for message in (laid, recalled):
        a_delivery(message, days_ago=1)
    LetterEnding.objects.create(
        creditor_id=customer.creditor_id, recorded_at=NOW, customer=customer, message=recalled, kind="recalled",
        on=TODAY, cause="person", reason="person", facts='{"text": "Mauvaise adresse"}', by="claire@example.com",
        moved="aside", to_answer=True,
    )  # fmt: skip
    return laid


def a_posted_letter(customer: Customer) -> LetterEnding:
    """A letter of which somebody said that it was posted."""
    message = a_message(an_invoice(customer), state="delivered", channel="letter")
    a_delivery(message, days_ago=1)
    return LetterEnding.objects.create(
        creditor_id=customer.creditor_id, recorded_at=NOW, customer=customer, message=message, kind="posted",
        on=TODAY, by="claire@example.com",
    )  # fmt: skip


def said_by_payer(invoice: Receivable, intake: Intake) -> dict[str, int]:
    """A promise, and an advice with a document that it leaves a part of."""
    fact = {"creditor_id": invoice.creditor_id, "recorded_at": NOW}
    due_on = TODAY + timedelta(days=5)
    made = Promise.objects.create(
        **fact, customer=invoice.customer, made_on=TODAY, due_on=due_on, until_on=due_on + timedelta(days=3),
        amount_cents=5_000, currency="EUR", source="call", by="test@example.com",
    )  # fmt: skip
    PromisedItem.objects.create(
        **fact, promise=made, customer=invoice.customer, receivable=invoice, amount_cents=5_000
    )
    advice = Remittance.objects.create(
        **fact, intake=intake, customer=invoice.customer, fingerprint=f"{invoice.pk:064}", payer="SECRET SA",
        number="SECRET-VIR", paid_on=TODAY, received_on=TODAY, total_cents=90_000, currency="EUR",
    )  # fmt: skip
    line = RemittanceLine.objects.create(
        **fact, remittance=advice, customer=invoice.customer, position=1, number=invoice.number, kind="invoice",
        gross_cents=100_000, deduction_cents=10_000, paid_cents=90_000, text="Manquant", receivable=invoice,
        missing_cents=10_000, reason="shortage", treated="ask",
    )  # fmt: skip
    return {"promise": made.pk, "remittance": advice.pk, "remittance_line": line.pk}


def an_export(creditor: Creditor) -> EntryExport:
    """A file of entries; its content is not kept."""
    fact = {"creditor": creditor, "recorded_at": NOW}
    kept = KeptFile.objects.create(
        **fact, sha256="0" * 64, size=1, media_type="text/plain", name="e.txt", place="no"
    )
    return EntryExport.objects.create(
        **fact, number=1, kept=kept, entries=0, from_on=TODAY, to_on=TODAY, exported_on=TODAY, debit_cents=0,
        customers_cents=0, currency="EUR", by="test@example.com",
    )  # fmt: skip


def a_field(creditor: Creditor, code: str = "rank", subject: str = "customer", **told: Any) -> Field:
    """A field of the creditor's own, of texts unless told."""
    fact = {"creditor": creditor, "recorded_at": NOW, "by": "test@example.com"}
    labels = {"label_fr": f"Champ {code}", "label_en": f"Field {code}"}
    return Field.objects.create(**fact, **labels, subject=subject, code=code, **{"kind": "text", **told})


def a_merging(kept: Customer) -> Merging:
    """Another account that was found to be this customer's."""
    absorbed = a_customer(kept.creditor, f"Secret de {kept.creditor.name}, ancien compte", merged_into=kept)
    return Merging.objects.create(
        creditor=kept.creditor,
        recorded_at=NOW,
        absorbed=absorbed,
        into=kept,
        reason="Motif",
        by="test@example.com",
    )


def a_layout(creditor: Creditor, **told: Any) -> TableMapping:
    """A layout of tables that is known: two columns that say who a customer is."""
    plan = Mapping("customers", {"account": "Compte", "name": "Raison"})
    row = {
        "name": "clients.csv",
        "signature": f"{next(_numbers):064}",
        "target": "customers",
        "by": "test@example.com",
    }
    return TableMapping.objects.create(
        creditor=creditor, recorded_at=NOW, **{**row, "plan": canonical(plan.to_json()), **told}
    )


def a_prospect(customer: Customer, **told: Any) -> Prospect:
    """A customer of the base that owes nothing yet."""
    fact = {"creditor_id": customer.creditor_id, "recorded_at": NOW, "by": "test@example.com"}
    return Prospect.objects.create(**fact, customer=customer, **{"since_on": TODAY, **told})


def a_request(customer: Customer, **told: Any) -> DocumentRequest:
    """A delivery note asked of a customer, due in ten days unless told."""
    due_on = told.pop("due_on", TODAY + timedelta(days=10))
    return DocumentRequest.objects.create(
        creditor_id=customer.creditor_id,
        recorded_at=NOW,
        customer=customer,
        due_on=due_on,
        until_on=due_on + timedelta(days=30),
        **{
            "kinds": "delivery", "address": "https://encours.example", "nonce": f"n{next(_numbers)}",
            "by": "test@example.com", **told,
        },
    )  # fmt: skip


def a_double(customer: Customer, cents: int = 7_700) -> Double:
    """An invoice set aside: it is another one of its customer, told twice."""
    kept, double = an_invoice(customer, cents), an_invoice(customer, cents)
    Receivable.objects.filter(pk=double.pk).update(same_as=kept, gone_on=double.issued_on)
    return Double.objects.create(
        creditor_id=customer.creditor_id,
        recorded_at=NOW,
        customer=customer,
        receivable=double,
        kept_receivable=kept,
        on=TODAY,
        reason="Saisie deux fois",
        by="test@example.com",
    )


def a_finding(customer: Customer, rule: str = "siren_invalid", **told: Any) -> Finding:
    """An error found in a customer's file, and the look that found it."""
    fact = {"creditor": customer.creditor, "recorded_at": NOW}
    if not Assessment.objects.filter(creditor=customer.creditor).exists():
        figures = {
            "currency": "EUR", "customers": 1, "debtors": 1, "score": 0, "owed_cents": 120_000, "sure_cents": 0,
            "complete": 50,
            "rules": [
                {"rule": rule, "severity": CODES[rule].severity, "count": 1, "files": 1,
                 "at_stake_cents": 120_000, "holds": CODES[rule].holds}
            ],
        }  # fmt: skip
        Assessment.objects.create(**fact, on=TODAY, figures=figures, by="test@example.com")
    return Finding.objects.create(
        **fact,
        customer=customer,
        rule=rule,
        **{
            "key": f"{rule}:{customer.pk}:{next(_numbers)}",
            "severity": CODES[rule].severity,
            "holds": CODES[rule].holds,
            "weighs": CODES[rule].severity != "minor",
            "value": "732829321",
            "at_stake_cents": 120_000,
            **told,
        },
    )


def a_received_mail(customer: Customer, /, **told: Any) -> Received:
    """A mail of this customer's contact, filed."""
    fact = {"creditor": customer.creditor, "recorded_at": NOW}
    digest = f"{next(_numbers):064}"
    kept = KeptFile.objects.create(
        **fact, sha256=digest, size=10, media_type="message/rfc822", name="courriel.eml", place=digest
    )
    told = {"customer": customer, "filing": "filed", "filed_because": "contact", "kind": "reply"} | told
    return Received.objects.create(
        **fact, kept=kept, fingerprint=digest, because="in_reply_to", sender="compta@example.com",
        subject=f"Réponse de {customer.name}", text="Bonjour,\nnous payons lundi.", on=TODAY, **told,
    )  # fmt: skip


def a_mailing(creditor: Creditor) -> Mailing:
    """A board mailed each week to nobody of the house."""
    person = User.objects.create_user(f"boss{next(_numbers)}@example.com", None, name="Boss")
    return Mailing.objects.create(
        creditor=creditor, recorded_at=NOW, user=person, rhythm="weekly", recipients=["x@example.com"]
    )


def an_indicator(creditor: Creditor, **told: Any) -> Indicator:
    """A figure of one's own: what part of the overdue is contested."""
    told = {
        "code": "contested",
        "name": "Part contestée",
        "expression": "disputed_cents / nullif(overdue_cents, 0)",
        "unit": "share",
        "by": "test@example.com",
        **told,
    }
    return Indicator.objects.create(creditor=creditor, recorded_at=NOW, **told)


def recorded_for_measures(customer: Customer) -> dict[str, int]:
    """A cost, a loss, a complaint and a survey, as acts record them."""
    told: dict[str, Any] = {"author": "test@example.com", "at": NOW}
    what = f"Secret de {customer.creditor.name}"
    cost = record_cost(
        customer.creditor, what=what, kind="staff", amount_cents=100_000, from_on=TODAY, **told
    )
    loss = record_outcome(customer, kind="written_off", amount_cents=5_000, on=TODAY, text=what, **told)
    said = record_complaint(customer, kind="complaint", source="customer", on=TODAY, text=what, **told)
    asked, _token = ask_survey(customer, on=TODAY, **told)
    no_more = record_complaint(customer, kind="opt_out", source="customer", on=TODAY, text=what, **told)
    return {
        "cost": cost.pk,
        "outcome": loss.pk,
        "complaint": said.pk,
        "opposition": no_more.pk,
        "survey": asked.pk,
    }


def a_bank_line(creditor: Creditor, intake: Intake, cents: int, *, state: str = "unapplied") -> BankLine:
    """One booked movement of an attached account."""
    fact = {"creditor": creditor, "recorded_at": NOW}
    account, _made = BankAccount.objects.get_or_create(
        creditor=creditor, number="FR7630006000011234567890189", defaults={**fact, "attached": True}
    )
    statement = Statement.objects.create(**fact, account=account, intake=intake, from_on=TODAY, to_on=TODAY)
    return BankLine.objects.create(
        **fact,
        account=account,
        statement=statement,
        booked_on=TODAY,
        known_on=TODAY,
        amount_cents=cents,
        currency="EUR",
        counterparty=f"Secret de {creditor.name}",
        fingerprint=f"line/{next(_numbers)}",
        state=state,
    )


def a_slip(creditor: Creditor) -> Deposit:
    """Two cheques that wait for their credit."""
    lines = [SlipLine("1", f"Secret de {creditor.name}", 3_000, ""), SlipLine("2", "", 700, "")]
    told = Slipped("cheque", f"B-{next(_numbers)}", TODAY, 0, "EUR", lines)
    return key_in_deposit(creditor, told, author="test@example.com", at=NOW, on=TODAY)


def a_payout(creditor: Creditor, intake: Intake, cents: int = 7_000) -> Payout:
    """What a provider says that it pays out, and no credit is yet."""
    fact = {"creditor": creditor, "recorded_at": NOW}
    account, _made = BankAccount.objects.get_or_create(
        creditor=creditor, number="STRIPE", defaults={**fact, "attached": True}
    )
    return Payout.objects.create(
        **fact, account=account, provider="stripe", reference=f"po_{next(_numbers)}", paid_on=TODAY,
        net_cents=cents, currency="EUR", intake=intake,
    )  # fmt: skip


def outgoing(customer: Customer) -> dict[str, int]:
    """A refund that waits for an agreement, and a transfer to another customer."""
    told: dict[str, Any] = {"author": "test@example.com", "at": NOW, "on": TODAY}
    paid = a_payment(customer, 9_000)
    asked = Asked(1_000, TODAY, f"Secret de {customer.creditor.name}")
    refund = ask_refund(paid, asked, made_from=None, **told)
    to = a_customer(customer.creditor, f"Secret aussi de {customer.creditor.name}")
    moved = transfer_cash(paid, to, amount_cents=2_000, reason="Motif", made_from=None, **told)
    return {"refund": refund.pk, "transfer": moved.pk}


def an_order(creditor: Creditor, kept: KeptFile) -> RefundOrder:
    """A file of one credit transfer."""
    return RefundOrder.objects.create(
        creditor=creditor, recorded_at=NOW, number=1, reference=f"RBT{creditor.pk}-1", made_on=TODAY,
        refunds_count=1, total_cents=1_000, kept=kept, by="test@example.com",
    )  # fmt: skip


def a_doubt(line: BankLine, customer: Customer) -> Doubt:
    """A line that may be a payment that the ledger already posts."""
    payment = a_payment(customer, line.amount_cents, days_ago=1)
    Payment.objects.filter(pk=payment.pk).update(source="ledger")
    return Doubt.objects.create(
        creditor_id=line.creditor_id, recorded_at=NOW, line=line, payment=payment, reason="two_possible"
    )


def a_standing(invoice: Receivable, *, step: int, segment: str) -> Position:
    """Where the last run left an invoice."""
    run = Run.objects.filter(creditor_id=invoice.creditor_id).first() or a_run(invoice.customer.creditor)
    return Position.objects.create(
        receivable=invoice,
        creditor_id=invoice.creditor_id,
        customer=invoice.customer,
        step=step,
        next_step=step + 1,
        next_on=TODAY,
        segment=segment,
        reason="proposed",
        run=run,
    )
