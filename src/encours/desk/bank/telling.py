"""Bank lines in words: what they are, whose they may be and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from encours.desk.matched import matcher_reason
from encours.records.cash.models import BankLine, Candidate, Doubt


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits, its likeliest candidates, and, in doubt, the ledger payments it may be."""

    line: BankLine
    candidates: list[Candidate]


def candidate_reason(code: str) -> str:
    """Why this customer or item is proposed."""
    return {
        "ambiguous_number": _("le numéro cité peut désigner plusieurs factures"),
        "several_customers": _("les numéros cités sont de plusieurs clients"),
        "same_amount_known_payer": _("payeur connu, même montant"),
        "payer_differs": _("numéro cité, mais un autre payeur"),
        "weak_number": _("un numéro ressemblant est cité"),
        "payer_set_aside": _("numéro cité par un payeur que vous écartez d’habitude"),
        "name_and_amount": _("nom ressemblant et même montant"),
        "already_paid": _("facture citée, déjà soldée"),
        "known_payer": _("payeur connu"),
        "name": _("nom ressemblant"),
        "amount": _("même montant"),
        "ambiguous_set": _("plusieurs ensembles de factures possibles"),
        "set_gave_up": _("trop de pièces ouvertes pour chercher tous les ensembles"),
        "double_payment": _("semble déjà payé : à rembourser ?"),
        "other_currency": _("numéro cité, mais une autre devise"),
        "on_account": _("acompte, sans facture citée"),
    }.get(code) or matcher_reason(code)


def state_name(code: str) -> tuple[str, str]:
    """The state of a line in the reader's language, and its tone."""
    return {
        "unapplied": (_("À imputer"), "watch"),
        "doubtful": (_("Doute : peut-être déjà en comptabilité"), "watch"),
        "applied": (_("Imputé"), "ok"),
        "confirmed": (_("Confirme un paiement de la comptabilité"), "ok"),
        "set_aside": (_("Écarté"), "quiet"),
        "debit": (_("Sortie d’argent"), "quiet"),
        "returned": (_("Paiement rejeté"), "late"),
        "detached": (_("Compte à rattacher"), "watch"),
    }.get(code, (code, "quiet"))


def with_candidates(lines: Sequence[BankLine], *, most: int) -> list[Waiting]:
    """Each line with its best candidates: one query, however many."""
    by_line: dict[int, list[Candidate]] = {line.pk: [] for line in lines}
    rows = (
        Candidate.objects.filter(line__in=lines)
        .select_related("customer", "receivable")
        .order_by("line_id", "-score", "receivable__due_on", "pk")
    )
    for row in rows:
        if len(by_line[row.line_id]) < most:
            by_line[row.line_id].append(row)
    return [Waiting(line, by_line[line.pk]) for line in lines]


def doubts(line: BankLine) -> list[Doubt]:
    """Payments of the ledger that this line may be, to which nobody has answered."""
    rows = Doubt.objects.filter(line=line, same__isnull=True).select_related("payment__customer")
    return list(rows.order_by("payment__paid_on", "pk"))


def doubt_reason(code: str) -> str:
    """Why the house does not know by itself."""
    return {
        "two_possible": _("plusieurs paiements possibles"),
        "unknown_customer": _("payeur inconnu, même montant"),
    }.get(code, _("même montant, dates proches"))
