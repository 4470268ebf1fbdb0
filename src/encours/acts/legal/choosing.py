"""The procedure of a case, chosen by a person beside the one that its facts call for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from encours.acts.legal.gathering import facts_of, open_case
from encours.core.evidence import canonical, plain
from encours.core.legal.facts import CaseFacts
from encours.core.legal.proposing import Weighed, weighed
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.legal.models import ProcedureChoice
from encours.records.parties.models import Customer

_LONGEST = 300


def weigh_procedures(customer: Customer, *, on: date) -> tuple[CaseFacts, list[Weighed]]:
    """The facts of a case, and every procedure weighed on them; nothing is written."""
    facts = facts_of(customer, customer.creditor, on=on)
    return facts, weighed(facts, on=on)


def choose_procedure(
    customer: Customer, procedure: str, *, reason: str, on: date, author: str, at: datetime
) -> ProcedureChoice:
    """Record what is to be done about the case of a customer.

    A judicial procedure is only chosen here: it begins by entering the judicial phase (`acts.legal.phase`).

    Raises
        RuleError: no case runs, the procedure is none, or another than the proposed one is chosen without a reason.
    """
    said = " ".join(reason.split())[:_LONGEST]
    with recording(
        customer.creditor_id, "choose_procedure", author=author, cause=said or "desk", at=at
    ) as record:
        case = open_case(customer)
        if case is None:
            raise RuleError(
                "case_missing", "Aucun dossier n’est ouvert pour ce client : rien d’échu n’est à recouvrer."
            )
        facts, every = weigh_procedures(customer, on=on)
        chosen = next((one for one in every if one.procedure == procedure), None)
        if chosen is None:
            raise RuleError("procedure_wrong", "Choisir une des procédures proposées.")
        proposed = next(one for one in every if one.proposed)
        if not chosen.proposed and not said:
            raise RuleError(
                "reason_wrong",
                "Choisir une autre procédure que celle proposée demande un motif : l’indiquer.",
            )
        made = ProcedureChoice.objects.create(
            creditor=record.creditor, recorded_at=record.at, entry=record.entry, customer=customer, case=case,
            procedure=procedure, proposed=proposed.procedure, on=on, reason=said, by=author,
            content=canonical({"facts": told(facts), "chosen": reasons(chosen), "proposed": reasons(proposed)}),
        )  # fmt: skip
        record.wrote(ProcedureChoice, [made])
        record.of(customer.pk, procedure=procedure, proposed=proposed.procedure, reason=said, on=on)
        record.untouched.add(customer.pk)  # a choice moves no reminder: entering the judicial phase does
    return made


def told(facts: CaseFacts) -> dict[str, Any]:
    """The facts as they are kept."""
    return {name: _plain(value) for name, value in asdict(facts).items()}


def reasons(one: Weighed) -> dict[str, Any]:
    """What spoke for and against a procedure, as it is kept."""
    return {
        "procedure": one.procedure,
        **{
            name: [{"code": point.code, "facts": {key: _plain(value) for key, value in point.facts.items()}}
                   for point in points]
            for name, points in (("for", one.speaks_for), ("against", one.against), ("bars", one.bars))
        },
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else plain(value)


def last_choice(customer_id: int) -> ProcedureChoice | None:
    """What was chosen last about the case that runs."""
    rows = ProcedureChoice.objects.filter(customer=customer_id, case__closed_on__isnull=True)
    return rows.order_by("-pk").first()
