"""Bank lines in words: what they are, whose they may be and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from encours.desk.matched import matcher_reason
from encours.records.cash.models import BankLine, Doubt
from encours.records.cash.proposals import Proposal, proposals_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits, and what is proposed for it, the likeliest first."""

    line: BankLine
    proposals: list[Proposal]


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
        "cheques_together": _("remise de chèques sans bordereau : ces factures en font le montant"),
        "cards_of_a_day": _(
            "remise de cartes sans bordereau : les ventes de ce jour en font le montant, commission déduite"
        ),
        "batch_kept_whole": _("facture citée dans un lot dont la banque ne dit pas les montants"),
        "item_contested": _("la facture est en litige : une personne dit si ce paiement la solde"),
        "payer_insolvent": _(
            "procédure collective : une créance antérieure ne peut plus être payée (C. com. L622-7)"
        ),
        "set_gave_up": _("trop de pièces ouvertes pour chercher tous les ensembles"),
        "double_payment": _("semble déjà payé : à rembourser ?"),
        "other_currency": _("numéro cité, mais une autre devise"),
        "advice_beyond_line": _("l’avis de paiement dépasse ce que la ligne apporte"),
    }.get(code) or matcher_reason(code)


def state_name(code: str) -> tuple[str, str]:
    """The state of a line in the reader's language, and its tone."""
    return {
        "unapplied": (_("Non affecté"), "watch"),
        "doubtful": (_("Doute : peut-être déjà en comptabilité"), "watch"),
        "applied": (_("Affecté"), "ok"),
        "confirmed": (_("Confirme un paiement de la comptabilité"), "ok"),
        "set_aside": (_("Écarté"), "quiet"),
        "debit": (_("Sortie d’argent"), "quiet"),
        "returned": (_("Paiement rejeté"), "late"),
        "detailed": (_("Lot détaillé par un avis : ses lignes le remplacent"), "quiet"),
        "detached": (_("Compte bancaire à confirmer"), "watch"),
    }.get(code, (code, "quiet"))


def standing(row: BankLine, *, asked: bool) -> tuple[str, str]:
    """The state of a line as `state_name` says it; `asked`: the ledger may hold its payment, and nobody has answered.

    What a person undid waits for a person too, and may not be in the ledger at all.
    """
    if row.state == "doubtful" and not asked:
        return _("À affecter par une personne : ce qui l’était a été annulé"), "watch"
    return state_name(row.state)


def with_proposals(lines: Sequence[BankLine], *, most: int) -> list[Waiting]:
    """Each line with its best proposals: one query, however many."""
    found = proposals_of(lines, most=most)
    return [Waiting(line, found[line.pk]) for line in lines]


def split_of(proposal: Proposal) -> str:
    """Where a person says by hand what the line pays, beginning with what is proposed."""
    first = proposal.first
    asked: dict[str, str | int] = {
        "customer": first.customer_id,
        "item": first.receivable_id or 0,
        "what": proposal.key,
    }
    return f"{reverse('apply_line', args=[proposal.line.pk])}?{urlencode(asked)}"


def doubts(line: BankLine) -> list[Doubt]:
    """Payments of the ledger that this line may be, to which nobody has answered."""
    rows = Doubt.objects.filter(line=line, same__isnull=True).select_related("payment__customer")
    return list(rows.order_by("payment__paid_on", "pk"))


def in_doubt(lines: Sequence[BankLine]) -> set[int]:
    """The keys of those that wait for an answer to a doubt: one query where any may."""
    keys = [line.pk for line in lines if line.state == "doubtful"]
    if not keys:
        return set()
    return set(Doubt.objects.filter(line__in=keys, same__isnull=True).values_list("line", flat=True))


def doubt_reason(code: str) -> str:
    """Why the house does not know by itself."""
    return {
        "two_possible": _("plusieurs paiements possibles"),
        "unknown_customer": _("payeur inconnu, même montant"),
    }.get(code, _("même montant, dates proches"))
