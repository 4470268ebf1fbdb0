"""What an import brought and what it refused, as people read it: the same on its page and on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.mapping.targets import TARGETS
from encours.words.languages import nearest
from encours.words.refusals import sentence


@dataclass(frozen=True, slots=True)
class Count:
    """A figure, what it counts, and what became of it."""

    label: str
    value: int
    note: str = ""

    def what(self) -> str:
        """What is counted, and what became of it."""
        return f"{self.label} ({self.note})" if self.note else self.label


def counted(kind: str, told: Mapping[str, Any]) -> list[Count]:
    """The figures of an import of that kind, most telling first."""
    if kind == "ledger":
        return [
            Count(_("Clients"), told.get("customers", 0)),
            *_statuses(_("Factures et avoirs"), told.get("receivables", {})),
            *_statuses(_("Paiements"), told.get("payments", {})),
            *_statuses(_("Affectations"), told.get("applications", {})),
            *_some(_("Rejets de la banque retrouvés en comptabilité"), told.get("returns_confirmed", 0)),
            *_some(_("Paiements douteux, à regarder en banque"), told.get("doubtful", 0)),
            *_of_all(told),
        ]
    of_kind = {
        "einvoice": _einvoice,
        "bank": _bank,
        "lifecycle": _lifecycle,
        "remittance": _remittance,
        "deposit": _deposit,
    }
    labels = of_kind[kind]() if kind in of_kind else _companion(told.get("table", ""))
    found = [Count(label, told[name]) for name, label in labels.items() if isinstance(told.get(name), int)]
    return [*found, *_of_all(told)]


def _lifecycle() -> dict[str, str]:
    return {
        "statuses": _("Statuts"),
        "disputed": _("Litiges ouverts"),
        "held": _("Factures suspendues : non parvenues à l’acheteur"),
        "noted": _("Notés, sans effet sur la relance"),
        "already": _("Déjà pris en compte"),
        "unknown": _("Factures inconnues ici"),
    }


def _remittance() -> dict[str, str]:
    return {
        "advices": _("Avis de paiement"),
        "new": _("Avis nouveaux"),
        "known": _("Avis déjà connus par un autre fichier"),
        "documents": _("Pièces payées"),
        "review": _("Avis dont les sommes ne tombent pas juste : à regarder"),
    }


def _deposit() -> dict[str, str]:
    return {"slips": _("Bordereau enregistré"), "lines": _("Lignes du bordereau")}


def _of_all(told: Mapping[str, Any]) -> list[Count]:
    """What any import may put in doubt."""
    return _some(_("Doublons écartés, à revoir"), told.get("doubles", 0))


def _statuses(label: str, by_status: Mapping[str, int]) -> Iterable[Count]:
    names = _status_names()
    for status in names:
        if by_status.get(status):
            yield Count(label, by_status[status], names[status])


def _some(label: str, value: int) -> list[Count]:
    return [Count(label, value)] if value else []


def _status_names() -> dict[str, str]:
    return {
        "new": _("nouveaux"),
        "changed": _("changés"),
        "unchanged": _("inchangés"),
        "gone": _("absents de ce fichier : suspendus, jamais effacés"),
        "carried": _("repris d’un exercice à l’autre"),
        "replaced": _("repris par le solde d’ouverture"),
        "confirmed": _("déjà vus en banque : confirmés, pas comptés deux fois"),
        "reversed": _("annulés par contre-passation"),
    }


def _bank() -> dict[str, str]:
    return {
        "statements": _("Relevés"),
        "lines": _("Mouvements lus"),
        "new": _("Mouvements nouveaux"),
        "known": _("Mouvements déjà connus"),
        "elsewhere": _("dont déjà connus par un autre format"),
        "payouts": _("Versements annoncés par le prestataire de paiement"),
        "payouts_differ": _("Versements déjà connus d’un autre montant : à comparer chez le prestataire"),
    }


def _einvoice() -> dict[str, str]:
    return {
        "set_aside": _("Document mis de côté : le vendeur n’est pas ce créancier"),
        "new_customers": _("Clients nouveaux"),
        "new": _("Facture ou avoir nouveau"),
        "known": _("Pièce déjà connue"),
        "completed": _("dont échéance ou bon de commande précisé"),
        "differs": _("dont montant différent, à comparer"),
        "corrects": _("Factures que l’avoir corrige"),
        "orders": _("Commandes nouvelles"),
        "changed": _("Commandes précisées"),
    }


def _companion(table: str) -> dict[str, str]:
    if table not in {"customers", "prospects"}:
        return {
            "new": _("Lignes nouvelles"),
            "changed": _("Lignes précisées"),
            "invoices": _("Factures dont les lignes sont gardées"),
            "lined": _("Lignes de factures qui en avaient déjà"),
            "plans": _("Factures en plusieurs échéances"),
            "paid": _("Factures payées depuis"),
            "applied": _("Paiements affectés"),
            "known": _("Paiements déjà connus"),
            "limits": _("Limites et couvertures nouvelles"),
            "scores": _("Notes et décisions nouvelles"),
            "fields": _("Champs remplis"),
            "unknown": _("Lignes sans facture connue")
            if table == "invoices"
            else _("Lignes d’un client inconnu, ou sans montant"),
        }
    return {
        "prospects": _("Prospects nouveaux"),
        "new": _("Clients nouveaux") if table == "customers" else _("Fiches nouvelles"),
        "changed": _("Fiches précisées"),
        "contacts": _("Contacts ajoutés"),
        "redated": _("Échéances recalculées"),
        "fields": _("Champs remplis"),
    }


def field_names(table: str) -> dict[str, str]:
    """What the columns of a table say, by their names; `table` is its target, or what several targets become.

    Of what a connector pulled, several tables in one, every column that tables may have.
    """
    told = [TARGETS[table]] if table in TARGETS else [one for one in TARGETS.values() if one.becomes == table]
    if table == "pulled":
        told = list(TARGETS.values())
    names: dict[str, str] = {}
    for field in (field for target in told for field in target.fields):
        names.setdefault(field.name, _said(field.label))
    return names | {
        "colonnes": _("colonnes"),
        "montants": _("montants"),
        "allocations": _("affectations"),
        "table": _("table"),
    }


def table_of(kind: str, counts: Mapping[str, Any], controls: Mapping[str, Any]) -> str:
    """The table that an import's remarks speak of: its target where it was mapped."""
    return kind if kind == "pulled" else str(controls.get("target") or counts.get("table") or "")


def remark_line(remark: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A refusal or a notice on one line: where, what was found there, what to do."""
    told = {
        "line": remark["line"],
        "field": names.get(remark["field"], remark["field"]),
        "value": str(remark.get("value") or ""),
        "remedy": _said(remark["remedy"]),
    }
    if not told["line"]:
        return _("%(field)s : %(remedy)s") % told
    if not told["value"]:
        return _("ligne %(line)s, %(field)s : %(remedy)s") % told
    return _("ligne %(line)s, %(field)s, « %(value)s » : %(remedy)s") % told


def _said(french: str) -> str:
    return sentence(french, nearest(get_language()))
