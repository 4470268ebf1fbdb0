"""What an import brought, in words: its counts, its control totals, what it refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from encours.core.mapping.targets import TARGETS
from encours.desk.plain import in_words
from encours.formats.registry import FORMATS
from encours.records.documents.models import Intake
from encours.words.ledgers import anomaly_name


@dataclass(frozen=True, slots=True)
class Count:
    """A figure and what it counts; `url_name` leads where these rows are listed."""

    label: str
    value: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """Money that came in, and where it went, in cents."""

    label: str
    cents: int
    currency: str = "EUR"  # a ledger is kept in euros


@dataclass(frozen=True, slots=True)
class Remark:
    """A refusal or a notice as it is shown."""

    line: int
    field: str
    value: str
    remedy: str
    rule: str


def format_name(code: str) -> str:
    """A format in the reader's language."""
    if code == "correction":
        return _("Ligne corrigée à la main")
    known = FORMATS.get(code)
    return in_words(known.label) if known else code


def kind_name(code: str) -> str:
    """What kind of file it is."""
    return {
        "ledger": _("Comptabilité"),
        "bank": _("Relevé bancaire"),
        "companion": _("Tableau d’accompagnement"),
        "einvoice": _("Facture électronique"),
        "pulled": _("Lu par un connecteur"),
    }.get(code, code)


def counts(intake: Intake) -> list[Count]:
    """The figures of an import, most telling first."""
    told = intake.counts
    if intake.kind == "ledger":
        return [
            Count(_("Clients"), told.get("customers", 0)),
            *_statuses(_("Factures et avoirs"), told.get("receivables", {})),
            *_statuses(_("Paiements"), told.get("payments", {})),
            *_statuses(_("Imputations"), told.get("applications", {})),
            *_some(_("Rejets de la banque retrouvés en comptabilité"), told.get("returns_confirmed", 0)),
            *_some(_("Paiements douteux, à regarder en banque"), told.get("doubtful", 0)),
            *_of_all(told),
        ]
    if intake.kind == "einvoice":
        labels = _einvoice()
    else:
        labels = _bank() if intake.kind == "bank" else _companion(told.get("table", ""))
    found = [Count(label, told[name]) for name, label in labels.items() if isinstance(told.get(name), int)]
    return [*found, *_of_all(told)]


def _of_all(told: Mapping[str, Any]) -> list[Count]:
    """What any import may put in doubt."""
    return _some(_("Doubles écartés, à revoir"), told.get("doubles", 0))


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
            "paid": _("Factures payées depuis"),
            "applied": _("Paiements imputés"),
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


def controls(intake: Intake) -> list[Control]:
    """Money in, money kept, money refused: the first equals the others' sum."""
    told = intake.controls
    if intake.kind == "bank":
        whole = {"currency": "EUR", "credit_cents": told["credit_cents"], "debit_cents": told["debit_cents"]}
        return [
            Control(label, one[name], one["currency"])
            for one in told.get("sums") or [whole]
            for label, name in ((_("Crédits"), "credit_cents"), (_("Débits"), "debit_cents"))
        ]
    if intake.kind != "ledger":
        return []
    return [
        Control(_("Débit lu"), told["debit_cents"]),
        Control(_("dont refusé"), told["refused_debit_cents"]),
        Control(_("Crédit lu"), told["credit_cents"]),
        Control(_("dont refusé"), told["refused_credit_cents"]),
        Control(_("Solde des comptes clients"), told["balance_cents"]),
        Control(_("Postes ouverts"), told["open_cents"]),
        Control(_("Encaissements non imputés"), -told["unapplied_cents"]),
        Control(_("Écart à expliquer"), told["difference_cents"]),
    ]


@dataclass(frozen=True, slots=True)
class Fault:
    """An anomaly of a ledger as it is shown."""

    title: str
    count: int
    cents: int
    lines: list[int]
    more: bool
    value: str
    remedy: str
    rule: str


def anomalies(intake: Intake) -> list[Fault]:
    """What an accountant would put right in a ledger."""
    return [
        Fault(
            title=anomaly_name(told["rule"]),
            count=told["count"],
            cents=told["amount_cents"],
            lines=told["lines"],
            more=told["count"] > len(told["lines"]),
            value=told["value"],
            remedy=in_words(told["remedy"]),
            rule=told["rule"],
        )
        for told in intake.controls.get("anomalies", ())
    ]


def remarks(rows: Iterable[Mapping[str, Any]], table: str = "") -> list[Remark]:
    """Refusals or notices as kept; their remedy, and the column of a `table`, in the reader's language."""
    names = column_names(table)
    return [
        Remark(
            row["line"],
            names.get(row["field"], row["field"]),
            str(row.get("value") or ""),
            in_words(row["remedy"]),
            row["rule"],
        )
        for row in rows
    ]


def column_names(table: str) -> dict[str, str]:
    """What the columns of a table say, by their names; several targets may become one table."""
    fields = (one for target in TARGETS.values() if target.becomes == table for one in target.fields)
    return {one.name: in_words(one.label) for one in fields}
