"""The judicial phase of a case: entered once the amicable one has failed, or by an exception that somebody approved."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from encours.acts.approvals.capacity import capacity_of
from encours.acts.legal.choosing import told
from encours.acts.legal.gathering import facts_of, notice_of, open_case, running_phase
from encours.acts.legal.telling import tell_asker, tell_deciders
from encours.core.evidence import canonical
from encours.core.legal.facts import JUDICIAL, Point
from encours.core.legal.phase import lacking
from encours.core.refusals import RuleError
from encours.records.cases.models import Case, Hold
from encours.records.history.writing import Record, recording
from encours.records.legal.models import OUTCOMES, JudicialPhase, PhaseDecision, PhaseException
from encours.records.parties.models import Customer

_LONGEST = 300


class AmicableFirstError(RuleError):
    """The amicable phase has not failed: `points` say what it lacks."""

    def __init__(self, points: list[Point]) -> None:
        super().__init__(
            "amicable_first",
            "La phase amiable n’a pas échoué : la page du dossier dit ce qui manque. Sinon, demander une exception.",
        )
        self.points = points


def enter_judicial(
    customer: Customer, procedure: str, *, on: date, author: str, at: datetime
) -> JudicialPhase:
    """Bring the case of a customer before the judge: its amicable reminders are held from then on.

    Raises
        AmicableFirstError: the amicable phase has not failed, and no exception was approved for this case.
        RuleError: no case runs, the procedure is none before a judge, or it is there already.
    """
    if procedure not in JUDICIAL:
        raise RuleError("procedure_wrong", "Choisir une procédure judiciaire.")
    with recording(customer.creditor_id, "enter_judicial", author=author, cause=procedure, at=at) as record:
        case = _case(customer)
        if running_phase(customer.pk) is not None:
            raise RuleError("already_judicial", "Ce dossier est déjà en phase judiciaire.")
        facts = facts_of(customer, record.creditor, on=on)
        missing = lacking(facts, on=on)
        exception = approved_exception(case)
        notice = notice_of(customer, record.creditor, on=on)
        if missing and exception is None:
            raise AmicableFirstError(missing)
        hold = _held(record, customer, on, author)
        way: dict[str, Any] = (
            {"exception": exception} if missing else {"notice_id": notice and notice.message_id}
        )
        made = JudicialPhase.objects.create(
            creditor=record.creditor, recorded_at=record.at, entry=record.entry, customer=customer, case=case,
            procedure=procedure, entered_on=on, hold=hold, content=canonical(told(facts)), by=author, **way,
        )  # fmt: skip
        record.wrote(JudicialPhase, [made])
        record.of(customer.pk, judicial=made.pk, procedure=procedure, entered_on=on,
                  exception=made.exception_id, notice=made.notice_id)  # fmt: skip
    return made


def leave_judicial(
    phase: JudicialPhase, *, outcome: str, reason: str, on: date, author: str, at: datetime
) -> None:
    """Close the judicial phase: what is still owed is reminded of again.

    Raises
        RuleError: an unknown outcome, or it was left already.
    """
    if outcome not in OUTCOMES:
        raise RuleError("outcome_wrong", "Dire comment la phase judiciaire s’achève.")
    said = " ".join(reason.split())[:_LONGEST]
    with recording(
        phase.creditor_id, "leave_judicial", author=author, cause=said or outcome, at=at
    ) as record:
        day = max(on, phase.entered_on)
        left = JudicialPhase.objects.filter(pk=phase.pk, left_on__isnull=True).update(
            left_on=day, outcome=outcome, left_reason=said, left_by=author
        )
        if not left:
            raise RuleError("already_left", "La phase judiciaire de ce dossier est déjà close.")
        Hold.objects.filter(pk=phase.hold_id, released_on__isnull=True).update(released_on=day)
        record.of(phase.customer_id, judicial=phase.pk, left_on=day, outcome=outcome, reason=said)


def ask_exception(customer: Customer, *, reason: str, on: date, author: str, at: datetime) -> PhaseException:
    """Ask that a case enters the judicial phase though the amicable one has not failed; who may decide is told.

    Raises
        RuleError: no reason, no case, nothing lacks, or one is asked already.
    """
    said = _said(reason)
    with recording(customer.creditor_id, "ask_phase_exception", author=author, cause=said, at=at) as record:
        case = _case(customer)
        if not lacking(facts_of(customer, record.creditor, on=on), on=on):
            raise RuleError(
                "nothing_lacks", "La phase amiable a échoué : la phase judiciaire s’ouvre sans exception."
            )
        if PhaseException.objects.filter(case=case, decision__isnull=True).exists() or approved_exception(
            case
        ):
            raise RuleError("already_asked", "Une exception est déjà demandée, ou accordée, pour ce dossier.")
        made = PhaseException.objects.create(
            creditor=record.creditor, recorded_at=record.at, entry=record.entry, customer=customer, case=case,
            on=on, reason=said, by=author,
        )  # fmt: skip
        record.wrote(PhaseException, [made])
        record.of(customer.pk, exception=made.pk, reason=said)
        record.untouched.add(customer.pk)
        tell_deciders(record, made, customer)
    return made


def decide_exception(
    asked: PhaseException, *, approved: bool, reason: str, on: date, author: str, at: datetime
) -> PhaseDecision:
    """Approve or refuse an exception, in one's own name or in that of whom one stands in for.

    Raises
        RuleError: who asked decides, a role that does not approve, a refusal without a reason, or decided already.
    """
    said = " ".join(reason.split())[:_LONGEST]
    if not approved and not said:
        raise RuleError("reason_wrong", "Refuser une exception demande un motif : l’indiquer.")
    with recording(
        asked.creditor_id, "decide_phase_exception", author=author, cause=said or "desk", at=at
    ) as record:
        capacity = capacity_of(asked.creditor_id, author, on=on)
        name = capacity.agrees(None)
        if asked.by in (author, name):
            raise RuleError(
                "four_eyes", "Une exception est décidée par une autre personne que celle qui l’a demandée."
            )
        if name is None or not capacity.known:
            raise RuleError(
                "not_an_approver",
                "Une exception est décidée par la gestion, la direction financière ou l’administration.",
            )
        if PhaseDecision.objects.filter(exception=asked).exists():
            raise RuleError("already_decided", "Cette exception est déjà décidée.")
        made = PhaseDecision.objects.create(
            creditor=record.creditor, recorded_at=record.at, entry=record.entry, customer_id=asked.customer_id,
            exception=asked, approved=approved, on=on, asked_by=asked.by, reason=said, in_name_of=name, by=author,
        )  # fmt: skip
        record.wrote(PhaseDecision, [made])
        record.of(asked.customer_id, exception=asked.pk, approved=approved, reason=said, in_name_of=name)
        record.untouched.add(asked.customer_id)
        tell_asker(record, made)
    return made


def approved_exception(case: Case) -> PhaseException | None:
    """The exception that was approved for a case and has not served yet."""
    rows = PhaseException.objects.filter(case=case, decision__approved=True, phase__isnull=True)
    return rows.order_by("pk").first()


def pending_exception(customer_id: int) -> PhaseException | None:
    """The exception that awaits somebody's decision."""
    rows = PhaseException.objects.filter(customer=customer_id, case__closed_on__isnull=True)
    return rows.filter(decision__isnull=True).first()


def _case(customer: Customer) -> Case:
    case = open_case(customer)
    if case is None:
        raise RuleError(
            "case_missing", "Aucun dossier n’est ouvert pour ce client : rien d’échu n’est à recouvrer."
        )
    return case


def _said(reason: str) -> str:
    said = " ".join(reason.split())[:_LONGEST]
    if not said:
        raise RuleError("reason_wrong", "Demander une exception demande un motif : l’indiquer.")
    return said


def _held(record: Record, customer: Customer, on: date, author: str) -> Hold:
    """Amicable reminders are held while the judge has the case: one gate, one hold."""
    hold = Hold.objects.create(
        creditor=record.creditor, recorded_at=record.at, entry=record.entry, customer=customer, from_on=on,
        reason="Phase judiciaire", kind="judicial", by=author,
    )  # fmt: skip
    record.wrote(Hold, [hold])
    return hold
