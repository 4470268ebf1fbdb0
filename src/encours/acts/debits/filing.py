"""The transactions of a file named, grouped and written as the bank reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from encours.core.debits.identifiers import latin
from encours.core.debits.preparing import Decided
from encours.core.debits.rules import DebitRules
from encours.formats.pain008 import Group, Order, Transaction, write
from encours.records.debits.models import Debit, Mandate, MandatePast
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

_NAME, _WORDING = 70, 140


@dataclass(frozen=True, slots=True)
class Named:
    """How a transaction is called in the file."""

    sequence: str
    group: str
    end_to_end_id: str


@dataclass(frozen=True, slots=True)
class Filed:
    """The bytes of a file, and the names it gives to its transactions."""

    content: bytes
    named: Mapping[int, Named]


def file_of(
    creditor: Creditor,
    rules: DebitRules,
    reference: str,
    debits: Sequence[Debit],
    ready: Mapping[int, Decided],
    *,
    at: datetime,
) -> Filed:
    """Write the file of these transactions, with `mandate` beside: one group a day, scheme and sequence."""
    sequences = _sequences(debits)
    together: dict[tuple[object, str, str], list[Debit]] = defaultdict(list)
    for debit in debits:
        together[debit.collect_on, debit.mandate.scheme, sequences[debit.pk]].append(debit)
    amended = _amended([debit.mandate for debit in debits])
    wordings = _wordings(creditor, ready)
    named, groups, rank = {}, [], 0
    for number, ((_, scheme, sequence), rows) in enumerate(sorted(together.items(), key=_order), start=1):
        group, transactions = f"{reference}-{number}", []
        for debit in rows:
            rank += 1
            named[debit.pk] = Named(sequence, group, f"{reference}-T{rank}")
            transactions.append(
                _transaction(debit, ready[debit.pk].cents, named[debit.pk], wordings[debit.pk], amended)
            )
        groups.append(Group(group, scheme, sequence, rows[0].collect_on, tuple(transactions)))
    order = Order(
        reference, at, latin(creditor.name, _NAME), rules.ics, creditor.iban, creditor.bic, tuple(groups)
    )
    return Filed(write(order, rules.standard), named)


def _order(group: tuple[tuple[object, str, str], list[Debit]]) -> tuple[str, str, str]:
    day, scheme, sequence = group[0]
    return str(day), scheme, sequence


def _sequences(debits: Sequence[Debit]) -> dict[int, str]:
    """The sequence of each: the first of a mandate is first once, whatever waits for the bank's word already."""
    begun = set(
        Debit.objects.filter(
            mandate__in={debit.mandate_id for debit in debits}, state__in=("prepared", "collected")
        ).values_list("mandate_id", flat=True)
    )
    found = {}
    for debit in debits:
        sequence = debit.mandate.sequence
        found[debit.pk] = "RCUR" if sequence == "FRST" and debit.mandate_id in begun else sequence
        begun.add(debit.mandate_id)
    return found


def _amended(mandates: Sequence[Mandate]) -> dict[int, tuple[str, bool]]:
    """What changed in each mandate since its last collection: its reference then, and whether the account did."""
    used = {one.pk: one for one in mandates if one.used_on is not None}
    found: dict[int, tuple[str, bool]] = {}
    for past in MandatePast.objects.filter(mandate__in=used).order_by("superseded_at", "pk"):
        now = used[past.mandate_id]
        if now.used_on is None or past.superseded_at.date() < now.used_on:
            continue
        umr, moved = found.get(now.pk, ("", False))
        found[now.pk] = (
            umr or (past.umr if past.umr != now.umr else ""),
            moved or past.iban != now.iban,
        )
    return found


def _wordings(creditor: Creditor, ready: Mapping[int, Decided]) -> dict[int, str]:
    """What the debtor's statement says: the invoices collected, as many as fit."""
    keys = {item for one in ready.values() for item, _ in one.items}
    numbers = dict(Receivable.objects.filter(pk__in=keys).values_list("pk", "number"))
    return {
        key: latin(f"{creditor.name[:40]} {' '.join(numbers[item] for item, _ in one.items)}", _WORDING)
        for key, one in ready.items()
    }


def _transaction(
    debit: Debit, cents: int, named: Named, wording: str, amended: Mapping[int, tuple[str, bool]]
) -> Transaction:
    mandate = debit.mandate
    former, moved = amended.get(mandate.pk, ("", False))
    return Transaction(
        end_to_end_id=named.end_to_end_id,
        cents=cents,
        umr=mandate.umr,
        signed_on=mandate.signed_on,
        debtor=mandate.debtor,
        iban=mandate.iban,
        bic=mandate.bic,
        wording=wording,
        former_umr=former,
        new_account=moved,
    )
