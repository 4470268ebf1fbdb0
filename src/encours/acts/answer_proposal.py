"""A person answers what is proposed for a bank line: accepted whole in one word, or refused and remembered."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F

from encours.acts.apply_line import remember_sender, waiting_line, write_applied
from encours.acts.portions import Portion, checked, paid_by
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.records.cash.models import BankLine, Candidate
from encours.records.cash.proposals import Proposal, proposals_of
from encours.records.cash.refusals import Refusal
from encours.records.history.writing import recording

_ALL = 1_000  # of one line: more than are ever kept


def accept_proposal(
    line: BankLine, key: str, *, remember_payer: bool, made_from: int | None, author: str, at: datetime
) -> None:
    """Apply a line as proposed: a whole set with its credit notes and what is given up, an item, or a customer.

    `key` says what was shown (`Proposal.key`).

    Raises
        StaleFormError: the line changed since the page was read.
        RuleError: the proposal is gone, or what it would apply is not open any more.
    """
    with recording(
        line.creditor_id, "accept_proposal", author=author, cause=f"bank line {line.pk}", at=at
    ) as record:
        now = waiting_line(line, made_from)
        proposal = _shown(now, key)
        first = proposal.first
        portions = checked(
            now,
            [
                Portion(row.receivable, cents, row.given_up, row.given_up_cents)
                for row, cents in proposal.shares
                if row.receivable is not None
            ],
        )
        evidence = canonical({"named": len(portions), "line_cents": now.amount_cents})
        paid = paid_by(now, portions, owner=first.customer_id, reason=first.reason, evidence=evidence)
        write_applied(record, now, paid)
        if remember_payer and len({row.customer_id for row in proposal.rows}) == 1:
            remember_sender(record, now, first.customer)
        record.tell(reason=first.reason, items=len(portions))


def refuse_proposal(
    line: BankLine, key: str, *, made_from: int | None, author: str, at: datetime, on: date
) -> None:
    """Say that a line does not pay what is proposed: neither it nor, for a while, its payer (`core.matching.refusals`).

    Raises
        StaleFormError: the line changed since the page was read.
        RuleError: the proposal is gone.
    """
    with recording(
        line.creditor_id, "refuse_proposal", author=author, cause=f"bank line {line.pk}", at=at
    ) as record:
        now = waiting_line(line, made_from)
        proposal = _shown(now, key)
        first = proposal.first
        kind, value = ("iban", now.iban) if now.iban else ("alias", now.counterparty)
        keys = sorted(row.receivable_id for row in proposal.rows if row.receivable_id is not None)
        made = Refusal.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            line=now,
            customer=first.customer,
            kind=kind if value else "",
            value=value,
            items=",".join(map(str, keys)),
            reason=first.reason,
            refused_on=on,
            by=author,
        )
        record.wrote(Refusal, [made])
        Candidate.objects.filter(pk__in=[row.pk for row in proposal.rows]).delete()
        BankLine.objects.filter(pk=now.pk).update(version=F("version") + 1)
        record.of(first.customer_id, line=now.pk, refused=made.items, reason=made.reason)


def _shown(line: BankLine, key: str) -> Proposal:
    """The proposal that the page showed, if it still stands."""
    found = next((one for one in proposals_of([line], most=_ALL)[line.pk] if one.key == key), None)
    if found is None:
        raise RuleError(
            "proposal_gone", "Cette proposition n’est plus là : relire la page, puis recommencer."
        )
    return found
